#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checkers/white_box/white_box.h"
#include "model/wire/control_batch.h"
#include "tests/model/log/log_world.h"

namespace assize::model::log {
namespace {

enum class Step : std::uint8_t {
    kAppend,
    kProduce,
    kEndTxn,
    kTruncate,
    kRestart,
    kRoll,
    kFlush,
    kCommit,
    kDeleteRecords,
    kRetention,
    kExpire,
    kLookUp,
    kSleep,
    kClose,
    kCrash,
    kCutPower,
    kCutPowerSoon,
};
struct Action {
    Step step;
    std::uint32_t a;
    std::uint32_t b;
};

std::ostream& operator<<(std::ostream& out, const Action& action) {
    return out << static_cast<int>(action.step) << " " << action.a << " " << action.b;
}

/// Does anything to a log, through crashes; what it says of itself is judged by the white box. It
/// appends as the raft leader does: whatever sequences and epochs come, in whatever order.
class JudgedLog {
public:
    JudgedLog(std::uint64_t seed, sim::DiskProfile profile)
        : world_(std::move(profile), seed), box_(world_.simulation().trace()) {
        config_.segment_bytes = 1500;
        config_.index_interval_bytes = 200;
        config_.retention_bytes = 4000;
        config_.producer_id_expiration = sim::Duration::seconds(1);
    }

    /// Returns the first violation, or nothing.
    std::string run(const std::vector<Action>& actions) {
        for (std::size_t next = 0; next < actions.size() && wrong().empty();) {
            Step ending = Step::kCutPower;  // Also when it comes by surprise.
            world_.start([&](sim::Fiber& fiber, LogDirectory& directory) {
                struct Forget {
                    std::shared_ptr<PartitionLog>& log;
                    ~Forget() { log.reset(); }
                } forget{log_};
                ending = live(fiber, directory, actions, next);
            });
            world_.run_until_idle();
            clean_ = ending == Step::kClose;
            if (ending == Step::kCutPower) world_.host().lose_power();
            world_.host().restore_power();
        }
        return wrong();
    }

private:
    std::string wrong() const {
        return box_.violations().empty() ? "" : to_string(box_.violations().front());
    }

    /// One life of the process. Returns what ends it.
    Step live(sim::Fiber& fiber, LogDirectory& directory, const std::vector<Action>& actions,
              std::size_t& next) {
        open(fiber, directory, clean_);
        while (next < actions.size()) {
            const Action action = actions[next++];
            if (action.step == Step::kCrash || action.step == Step::kCutPower) return action.step;
            if (action.step == Step::kClose && close(fiber)) return action.step;
            perform(fiber, action);
        }
        return Step::kCrash;
    }
    void open(sim::Fiber& fiber, LogDirectory& directory, bool clean) {
        PartitionLogOptions options = orders(config_);
        options.clean_shutdown = clean;
        options.recovery_point = Offset(recovery_point_);
        options.log_start_offset = Offset(log_start_);
        options.high_watermark = Offset(high_watermark_);
        log_ = must_open(fiber, directory, options);
        note_checkpoints();
        epoch_ += 1;
    }
    bool close(sim::Fiber& fiber) {
        if (!log_->close(fiber)) return false;
        note_checkpoints();
        return true;
    }
    void note_checkpoints() {
        recovery_point_ = log_->recovery_point().value();
        log_start_ = log_->log_start_offset().value();
        high_watermark_ = log_->high_watermark().value();
    }

    void perform(sim::Fiber& fiber, const Action& action) {
        const std::int64_t end = log_->log_end_offset().value();
        switch (action.step) {
            case Step::kAppend: return append(fiber, make(fiber, action, std::nullopt));
            case Step::kProduce: {
                // Sequences reach across the last one there is.
                const wire::ProducerStamp producer{
                    ProducerId(action.a % 3),
                    ProducerEpoch(
                        static_cast<std::int16_t>(action.a / 3 % 8 == 0 ? ++bumps_ : bumps_)),
                    Sequence(static_cast<std::int32_t>(2147483646u + action.b % 4) & 0x7fffffff)};
                return append(fiber, make(fiber, action, producer));
            }
            case Step::kEndTxn: return end_txn(fiber, action);
            case Step::kTruncate: {
                const Offset to = begin_of_batch(fiber, action.a);
                return cut([&] { (void)log_->truncate_to(fiber, to); });
            }
            case Step::kRestart: {
                const Offset at(std::max<std::int64_t>(0, end + action.a % 20 - 10));
                return cut([&] { (void)log_->truncate_fully_and_start_at(fiber, at); });
            }
            case Step::kRoll: (void)log_->roll(fiber); return;
            case Step::kFlush:
                (void)log_->flush(fiber);
                if (action.a % 2 == 0) note_checkpoints();
                return;
            case Step::kCommit:
                log_->maybe_increment_high_watermark(log_->high_watermark() +
                                                     RecordCount(action.a % 10));
                return;
            case Step::kDeleteRecords:
                (void)log_->maybe_increment_log_start_offset(
                    fiber, log_->log_start_offset() + RecordCount(action.a % 6),
                    LogStartReason::kDeleteRecords);
                return;
            case Step::kRetention: (void)log_->delete_old_segments(fiber); return;
            case Step::kExpire: (void)log_->remove_expired_producers(fiber); return;
            case Step::kLookUp:
                (void)log_->fetch_offset_by_timestamp(fiber, now_ms(fiber) + action.a % 100 - 50);
                return;
            case Step::kSleep: return fiber.sleep(sim::Duration::milliseconds(action.a % 1500));
            case Step::kCutPowerSoon: {
                auto& simulation = world_.simulation();
                sim::Host& host = world_.host();
                simulation.at(simulation.now() + sim::Duration::microseconds(action.a % 4000),
                              [&host] { host.lose_power(); });
                return;
            }
            default: return;
        }
    }

    std::vector<std::byte> make(sim::Fiber& fiber, const Action& action,
                                std::optional<wire::ProducerStamp> producer) {
        BatchOf what{.values = {},
                     .timestamp_ms = now_ms(fiber) + action.b % 50 - 25,
                     .options = {.base_offset = log_->log_end_offset(),
                                 .leader_epoch = LeaderEpoch(epoch_),
                                 .producer = producer,
                                 .transactional = producer && producer->id.value() > 0}};
        for (std::uint32_t i = 0; i <= action.b % 3; ++i) {
            what.values.push_back(std::string(action.a % 120, 'v'));
        }
        return batch(what);
    }
    static std::int64_t now_ms(sim::Fiber& fiber) {
        return fiber.wall_time().since_origin() / sim::Duration::milliseconds(1);
    }

    void end_txn(sim::Fiber& fiber, const Action& action) {
        const bool aborts = action.b % 2 == 0;
        append(fiber, wire::end_transaction_batch(
                          {.base_offset = log_->log_end_offset(),
                           .leader_epoch = LeaderEpoch(epoch_),
                           .timestamp_ms = now_ms(fiber)},
                          {.result = aborts ? wire::TransactionResult::kAbort
                                            : wire::TransactionResult::kCommit,
                           .producer_id = ProducerId(action.a % 3),
                           .producer_epoch = ProducerEpoch(
                               static_cast<std::int16_t>(action.b % 3 == 0 ? ++bumps_ : bumps_)),
                           .coordinator_epoch = static_cast<std::int32_t>(action.a / 3 % 5)}));
    }

    void append(sim::Fiber& fiber, const std::vector<std::byte>& bytes) {
        (void)log_->append_as_leader(fiber, bytes, LeaderEpoch(epoch_), AppendOrigin::kRaftLeader);
    }

    /// Where one of the last batches begins, `back` of them away from the end: nobody cuts a batch
    /// in two.
    Offset begin_of_batch(sim::Fiber& fiber, std::uint32_t back) {
        std::vector<Offset> begins;
        Offset from = log_->log_start_offset();
        while (from < log_->log_end_offset()) {
            const auto data = log_->read(
                fiber, {.from = from, .max_bytes = 1 << 20, .isolation = FetchIsolation::kLogEnd});
            if (!data || data->records.size() == 0) break;
            for (const wire::RecordBatchView& batch : wire::BatchRange(data->records.span())) {
                if (batch.base_offset() >= from) begins.push_back(batch.base_offset());
                from = batch.next_offset();
            }
        }
        if (begins.empty()) return log_->log_end_offset();
        return begins[begins.size() - 1 - std::min<std::size_t>(back % 5, begins.size() - 1)];
    }
    template <class Cut>
    void cut(Cut do_it) {
        epoch_ += 1;
        do_it();
        note_checkpoints();
    }

    LogWorld world_;
    checkers::WhiteBox box_;
    LogConfig config_;
    std::shared_ptr<PartitionLog> log_;
    bool clean_ = false;
    std::int32_t epoch_ = 0;
    int bumps_ = 0;
    std::int64_t recovery_point_ = 0;
    std::int64_t log_start_ = 0;
    std::int64_t high_watermark_ = 0;
};

rc::Gen<std::vector<Action>> actions() {
    const auto step = rc::gen::weightedElement<Step>({{5, Step::kAppend},
                                                      {14, Step::kProduce},
                                                      {4, Step::kEndTxn},
                                                      {4, Step::kTruncate},
                                                      {1, Step::kRestart},
                                                      {2, Step::kRoll},
                                                      {3, Step::kFlush},
                                                      {5, Step::kCommit},
                                                      {2, Step::kDeleteRecords},
                                                      {3, Step::kRetention},
                                                      {2, Step::kExpire},
                                                      {4, Step::kLookUp},
                                                      {2, Step::kSleep},
                                                      {2, Step::kClose},
                                                      {2, Step::kCrash},
                                                      {2, Step::kCutPower},
                                                      {2, Step::kCutPowerSoon}});
    const auto number = rc::gen::inRange<std::uint32_t>(0, 100'000);
    return rc::gen::scale(4.0,
                          rc::gen::container<std::vector<Action>>(rc::gen::build<Action>(
                              rc::gen::set(&Action::step, step), rc::gen::set(&Action::a, number),
                              rc::gen::set(&Action::b, number))));
}

RC_GTEST_PROP(JudgedLog, the_white_box_finds_nothing_in_a_log, (std::uint64_t seed)) {
    RC_ASSERT(JudgedLog(seed, {}).run(*actions()) == "");
}

RC_GTEST_PROP(JudgedLog, nor_when_nothing_unsynced_survives, (std::uint64_t seed)) {
    RC_ASSERT(JudgedLog(seed, nothing_survives()).run(*actions()) == "");
}

}  // namespace
}  // namespace assize::model::log
