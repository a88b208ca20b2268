#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/random.h"
#include "tests/checkers/ledger/script.h"

namespace assize::checkers {
namespace {

/// What is wrong in a history: each with the property that has to notice.
enum class Planted : std::uint8_t {
    kNothing,
    kLost,       // An acknowledged record is not there at the end.
    kSkipped,    // A consumer leaves out a record that is there.
    kTwice,      // A batch is written twice.
    kOvertaken,  // Two batches of a producer are written in the other order.
    kKeyStrays,  // A key goes to two partitions.
    kPhantom,    // A record is read that nobody sent.
    kFalseFail,  // What is written is called surely not written.
    kStepBack,   // A consumer goes back by itself.
    kReplaced,   // Two readers are given different records of one offset.
};

struct Expected {
    Planted planted;
    std::string_view property;
};
constexpr auto kExpected = std::to_array<Expected>({
    {Planted::kLost, property::kAtLeastOnce},
    {Planted::kSkipped, property::kNoSkip},
    {Planted::kTwice, property::kAtMostOnce},
    {Planted::kOvertaken, property::kOrderProducer},
    {Planted::kKeyStrays, property::kOrderKey},
    {Planted::kPhantom, property::kNoPhantom},
    {Planted::kFalseFail, property::kNoPhantom},
    {Planted::kStepBack, property::kOrderPartition},
    {Planted::kReplaced, property::kOffsetStable},
});
constexpr auto kAll = std::to_array<std::string_view>(
    {property::kAtLeastOnce, property::kAtMostOnce, property::kExactlyOnce, property::kNoPhantom,
     property::kNoSkip, property::kOffsetStable, property::kOrderKey, property::kOrderPartition,
     property::kOrderProducer});

/// A log without faults: idempotent producers, one leader, readers that read all. In the middle of
/// it one thing is done wrong.
class RandomHistory {
public:
    RandomHistory(std::uint64_t seed, Planted planted)
        : random_(sim::Random(seed).split("history")), planted_(planted) {
        TrialSetup setup = Script::idempotent();
        setup.producers.push_back({.name = "producer-2", .enable_idempotence = true});
        script.emplace(setup);
        for (const std::string& partition : kPartitions) {
            script->partition(partition).lead(1, 0, 0);
            script->assign("consumer-1", 0);
            script->assign("consumer-2", 0);
        }
        const std::uint64_t steps = 10 + below(60);
        for (std::uint64_t i = 0; i < steps; ++i) step();
        plant();
        for (std::uint64_t i = below(20); i > 0; --i) step();
        for (const std::string& partition : kPartitions) read_at_last(partition);
    }

    std::optional<Script> script;

private:
    static inline const std::array<std::string, 2> kPartitions = {"orders-0", "orders-1"};
    static inline const std::array<std::string, 2> kProducers = {"producer-1", "producer-2"};

    struct Written {
        std::string producer;
        std::int64_t send;
        bool acknowledged;
    };
    struct Log {
        std::vector<Written> records;
        std::map<std::string, std::size_t> positions;
        std::optional<std::size_t> lost;
    };
    struct Sent {
        std::uint64_t batch;
        std::vector<std::int64_t> sends;
    };

    std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }
    void at(const std::string& producer, const std::string& partition) {
        script->producer(producer).partition(partition);
        producer_ = producer;
        partition_ = partition;
    }
    void at_random() { at(kProducers[below(2)], kPartitions[below(2)]); }

    void step() {
        at_random();
        switch (below(8)) {
            case 0: read("consumer-1"); return;
            case 1: read("consumer-2"); return;
            case 2: {  // It never arrives.
                const Sent sent = send(1 + below(3));
                script->give_up(sent.batch);
                return;
            }
            case 3: {  // It arrives, and nobody is told.
                const Sent sent = send(1 + below(3));
                write(sent, false);
                script->give_up(sent.batch);
                return;
            }
            case 4: {  // It takes two attempts.
                const Sent sent = send(1 + below(3));
                script->again(sent.batch, "NOT_LEADER_OR_FOLLOWER");
                write(sent, true);
                return;
            }
            default: write(send(1 + below(3)), true);
        }
    }

    /// Keys are of a partition, as a partitioner would have it.
    Sent send(std::uint64_t count) {
        Sent sent{.batch = ++batches_[producer_], .sends = {}};
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::int64_t number = sends_[producer_]++;
            Script::Sending sending{.key = std::nullopt, .partition_asked = false};
            if (below(2) == 0) sending.key = partition_ + "k" + std::to_string(below(3));
            script->send(number, sending);
            sent.sends.push_back(number);
        }
        script->batch(sent.batch, sent.sends);
        return sent;
    }

    void write(const Sent& sent, bool acknowledge) {
        auto& records = logs_[partition_].records;
        const auto base = static_cast<std::int64_t>(records.size());
        script->write(sent.batch, base);
        for (const std::int64_t each : sent.sends) {
            records.push_back({producer_, each, acknowledge});
        }
        if (acknowledge) script->ack(sent.batch, base);
    }

    void read(const std::string& reader) {
        Log& log = logs_[partition_];
        std::size_t& position = log.positions[reader];
        const std::size_t end = position + below(log.records.size() - position + 1);
        for (; position < end; ++position) give(reader, log, position);
    }
    void give(const std::string& reader, const Log& log, std::size_t offset) {
        const Written& record = log.records[offset];
        script->producer(record.producer);
        script->read(reader, {{static_cast<std::int64_t>(offset), record.send}});
        script->producer(producer_);
    }

    void read_at_last(const std::string& partition) {
        at(kProducers[0], partition);
        Log& log = logs_[partition];
        for (const char* consumer : {"consumer-1", "consumer-2"}) {
            std::size_t& position = log.positions[consumer];
            for (; position < log.records.size(); ++position) give(consumer, log, position);
        }
        script->assign("reader-1", 0);
        for (std::size_t offset = 0; offset < log.records.size(); ++offset) {
            if (offset != log.lost) give("reader-1", log, offset);
        }
        script->final_read_ended(0, static_cast<std::int64_t>(log.records.size()));
    }

    /// Two batches of one record each, and both consumers have read all before.
    void plant() {
        if (planted_ == Planted::kNothing) return;
        at_random();
        Log& log = logs_[partition_];
        for (const char* consumer : {"consumer-1", "consumer-2"}) {
            std::size_t& position = log.positions[consumer];
            for (; position < log.records.size(); ++position) give(consumer, log, position);
        }
        const std::size_t first = log.records.size();
        const Sent one = send(1);
        const Sent two = send(1);
        if (planted_ == Planted::kOvertaken) {
            write(two, true);
            write(one, true);
            return;
        }
        write(one, true);
        if (planted_ == Planted::kTwice) write(one, false);
        if (planted_ != Planted::kFalseFail) write(two, true);
        plant_in_log(two, log, first);
        plant_at_reader(log, first);
    }
    void plant_in_log(const Sent& two, Log& log, std::size_t first) {
        if (planted_ == Planted::kLost) log.lost = first;
        if (planted_ == Planted::kFalseFail) {
            write(two, false);
            script->give_up(two.batch, model::SendOutcome::kFail, "NOT_ENOUGH_REPLICAS");
        }
        if (planted_ == Planted::kKeyStrays) {
            const std::string here = partition_;
            for (const std::string& partition : kPartitions) {
                at(producer_, partition);
                const std::int64_t number = sends_[producer_]++;
                script->send(number, {.key = "stray", .partition_asked = false});
                const Sent sent{++batches_[producer_], {number}};
                script->batch(sent.batch, sent.sends);
                write(sent, true);
            }
            at(producer_, here);
        }
    }
    void plant_at_reader(Log& log, std::size_t first) {
        std::size_t& position = log.positions["consumer-1"];
        const auto offset = static_cast<std::int64_t>(first);
        if (planted_ == Planted::kSkipped) position += 1;
        if (planted_ == Planted::kPhantom) {
            script->read_value("consumer-1", offset, "producer-1/1000000");
            position += 1;
        }
        if (planted_ == Planted::kReplaced) {
            script->producer(log.records[first + 1].producer);
            script->read("consumer-1", {{offset, log.records[first + 1].send}});
            script->producer(producer_);
            position += 1;
        }
        if (planted_ == Planted::kStepBack) {
            give("consumer-1", log, first);
            give("consumer-1", log, first + 1);
            give("consumer-1", log, first);
            position += 2;
        }
    }

    sim::Random random_;
    Planted planted_;
    std::string producer_;
    std::string partition_;
    std::map<std::string, Log> logs_;
    std::map<std::string, std::int64_t> sends_;
    std::map<std::string, std::uint64_t> batches_;
};

RC_GTEST_PROP(PlantedAnomalies, a_history_without_any_is_right, (std::uint64_t seed)) {
    RandomHistory history(seed, Planted::kNothing);
    for (const std::string_view property : kAll) {
        const std::string status = history.script->status(property);
        RC_LOG() << property << " " << status << " " << history.script->verdict(property).summary
                 << "\n";
        RC_ASSERT(status == "held*" || status == "vacuous*");
    }
}

RC_GTEST_PROP(PlantedAnomalies, each_is_found, (std::uint64_t seed)) {
    for (const Expected& expected : kExpected) {
        RandomHistory history(seed, expected.planted);
        RC_LOG() << expected.property;
        RC_ASSERT(history.script->status(expected.property) == "violated*");
        RC_ASSERT(!history.script->verdict(expected.property).witness.empty());
    }
}

}  // namespace
}  // namespace assize::checkers
