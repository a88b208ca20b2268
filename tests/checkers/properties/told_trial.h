#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/judge.h"
#include "model/facts.h"
#include "sim/facts.h"
#include "sim/trace.h"

namespace assize::checkers {

/// A trial that is told by hand, fact by fact, to a Judge: brokers 1 to 3, which are voters of the
/// quorum too, producers, consumers and a reader. It is about one partition, orders-0, unless said
/// otherwise. Records are numbered: record n is the nth send of producer-1, "producer-1/n".
class ToldTrial {
public:
    static constexpr const char* kPartition = "orders-0";
    static constexpr const char* kTopicId = "orders-id";
    using Brokers = std::vector<std::int32_t>;

    /// One topic with acks=all, min.insync.replicas=2, and no unclean elections.
    static TrialSetup usual();

    explicit ToldTrial(TrialSetup setup = usual(), JudgeOptions options = {});

    // --- Time, and what befalls processes.

    void wait(sim::Duration duration) { now_ = now_ + duration; }
    void start(std::string_view process);
    void crash(std::string_view process);
    void lose_power(std::string_view process);
    void wipe(std::string_view process);
    void pause(std::string_view process);
    void resume(std::string_view process);

    // --- The cluster.

    /// Three empty logs; broker 1 leads in epoch 0 with all in sync.
    void begin();
    struct State {
        std::optional<std::int32_t> leader = 1;
        std::int32_t leader_epoch = 0;
        Brokers isr = {1, 2, 3};
        Brokers elr = {};
        bool unclean = false;
        Brokers last_known_elr = {};
    };
    /// A controller decides it, and a broker applies it.
    sim::EventId decide(State state, const char* partition = kPartition);
    sim::EventId lead(std::int32_t broker, std::int32_t epoch, Brokers isr = {1, 2, 3});
    /// The decision, and that it leads.
    sim::EventId elect(std::int32_t broker, std::int32_t epoch, Brokers isr = {1, 2, 3});
    sim::EventId append(std::int32_t broker, std::int64_t offset, std::int32_t epoch,
                        model::AppendedBy origin = model::AppendedBy::kClient);
    void copy(std::int32_t broker, std::int64_t offset, std::int32_t epoch);
    void high_watermark(std::int32_t leader, std::int64_t to);
    void flush(std::int32_t broker, std::int64_t to);
    sim::EventId truncate(std::int32_t broker, std::int64_t to);
    /// After a restart: its log ends there.
    sim::EventId load(std::int32_t broker, std::int64_t end);
    void delete_below(std::int64_t offset, model::LogStartReason reason);

    // --- Clients.

    void invoke(std::int64_t send, std::int8_t acks = -1, std::string_view producer = "producer-1");
    sim::EventId end_send(std::int64_t send, std::optional<std::int64_t> offset,
                          model::SendOutcome outcome = model::SendOutcome::kOk,
                          std::string_view error = "", std::string_view producer = "producer-1",
                          const char* partition = kPartition);
    /// Record n is sent, written at offset n by the leader and the others of `isr`, committed and
    /// acknowledged. Returns the acknowledgement.
    sim::EventId write(std::int64_t n, std::int32_t leader = 1, std::int32_t epoch = 0,
                       Brokers isr = {1, 2, 3});
    /// Record n is written at offset n by the leader alone, and acknowledged for acks=1.
    sim::EventId write_one(std::int64_t n, std::int32_t leader = 1, std::int32_t epoch = 0);
    void assign(std::string_view consumer, std::optional<std::int64_t> from = std::nullopt,
                const char* partition = kPartition);
    void deliver(std::string_view consumer, std::int64_t offset, std::string_view value,
                 const char* partition = kPartition);

    // --- The course of the trial.

    void fault(std::string action = "crash", std::string targets = "broker-1");
    void phase(model::Phase phase);
    void healed(bool whole, std::string lacks = "");
    void awaited(bool caught_up);
    /// The reader gets record n at offset n, for each n of `records`, and ends.
    sim::EventId read(const std::vector<std::int64_t>& records, std::int64_t end,
                      std::int64_t from = 0, const char* partition = kPartition);
    void read_end(std::int64_t end, std::int64_t from = 0, const char* partition = kPartition);

    /// Ends the trial. Requires: once.
    const Verdict& finish(const std::vector<Expectation>& expectations = {});
    /// The answer about one property; ends the trial.
    PropertyVerdict about(std::string_view property);

    static std::string value_of(std::int64_t n) { return "producer-1/" + std::to_string(n); }

    template <class F>
    sim::EventId tell(std::string_view process, const F& fact, const char* partition = kPartition,
                      std::int64_t begin = 0, std::int64_t end = 1) {
        const sim::NameId name = trace_.intern(partition);
        return trace_.emit(
            now_, emitter(process), fact,
            {.changed = sim::Changed::kYes,
             .subjects = {{"records", name, begin, end}, {"leader_epoch", name, 0, 1}}});
    }
    Judge& judge() { return judge_; }
    const sim::Trace& trace() const { return trace_; }

private:
    sim::Emitter emitter(std::string_view process);
    sim::HostId host(std::string_view process);
    template <class F>
    void world(const F& fact) {
        trace_.emit(now_, std::nullopt, fact, {.changed = sim::Changed::kYes});
    }

    std::map<std::string, std::uint32_t, std::less<>> processes_;
    std::map<std::int32_t, std::int64_t> log_ends_;
    std::map<std::int32_t, std::int64_t> high_watermarks_;
    std::int64_t metadata_end_ = 0;
    std::int32_t partition_epoch_ = 0;
    std::optional<std::int32_t> leader_;  // As it was decided last.
    sim::Trace trace_;
    sim::Instant now_ = sim::Instant::origin();
    Judge judge_;
    std::optional<Verdict> verdict_;
};

}  // namespace assize::checkers
