#include "tests/model/log/log_trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "model/wire/control_batch.h"

namespace assize::model::log {
namespace {

constexpr std::array kActNames{
    "append", "append many", "produce", "end txn",        "new epoch",     "roll",
    "flush",  "truncate",    "advance", "delete records", "retention",     "sleep",
    "read",   "close",       "crash",   "cut power",      "cut power soon"};

bool same(const ModelBatch& a, const ModelBatch& b) {
    return a.base == b.base && a.end == b.end && a.epoch == b.epoch && a.crc == b.crc;
}

/// Whether `found` is a stretch of `all` that ends where `all` does, or earlier; with nothing
/// missing in between.
bool is_stretch(const std::vector<ModelBatch>& found, const std::vector<ModelBatch>& all) {
    if (found.empty()) return true;
    const auto first = std::find_if(all.begin(), all.end(), [&](const ModelBatch& batch) {
        return same(batch, found.front());
    });
    if (static_cast<std::size_t>(all.end() - first) < found.size()) return false;
    return std::equal(found.begin(), found.end(), first, same);
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Command& command) {
    return out << kActNames[static_cast<std::size_t>(command.act)] << " " << command.a << " "
               << command.b;
}

LogTrial::LogTrial(std::uint64_t seed, sim::DiskProfile profile)
    : world_(std::move(profile), seed) {
    config_.segment_bytes = 4000;
    config_.index_interval_bytes = 200;
    config_.retention_ms = -sim::Duration::milliseconds(1);
    config_.retention_bytes = 6000;
}

void LogTrial::expect(bool holds, const std::string& what) {
    if (holds || !wrong_.empty()) return;
    wrong_ = fmt::format("{} (at command {})", what, next_);
}

std::string LogTrial::run(const std::vector<Command>& commands) {
    commands_ = commands;
    bool last_life = false;
    while (wrong_.empty() && !last_life) {
        last_life = next_ >= commands_.size();
        auto ending = Ending::kPowerCut;
        world_.start([&](sim::Fiber& fiber, LogDirectory& directory) {
            struct Forget {
                std::shared_ptr<PartitionLog>& log;
                ~Forget() { log.reset(); }
            } forget{log_};
            ending = live(fiber, directory);
        });
        world_.run_until_idle();
        clean_ = ending == Ending::kClean;
        if (ending == Ending::kPowerCut) world_.host().lose_power();
        lost_power_ = !world_.host().has_power();
        world_.host().restore_power();
    }
    return wrong_;
}

/// One life of the process. A power cut that comes by surprise leaves by an exception.
LogTrial::Ending LogTrial::live(sim::Fiber& fiber, LogDirectory& directory) {
    open(fiber, directory);
    while (wrong_.empty() && next_ < commands_.size()) {
        const Command command = commands_[next_++];
        if (command.act == Act::kCrash) return Ending::kCrash;
        if (command.act == Act::kCutPower) return Ending::kPowerCut;
        if (command.act == Act::kCloseAndOpen) {
            expect(log_->close(fiber).has_value(), "close fails");
            recovery_point_ = model_.durable_end = model_.log_end;
            log_start_checkpoint_ = model_.log_start;
            high_watermark_checkpoint_ = model_.high_watermark;
            return Ending::kClean;
        }
        perform(fiber, command);
        if (intended_) model_ = *std::exchange(intended_, std::nullopt);
        if (wrong_.empty()) check_state();
    }
    return Ending::kDone;
}

// --- Coming back ---------------------------------------------------------------------------

void LogTrial::open(sim::Fiber& fiber, LogDirectory& directory) {
    auto opened = PartitionLog::open(fiber, directory,
                                     {.partition = kOrders,
                                      .topic_id = kOrdersId,
                                      .config = config_,
                                      .clean_shutdown = clean_,
                                      .recovery_point = Offset(recovery_point_),
                                      .log_start_offset = Offset(log_start_checkpoint_),
                                      .high_watermark = Offset(high_watermark_checkpoint_)});
    expect(opened.has_value(), "the log cannot be opened");
    if (!opened) return;
    log_ = *opened;
    check_survival(batches_on_disk(fiber));
    check_state();
    check_reads(fiber, model_.log_start, 1 << 20);
}

/// L5: the log is a stretch of what was written, and ends where it has to.
void LogTrial::check_survival(const std::vector<ModelBatch>& found) {
    const std::int64_t end = log_->log_end_offset().value();
    const std::int64_t start = log_->log_start_offset().value();
    ModelLog candidate = model_;
    const bool before = is_stretch(found, model_.batches) && end <= model_.log_end;
    if (intended_ && (!before || (!lost_power_ && end != model_.log_end))) candidate = *intended_;
    const std::int64_t durable =
        intended_ ? std::min(model_.durable_end, intended_->durable_end) : model_.durable_end;
    const std::int64_t start_max =
        std::max(model_.log_start, intended_ ? intended_->log_start : model_.log_start);
    intended_.reset();
    expect(is_stretch(found, candidate.batches), "what came back is not what was written");
    expect(end <= candidate.log_end, "the log became longer");
    expect(end >= durable, "what was durable is gone");
    expect(lost_power_ || end == candidate.log_end, "a crash lost records");
    expect(start >= std::min(log_start_checkpoint_, end) && start <= start_max,
           fmt::format("log start {} came back, of {}", start, start_max));
    expect(log_->high_watermark().value() == std::clamp(high_watermark_checkpoint_, start, end),
           "the high watermark is not the checkpoint's");
    expect(!clean_ || log_->recovery_point().value() == end, "a clean log is not trusted");
    model_ = candidate;
    model_.truncate_to(end);
    model_.log_start = start;
    model_.high_watermark = log_->high_watermark().value();
    recovery_point_ = std::min(recovery_point_, end);
}

std::vector<ModelBatch> LogTrial::batches_on_disk(sim::Fiber& fiber) {
    std::vector<ModelBatch> found;
    Offset from = log_->log_start_offset();
    while (from < log_->log_end_offset() && wrong_.empty()) {
        const auto data = log_->read(
            fiber, {.from = from, .max_bytes = 1 << 20, .isolation = FetchIsolation::kLogEnd});
        expect(data.has_value() && data->records.size() > 0, "the log cannot be read");
        if (!wrong_.empty()) break;
        for (const wire::RecordBatchView& batch : wire::BatchRange(data->records.span())) {
            expect(wire::check_crc(batch), "a batch is corrupt");
            found.push_back({.base = batch.base_offset().value(),
                             .end = batch.next_offset().value(),
                             .epoch = batch.leader_epoch()->value(),
                             .crc = batch.crc(),
                             .timestamp_ms = batch.base_timestamp_ms(),
                             .producer = std::nullopt});
            from = batch.next_offset();
        }
    }
    return found;
}

// --- Commands ------------------------------------------------------------------------------

void LogTrial::perform(sim::Fiber& fiber, const Command& command) {
    switch (command.act) {
        case Act::kAppend: {
            ModelBatch one{.base = 0,
                           .end = 1 + command.b % 3,
                           .epoch = 0,
                           .crc = 0,
                           .timestamp_ms = 0,
                           .producer = std::nullopt};
            const auto bytes = make(one, 0, command.a % 1000, std::nullopt);
            return append(fiber, {one}, bytes, AppendOrigin::kClient);
        }
        case Act::kAppendMany: return append_many(fiber, command);
        case Act::kProduce: return produce(fiber, command);
        case Act::kEndTxn: return end_txn(fiber, command);
        case Act::kNewEpoch: epoch_ += 1 + static_cast<std::int32_t>(command.a % 2); return;
        case Act::kRoll: expect(log_->roll(fiber).has_value(), "roll fails"); return;
        case Act::kFlush:
            expect(log_->flush(fiber).has_value(), "flush fails");
            expect(log_->recovery_point() == log_->log_end_offset(), "not all is flushed");
            if (command.a % 2 == 0) recovery_point_ = log_->recovery_point().value();
            return;
        case Act::kTruncate: return truncate(fiber, command);
        case Act::kAdvanceHighWatermark: {
            if (model_.batches.empty()) return;
            const auto& batch = model_.batches[command.a % model_.batches.size()];
            log_->maybe_increment_high_watermark(Offset(batch.end));
            model_.high_watermark = std::max(model_.high_watermark, batch.end);
            if (command.b % 3 == 0) high_watermark_checkpoint_ = model_.high_watermark;
            return;
        }
        case Act::kDeleteRecords: {
            const std::int64_t range = model_.high_watermark - model_.log_start;
            const std::int64_t to = model_.log_start + command.a % (range + 2);
            intended_ = model_;
            if (to <= model_.high_watermark) {
                intended_->log_start = std::max(model_.log_start, to);
            }
            const auto moved = log_->maybe_increment_log_start_offset(
                fiber, Offset(to), LogStartReason::kDeleteRecords);
            expect(moved.has_value() == (to <= model_.high_watermark), "a wrong log start");
            if (command.b % 2 == 0) log_start_checkpoint_ = intended_->log_start;
            return;
        }
        case Act::kRetention: return retention(fiber);
        case Act::kSleep: return fiber.sleep(sim::Duration::microseconds(command.a % 3000));
        case Act::kRead: return read(fiber, command);
        case Act::kCutPowerSoon: {
            auto& simulation = world_.simulation();
            sim::Host& host = world_.host();
            simulation.at(simulation.now() + sim::Duration::microseconds(command.a % 4000),
                          [&host] { host.lose_power(); });
            return;
        }
        default: return;
    }
}

/// A batch of the log at hand: the model's view of it, and its bytes.
std::vector<std::byte> LogTrial::make(ModelBatch& batch, std::int64_t base, std::size_t value_bytes,
                                      std::optional<LeaderEpoch> epoch) {
    const std::int64_t records = batch.end;
    timestamp_ms_ += serial_ % 3;
    batch.timestamp_ms = timestamp_ms_ + serial_ % 7 * 2;
    wire::BatchOptions options{.base_offset = Offset(base), .leader_epoch = epoch};
    if (batch.producer) {
        options.producer = wire::ProducerStamp{
            ProducerId(*batch.producer), ProducerEpoch(0),
            Sequence(batch.last_sequence - static_cast<std::int32_t>(records) + 1)};
        options.transactional = batch.transactional;
    }
    BatchOf what{.values = {}, .timestamp_ms = batch.timestamp_ms, .options = options};
    for (std::int64_t i = 0; i < records; ++i) {
        what.values.push_back(std::to_string(serial_++) + std::string(value_bytes, 'v'));
    }
    auto bytes = log::batch(what);
    batch.crc = wire::first_batch(bytes)->crc();
    return bytes;
}

void LogTrial::append(sim::Fiber& fiber, const std::vector<ModelBatch>& batches,
                      const std::vector<std::byte>& bytes, AppendOrigin origin) {
    intended_ = model_;
    for (ModelBatch batch : batches) {
        const std::int64_t records = batch.end - batch.base;
        batch.base = intended_->log_end;
        batch.end = batch.base + records;
        batch.epoch = epoch_;
        intended_->log_end = batch.end;
        intended_->batches.push_back(batch);
    }
    const auto appended = origin == AppendOrigin::kReplication
                              ? log_->append_as_follower(fiber, bytes)
                              : log_->append_as_leader(fiber, bytes, LeaderEpoch(epoch_), origin);
    expect(appended.has_value(), "an append fails");
    if (!appended) return;
    expect(appended->first_offset.value() == model_.log_end, "an append starts elsewhere");
    expect(appended->last_offset.value() == intended_->log_end - 1, "an append ends elsewhere");
}

void LogTrial::append_many(sim::Fiber& fiber, const Command& command) {
    std::vector<ModelBatch> batches;
    std::vector<std::byte> bytes;
    std::int64_t base = model_.log_end;
    for (std::uint32_t i = 0; i <= command.b % 5; ++i) {
        ModelBatch one{.base = 0,
                       .end = 1 + (command.a + i) % 3,
                       .epoch = 0,
                       .crc = 0,
                       .timestamp_ms = 0,
                       .producer = std::nullopt};
        const auto part = make(one, base, command.a % 300, LeaderEpoch(epoch_));
        bytes.insert(bytes.end(), part.begin(), part.end());
        base += one.end;
        batches.push_back(one);
    }
    append(fiber, batches, bytes, AppendOrigin::kReplication);
}

void LogTrial::produce(sim::Fiber& fiber, const Command& command) {
    const std::int64_t producer = command.a % 3;
    const auto known = model_.producers();
    const auto found = known.find(producer);
    const std::int32_t last = found == known.end() ? -1 : found->second.last_sequence;
    const auto& actual = log_->producer_states().producers();
    const auto state = actual.find(ProducerId(producer));
    const bool forgotten = state == actual.end() || state->second.batches.empty();
    if (forgotten && last >= 0) return;  // With reason, says check_producers().
    const std::int64_t records = 1 + command.b % 3;
    ModelBatch one{.base = 0,
                   .end = records,
                   .epoch = 0,
                   .crc = 0,
                   .timestamp_ms = 0,
                   .producer = producer,
                   .last_sequence = last + static_cast<std::int32_t>(records),
                   .transactional = producer > 0};
    const auto bytes = make(one, 0, command.b % 100, std::nullopt);
    append(fiber, {one}, bytes, AppendOrigin::kClient);
    if (!wrong_.empty() || command.b % 4 != 0) return;

    const auto again =
        log_->append_as_leader(fiber, bytes, LeaderEpoch(epoch_), AppendOrigin::kClient);
    expect(again && again->appended == Appended::kEarlier &&
               again->first_offset.value() == model_.log_end,
           "a duplicate is not recognized");
    ModelBatch later{.base = 0,
                     .end = 1,
                     .epoch = 0,
                     .crc = 0,
                     .timestamp_ms = 0,
                     .producer = producer,
                     .last_sequence = one.last_sequence + 2,
                     .transactional = producer > 0};
    const auto gap = log_->append_as_leader(fiber, make(later, 0, 5, std::nullopt),
                                            LeaderEpoch(epoch_), AppendOrigin::kClient);
    expect(!gap && gap.error() == wire::ErrorCode::kOutOfOrderSequenceNumber,
           "a gap of sequences is not refused");
}

void LogTrial::end_txn(sim::Fiber& fiber, const Command& command) {
    const std::int64_t producer = 1 + command.a % 2;
    const auto& known = log_->producer_states().producers();
    const auto found = known.find(ProducerId(producer));
    if (found == known.end() || !found->second.txn_first_offset) return;
    const bool aborts = command.b % 2 == 0;
    const auto bytes = wire::end_transaction_batch(
        {.timestamp_ms = timestamp_ms_},
        {.result = aborts ? wire::TransactionResult::kAbort : wire::TransactionResult::kCommit,
         .producer_id = ProducerId(producer),
         .producer_epoch = ProducerEpoch(0),
         .coordinator_epoch = 0});
    const ModelBatch marker{
        .base = 0,
        .end = 1,
        .epoch = 0,
        .crc = wire::first_batch(bytes)->crc(),
        .timestamp_ms = timestamp_ms_,
        .producer = producer,
        .last_sequence = -1,
        .transactional = true,
        .marker = aborts ? ModelBatch::Marker::kAbort : ModelBatch::Marker::kCommit};
    append(fiber, {marker}, bytes, AppendOrigin::kCoordinator);
}

void LogTrial::truncate(sim::Fiber& fiber, const Command& command) {
    if (model_.batches.empty()) return;
    const std::size_t back = std::min<std::size_t>(command.a % 6, model_.batches.size() - 1);
    const std::int64_t to = model_.batches[model_.batches.size() - 1 - back].base;
    if (Offset(to) < log_->segment_bases().front()) return;
    intended_ = model_;
    intended_->truncate_to(to);
    recovery_point_ = std::min(recovery_point_, to);
    log_start_checkpoint_ = std::min(log_start_checkpoint_, to);
    high_watermark_checkpoint_ = std::min(high_watermark_checkpoint_, to);
    const auto dropped = log_->truncate_to(fiber, Offset(to));
    expect(dropped && dropped->value() == model_.log_end - to, "a truncation goes wrong");
    epoch_ += 1;  // A follower truncates for a new leader.
}

/// L7: only whole segments from the front, below the high watermark, and only as many as needed.
void LogTrial::retention(sim::Fiber& fiber) {
    const auto bases = log_->segment_bases();
    intended_ = model_;
    intended_->log_start = std::max(model_.log_start, model_.high_watermark);
    expect(log_->delete_old_segments(fiber).has_value(), "retention fails");
    const std::int64_t start = log_->log_start_offset().value();
    const bool at_base = std::find(bases.begin(), bases.end(), Offset(start)) != bases.end();
    expect(start >= model_.log_start && start <= model_.high_watermark, "retention goes too far");
    expect(start == model_.log_start || at_base || Offset(start) == log_->log_end_offset(),
           "retention splits a segment");
    const auto left = log_->segment_bases();
    const bool could_go_on = left.size() > 1 && left[1].value() <= model_.high_watermark;
    expect(!could_go_on || log_->size_bytes() < config_.retention_bytes + config_.segment_bytes,
           "retention stops too early");
    intended_->log_start = start;
}

// --- Checks --------------------------------------------------------------------------------

void LogTrial::check_state() {
    model_.durable_end = std::max(model_.durable_end, log_->recovery_point().value());
    expect(log_->log_start_offset().value() == model_.log_start, "a wrong log start");
    expect(log_->log_end_offset().value() == model_.log_end, "a wrong log end");
    expect(log_->high_watermark().value() == model_.high_watermark, "a wrong high watermark");
    expect(log_->recovery_point() <= log_->log_end_offset(), "a recovery point above the end");
    const auto bases = log_->segment_bases();
    expect(std::adjacent_find(bases.begin(), bases.end(), std::greater_equal<>()) == bases.end(),
           "segments that do not increase");
    if (model_.log_start < model_.log_end) {
        for (std::int32_t epoch = 0; epoch <= epoch_ + 1; ++epoch) {
            expect(log_->end_offset_for(LeaderEpoch(epoch)) == model_.end_offset_for(epoch),
                   fmt::format("epoch {} ends elsewhere", epoch));
        }
    }
    check_producers();
}

/// L6 and L9. What was in segments that are gone may be forgotten.
void LogTrial::check_producers() {
    const std::int64_t front = log_->segment_bases().front().value();
    const auto& actual = log_->producer_states().producers();
    bool forgot_txn = false;
    for (const auto& [id, fold] : model_.producers()) {
        forgot_txn = forgot_txn || (fold.txn_first_offset && *fold.txn_first_offset < front);
        const auto found = actual.find(ProducerId(id));
        if (found == actual.end() || found->second.batches.empty()) {
            expect(fold.last_offset < front, fmt::format("producer {} is forgotten", id));
            continue;
        }
        const ProducerBatch& last = found->second.batches.back();
        expect(last.last_sequence.value() == fold.last_sequence, "a wrong last sequence");
        expect(last.last_offset.value() == fold.last_offset, "a wrong last offset");
        if (fold.txn_first_offset && *fold.txn_first_offset < front) continue;
        expect(found->second.txn_first_offset ==
                   (fold.txn_first_offset ? std::optional(Offset(*fold.txn_first_offset))
                                          : std::nullopt),
               "a wrong open transaction");
    }
    if (forgot_txn || front > 0) return;
    expect(log_->last_stable_offset().value() == model_.last_stable_offset(),
           fmt::format("last stable offset {} should be {}", log_->last_stable_offset().value(),
                       model_.last_stable_offset()));
}

void LogTrial::read(sim::Fiber& fiber, const Command& command) {
    const std::int64_t range = model_.log_end - model_.log_start + 1;
    check_reads(fiber, model_.log_start + command.a % range,
                static_cast<std::int32_t>(command.b % 3000));
}

/// L4: reads and look-ups find what a scan of the model finds.
void LogTrial::check_reads(sim::Fiber& fiber, std::int64_t from, std::int32_t max_bytes) {
    const auto data = log_->read(
        fiber,
        {.from = Offset(from), .max_bytes = max_bytes, .isolation = FetchIsolation::kTxnCommitted});
    expect(data.has_value(), "a read fails");
    if (!data) return;
    const std::int64_t bound = log_->last_stable_offset().value();
    auto expected = std::find_if(model_.batches.begin(), model_.batches.end(),
                                 [&](const ModelBatch& batch) { return batch.end > from; });
    std::size_t count = 0;
    for (const wire::RecordBatchView& batch : wire::BatchRange(data->records.span())) {
        expect(expected != model_.batches.end() && expected->base < bound &&
                   expected->base == batch.base_offset().value() && expected->crc == batch.crc(),
               "a read gives another batch");
        if (!wrong_.empty()) return;
        ++expected;
        ++count;
    }
    expect(count > 0 || from >= bound, "a read gives nothing");
    expect(count <= 1 || data->records.size() <= static_cast<std::size_t>(max_bytes),
           "a read gives too much");
    if (log_->segment_bases().front() == Offset(0) && from < bound) {
        std::vector<std::int64_t> firsts;
        for (const AbortedTxn& txn : data->aborted) firsts.push_back(txn.first_offset.value());
        std::sort(firsts.begin(), firsts.end());
        auto scanned = model_.aborted(from, bound);
        std::sort(scanned.begin(), scanned.end());
        expect(firsts == scanned, "a wrong list of aborted transactions");
    }

    const std::int64_t timestamp_ms = 1000 + max_bytes % (timestamp_ms_ - 990);
    const auto found = log_->fetch_offset_by_timestamp(fiber, timestamp_ms);
    expect(found.has_value(), "a look-up fails");
    if (!found) return;
    const auto scanned = model_.offset_at(timestamp_ms);
    expect(found->has_value() == scanned.has_value() &&
               (!scanned || (*found)->offset.value() == *scanned),
           fmt::format("timestamp {} is elsewhere", timestamp_ms));
}

}  // namespace assize::model::log
