#include "tests/checkers/ledger/script.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace assize::checkers {

using model::SendOutcome;

struct Script::LedgerFeed final : sim::TraceSubscriber {
    LedgerFeed(sim::Trace& of, ledger::Ledger& to) : trace(of), ledger(to) {
        trace.subscribe(*this);
    }
    ~LedgerFeed() override { trace.unsubscribe(*this); }
    void on_event(const sim::Event& event) override { ledger.on_event(event); }
    sim::Trace& trace;
    ledger::Ledger& ledger;
};

TrialSetup Script::with(ProducerSetup producer) {
    TrialSetup setup;
    setup.topics = {{.name = "orders", .partitions = 2, .min_insync_replicas = 2}};
    setup.producers = {std::move(producer)};
    setup.consumers = {{.name = "consumer-1", .topics = {"orders"}}};
    for (std::int32_t id = 1; id < 4; ++id) {
        setup.nodes.push_back({.id = id, .name = "broker-" + std::to_string(id)});
    }
    return setup;
}

TrialSetup Script::usual() {
    return with({.name = "producer-1"});
}

TrialSetup Script::idempotent() {
    return with({.name = "producer-1", .enable_idempotence = true});
}

Script::Script(TrialSetup setup)
    : judge_(std::move(setup), trace_),
      ledger_(trace_),
      feed_(std::make_unique<LedgerFeed>(trace_, ledger_)) {}

Script& Script::partition(std::string name) {
    partition_ = std::move(name);
    return *this;
}

Script& Script::producer(std::string name) {
    producer_ = std::move(name);
    return *this;
}

Script& Script::restart_producer() {
    die(producer_);
    life_[producer_] += 1;
    return *this;
}

// --- Users and producers.

sim::EventId Script::send(std::int64_t number) {
    return send(number, Sending{});
}

sim::EventId Script::send(std::int64_t number, const Sending& sending) {
    const std::string value = value_of(number);
    const std::size_t dash = partition_.rfind('-');
    model::SendInvoked fact{.send = number,
                            .topic = std::string_view(partition_).substr(0, dash),
                            .partition = std::nullopt,
                            .key = sending.key,
                            .value = value,
                            .acks = -1};
    if (sending.partition_asked) fact.partition = std::atoi(partition_.c_str() + dash + 1);
    keys_[{producer_, number}] = sending.key;
    return tell(producer_, fact, {{"send", trace_.intern(producer_), number, number + 1}});
}

sim::EventId Script::batch(std::uint64_t batch, std::vector<std::int64_t> sends) {
    batch_at(batch).sends = std::move(sends);
    return state_sent(batch);
}

sim::EventId Script::again(std::uint64_t batch, std::string_view error) {
    tell(producer_,
         model::ProducerBatchRetried{.partition = partition_,
                                     .batch = batch,
                                     .error = error,
                                     .attempt = batch_at(batch).attempts},
         sends_in(batch));
    return state_sent(batch);
}

sim::EventId Script::state_sent(std::uint64_t batch) {
    Batch& of = batch_at(batch);
    of.attempts += 1;
    return tell(producer_,
                model::ProducerBatchSent{.partition = partition_,
                                         .batch = batch,
                                         .broker = model::BrokerId(1),
                                         .records = static_cast<std::int32_t>(of.sends.size()),
                                         .crc = crc_of(batch),
                                         .attempt = of.attempts,
                                         .acks = -1},
                sends_in(batch));
}

sim::EventId Script::ack(std::uint64_t batch, std::optional<std::int64_t> base) {
    const auto sends = batch_at(batch).sends;
    model::ProducerBatchAcknowledged fact{.partition = partition_,
                                          .batch = batch,
                                          .records = static_cast<std::int32_t>(sends.size()),
                                          .base_offset = std::nullopt,
                                          .acks = -1};
    if (base) fact.base_offset = model::Offset(*base);
    sim::EventId last = tell(producer_, fact, sends_in(batch));
    for (const std::int64_t send : sends) {
        last = end_send(send, SendOutcome::kOk, base);
        if (base) *base += 1;
    }
    return last;
}

sim::EventId Script::give_up(std::uint64_t batch, SendOutcome outcome, std::string_view error) {
    const auto sends = batch_at(batch).sends;
    sim::EventId last =
        tell(producer_,
             model::ProducerBatchFailed{.partition = partition_,
                                        .batch = batch,
                                        .records = static_cast<std::int32_t>(sends.size()),
                                        .error = error,
                                        .maybe_written = outcome == SendOutcome::kInfo},
             sends_in(batch));
    for (const std::int64_t send : sends) last = end_send(send, outcome, std::nullopt, error);
    return last;
}

sim::EventId Script::end_send(std::int64_t number, SendOutcome outcome,
                              std::optional<std::int64_t> offset, std::string_view error) {
    const std::string value = value_of(number);
    return tell(producer_,
                model::SendEnded{.send = number,
                                 .value = value,
                                 .outcome = outcome,
                                 .partition = partition_,
                                 .offset = offset,
                                 .error = error},
                {{"send", trace_.intern(producer_), number, number + 1}});
}

// --- Logs.

sim::EventId Script::lead(std::int32_t broker, std::int32_t epoch, std::int64_t log_end) {
    return tell_log(broker, model::BecameLeader{.broker = model::BrokerId(broker),
                                                .topic_id = "orders-id",
                                                .leader_epoch = model::LeaderEpoch(epoch),
                                                .partition_epoch = model::PartitionEpoch(epoch),
                                                .start_offset = model::Offset(log_end),
                                                .replicas = {},
                                                .isr = {},
                                                .min_isr = 2});
}

sim::EventId Script::append(std::int32_t broker, std::uint64_t batch, std::int64_t base,
                            std::int32_t epoch, Altered altered) {
    const auto count = static_cast<std::int64_t>(batch_at(batch).sends.size());
    model::BatchAppended fact{.broker = broker,
                              .topic_id = "orders-id",
                              .base = base,
                              .end = base + count,
                              .leader_epoch = epoch,
                              .crc = crc_of(batch) + (altered == Altered::kNo ? 0 : 77),
                              .bytes = 100,
                              .origin = model::AppendedBy::kClient,
                              .producer_id = std::nullopt,
                              .producer_epoch = std::nullopt,
                              .base_sequence = std::nullopt,
                              .transactional = false,
                              .control = false};
    if (altered == Altered::kAsTold) fact.sent_crc = crc_of(batch);
    return tell_log(broker, fact);
}

sim::EventId Script::copy(std::int32_t broker, std::uint64_t batch, std::int64_t base,
                          std::int32_t epoch) {
    const auto count = static_cast<std::int64_t>(batch_at(batch).sends.size());
    return tell_log(broker, model::BatchAppended{.broker = broker,
                                                 .topic_id = "orders-id",
                                                 .base = base,
                                                 .end = base + count,
                                                 .leader_epoch = epoch,
                                                 .crc = crc_of(batch),
                                                 .bytes = 100,
                                                 .origin = model::AppendedBy::kReplication,
                                                 .producer_id = std::nullopt,
                                                 .producer_epoch = std::nullopt,
                                                 .base_sequence = std::nullopt,
                                                 .transactional = false,
                                                 .control = false});
}

sim::EventId Script::control(std::int32_t broker, std::int64_t offset) {
    return tell_log(broker, model::BatchAppended{.broker = broker,
                                                 .topic_id = "orders-id",
                                                 .base = offset,
                                                 .end = offset + 1,
                                                 .leader_epoch = 0,
                                                 .crc = 5,
                                                 .bytes = 100,
                                                 .origin = model::AppendedBy::kCoordinator,
                                                 .producer_id = std::nullopt,
                                                 .producer_epoch = std::nullopt,
                                                 .base_sequence = std::nullopt,
                                                 .transactional = true,
                                                 .control = true});
}

sim::EventId Script::high_watermark(std::int32_t broker, std::int64_t to) {
    return tell_log(broker,
                    model::HighWatermarkMoved{.broker = broker,
                                              .topic_id = "orders-id",
                                              .from = 0,
                                              .to = to,
                                              .reason = model::HighWatermarkReason::kLeader});
}

sim::EventId Script::truncate(std::int32_t broker, std::int64_t from, std::int64_t to) {
    return tell_log(broker, model::LogTruncated{.broker = broker,
                                                .topic_id = "orders-id",
                                                .from = from,
                                                .to = to,
                                                .log_start = 0,
                                                .high_watermark = 0,
                                                .recovery_point = 0});
}

sim::EventId Script::load(std::int32_t broker, std::int64_t end) {
    return tell_log(broker, model::LogLoaded{.broker = broker,
                                             .topic_id = "orders-id",
                                             .path = partition_,
                                             .log_start = 0,
                                             .log_end = end,
                                             .high_watermark = 0,
                                             .recovery_point = 0,
                                             .clean_shutdown = false,
                                             .segments_scanned = 1,
                                             .bytes_cut = 0,
                                             .segments_cut = 0});
}

sim::EventId Script::delete_below(std::int64_t offset, model::LogStartReason reason) {
    std::int64_t& start = log_start_[partition_];
    const std::int64_t from = std::exchange(start, offset);
    return tell_log(
        1, model::LogStartMoved{
               .broker = 1, .topic_id = "orders-id", .from = from, .to = offset, .reason = reason});
}

void Script::write(std::uint64_t batch, std::int64_t base) {
    append(1, batch, base);
    high_watermark(1, base + static_cast<std::int64_t>(batch_at(batch).sends.size()));
}

void Script::whole(std::int64_t number, std::int64_t offset, const Sending& sending) {
    const auto batch_number = static_cast<std::uint64_t>(number) + 1;
    send(number, sending);
    batch(batch_number, {number});
    write(batch_number, offset);
    ack(batch_number, offset);
}

// --- Readers.

sim::EventId Script::assign(std::string_view reader, std::optional<std::int64_t> from) {
    return tell(reader, model::ReaderAssigned{.partition = partition_, .from = from}, {});
}

sim::EventId Script::move_to(std::string_view reader, std::int64_t position,
                             model::PositionReason reason) {
    return tell(reader,
                model::ConsumerPositionSet{.partition = partition_,
                                           .position_before = std::nullopt,
                                           .position_after = model::Offset(position),
                                           .reason = reason},
                {});
}

sim::EventId Script::read(std::string_view reader, const Reads& reads) {
    sim::EventId last(0);
    for (const Read& each : reads) {
        last = read_value(reader, each.offset, value_of(each.send), keys_[{producer_, each.send}]);
    }
    return last;
}

sim::EventId Script::read_value(std::string_view reader, std::int64_t offset,
                                std::string_view value, std::optional<std::string> key) {
    return tell(
        reader,
        model::RecordDelivered{
            .partition = partition_, .offset = offset, .key = std::move(key), .value = value},
        {{"records", trace_.intern(partition_), offset, offset + 1}});
}

void Script::die(std::string_view process) {
    tell(process, sim::ProcessDied{sim::Death::kCrash}, {});
}

sim::EventId Script::final_read(std::int64_t from, std::int64_t end, const Reads& reads) {
    assign("reader-1", from);
    read("reader-1", reads);
    return final_read_ended(from, end);
}

sim::EventId Script::final_read_ended(std::int64_t from, std::int64_t end) {
    return tell("reader-1",
                model::FinalReadEnded{.partition = partition_, .from = from, .end = end},
                {{"records", trace_.intern(partition_), from, end}});
}

// --- The end.

const PropertyVerdict& Script::verdict(std::string_view property) {
    if (!verdict_) verdict_ = judge_.finish({});
    const PropertyVerdict* found = verdict_->find(property);
    if (!found) {
        ADD_FAILURE() << "no property " << property;
        static const PropertyVerdict kNothing{.name = "?", .reason = ""};
        return kNothing;
    }
    return *found;
}

std::string Script::status(std::string_view property) {
    const PropertyVerdict& found = verdict(property);
    return std::string(to_string(found.status)) + (found.promise == Promise::kPromised ? "*" : "");
}

ledger::SendFate Script::fate(std::int64_t number) const {
    const ledger::SendRef send = ledger_.sends().find(value_of(number));
    return ledger_.account().row_of(send).fate;
}

// --- The trace.

template <class F>
sim::EventId Script::tell(std::string_view name, const F& fact,
                          const std::vector<sim::Subject>& subjects) {
    now_ = now_ + sim::Duration::milliseconds(1);
    const auto life = life_.find(std::string(name));
    const sim::Incarnation incarnation(life == life_.end() ? 1 : life->second + 1);
    return trace_.emit(now_, sim::Emitter{process(name), incarnation}, fact,
                       {.changed = sim::Changed::kYes, .subjects = subjects});
}

template <class F>
sim::EventId Script::tell_log(std::int32_t broker, const F& fact) {
    const sim::NameId name = trace_.intern(partition_);
    return tell("broker-" + std::to_string(broker), fact,
                {{"records", name, 0, 1}, {"leader_epoch", name, 0, 1}});
}

std::vector<sim::Subject> Script::sends_in(std::uint64_t batch) {
    std::vector<sim::Subject> subjects;
    for (const std::int64_t send : batch_at(batch).sends) {
        subjects.push_back({"send", trace_.intern(producer_), send, send + 1});
    }
    return subjects;
}

std::uint32_t Script::crc_of(std::uint64_t batch) {
    const auto base = static_cast<std::uint32_t>(trace_.intern(producer_).value());
    return 1'000'000 * (base + 1) + 1000 * life_[producer_] + static_cast<std::uint32_t>(batch);
}

sim::ProcessId Script::process(std::string_view name) {
    const auto found = processes_.find(name);
    if (found != processes_.end()) return found->second;
    const sim::ProcessId id(static_cast<std::uint32_t>(processes_.size()));
    trace_.add_process(name);
    return processes_.emplace(std::string(name), id).first->second;
}

}  // namespace assize::checkers
