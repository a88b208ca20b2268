#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/facts/log.h"
#include "model/facts/replication.h"
#include "model/log/partition_log.h"
#include "sim/random.h"
#include "tests/model/replication/replication_world.h"

namespace assize::model::replication {
namespace {

using wire::ErrorCode;

/// Looks at each fact for what must never be.
class Watchman final : public sim::TraceSubscriber {
public:
    void on_event(const sim::Event& event) override {
        if (const auto* fact = event.as<BecameLeader>()) on_leader(*fact);
        if (const auto* fact = event.as<HighWatermarkMoved>()) on_high_watermark(*fact);
        if (const auto* fact = event.as<TruncationDecided>()) on_truncation(*fact);
        if (const auto* fact = event.as<IsrChangeProposed>()) on_proposal(*fact);
        if (const auto* fact = event.as<ProduceCommitted>()) on_commit(*fact);
        if (event.as<FetcherStarted>()) started += 1;
    }

    std::vector<std::string> complaints;
    std::int64_t committed = 0;  // The highest watermark that any leader has had.
    int truncations = 0;
    int started = 0;

private:
    void on_leader(const BecameLeader& fact) {  // R1
        const auto known = leaders_.emplace(fact.leader_epoch, fact.broker).first->second;
        if (known != fact.broker) complain("two leaders in an epoch");
        if (fact.start_offset < Offset(committed)) complain("R8: a leader lacks what is committed");
    }
    void on_high_watermark(const HighWatermarkMoved& fact) {  // R10
        if (fact.reason != HighWatermarkReason::kLeader) return;
        if (fact.to < fact.from) complain("a leader's high watermark went back");
        committed = std::max(committed, fact.to);
    }
    // R12, for what the follower knows to be committed: a zombie's tail may begin below what the
    // others have committed meanwhile, and is none of it.
    void on_truncation(const TruncationDecided& fact) {
        truncations += 1;
        if (fact.to < fact.high_watermark) complain("what is committed is cut off");
    }
    void on_proposal(const IsrChangeProposed& fact) {  // R15
        if (!fact.joining) return;
        if (*fact.joining_end < fact.high_watermark) complain("one joins below the watermark");
        if (*fact.joining_end < fact.leader_epoch_start) complain("one joins below the epoch");
    }
    void on_commit(const ProduceCommitted& fact) {  // R13
        if (fact.high_watermark <= fact.last_offset) complain("told before it was committed");
        if (fact.maximal_isr < fact.min_isr) complain("told with too few in sync");
    }
    void complain(const std::string& what) { complaints.push_back(what); }

    std::map<LeaderEpoch, BrokerId> leaders_;
};

/// Three brokers that crash, lose power, are cut off and come back, a controller that elects from
/// the ISR, and producers that do not care.
class Storm {
public:
    explicit Storm(std::uint64_t seed)
        : world_(3, config(), seed), random_(world_.sim.random("storm")) {
        world_.sim.trace().unsubscribe(world_.facts);
        world_.sim.trace().subscribe(watchman);
        world_.create_orders({1, 2, 3});
    }

    void rage(int steps) {
        for (int step = 0; step < steps; ++step) {
            const auto broker = static_cast<std::int32_t>(1 + random_.below(3));
            switch (random_.below(24)) {
                case 0: crash(broker); break;
                case 1:
                case 2: start(broker); break;
                case 3: cut_off(broker); break;
                case 4:
                case 5: heal(broker); break;
                case 6: elect_another(); break;
                case 7: cut_power(broker); break;
                default: produce(broker); break;
            }
            world_.sim.run_for(sim::Duration::milliseconds(
                static_cast<std::int64_t>(random_.below(random_.below(4) == 0 ? 4000 : 20))));
        }
    }

    void calm_down() {
        for (const std::int32_t broker : {1, 2, 3}) {
            heal(broker);
            start(broker);
            world_.sim.run_for(1_s);
        }
        elect_if_needed();
        world_.sim.run_for(60_s);
    }

    ReplicationWorld& world() { return world_; }

    Watchman watchman;
    std::set<std::string> acknowledged;

private:
    static config::BrokerConfig config() {
        config::BrokerConfig config;
        config.min_insync_replicas = 2;
        config.replica_lag_time_max = 2_s;
        return config;
    }
    bool runs(std::int32_t broker) { return world_.node(broker).process->alive(); }

    void produce(std::int32_t broker) {
        // Mostly to the leader, but somebody may not know.
        if (random_.below(4) != 0 && world_.truth().leader) broker = world_.truth().leader->value();
        const std::string value = fmt::format("{}", next_value_++);
        const Acks acks = random_.below(4) == 0 ? Acks::kLeader : Acks::kAll;
        world_.begin_to_produce(broker, value, acks, [this, value, acks](const auto& result) {
            if (result.error == ErrorCode::kNone && acks == Acks::kAll) acknowledged.insert(value);
        });
    }
    void crash(std::int32_t broker) {
        if (!runs(broker) || cuts_.contains(broker)) return;
        world_.crash(broker);
        leave(broker);
    }
    // What it had not synced is gone; but others have all that is acknowledged.
    void cut_power(std::int32_t broker) {
        if (!runs(broker) || cuts_.contains(broker) || world_.truth().isr.size() < 3) return;
        world_.node(broker).host->lose_power();
        world_.node(broker).host->restore_power();
        leave(broker);
    }
    void start(std::int32_t broker) {
        if (runs(broker)) return;
        world_.start(broker);
        world_.sim.run_for(200_ms);
        elect_if_needed();
    }
    void cut_off(std::int32_t broker) {
        if (!runs(broker) || cuts_.contains(broker)) return;
        cuts_.emplace(broker, world_.isolate(broker));
        world_.node(broker).hears = false;
        leave(broker);
    }
    void heal(std::int32_t broker) {
        if (cuts_.erase(broker) == 0) return;
        world_.unfence(broker);
        world_.let_hear(broker);
        elect_if_needed();
    }

    // What the controller does when a broker is gone: the last one in sync stays so.
    void leave(std::int32_t broker) {
        world_.fence(broker);
        wire::PartitionChangeRecord change;
        const auto isr = metadata::without(world_.truth().isr, BrokerId(broker));
        if (!isr.empty()) change.isr = metadata::to_wire(isr);
        if (world_.truth().leader == BrokerId(broker)) change.leader = candidate(isr).value_or(-1);
        if (change.isr || change.leader >= -1) world_.change(change);
    }
    void elect_if_needed() {
        if (world_.truth().leader) return;
        if (const auto leader = candidate(world_.truth().isr)) world_.elect(*leader);
    }
    void elect_another() {
        const auto others = world_.truth().leader
                                ? metadata::without(world_.truth().isr, *world_.truth().leader)
                                : world_.truth().isr;
        if (const auto leader = candidate(others)) world_.elect(*leader);
    }
    std::optional<std::int32_t> candidate(const BrokerIds& isr) {
        for (const BrokerId broker : isr) {
            if (world_.is_active(broker.value())) return broker.value();
        }
        return std::nullopt;
    }

    ReplicationWorld world_;
    sim::Random random_;
    std::map<std::int32_t, sim::RuleGuard> cuts_;
    int next_value_ = 0;
};

class StormTest : public testing::TestWithParam<std::uint64_t> {};

// R1, R6, R8-R13, R15 and V3, V5: with crashes, cuts, power losses of one at a time, and clean
// elections.
TEST_P(StormTest, what_was_acknowledged_by_all_is_on_all_replicas_once_the_storm_is_over) {
    Storm storm(GetParam());
    storm.rage(300);
    storm.calm_down();
    EXPECT_EQ(storm.watchman.complaints, std::vector<std::string>());

    ReplicationWorld& world = storm.world();
    EXPECT_EQ(world.truth().isr.size(), 3u);
    const auto values = world.values(1);
    EXPECT_EQ(world.values(2), values);
    EXPECT_EQ(world.values(3), values);
    const std::set<std::string> there(values.begin(), values.end());
    EXPECT_TRUE(std::ranges::includes(there, storm.acknowledged));
    for (const std::int32_t broker : {1, 2, 3}) {
        EXPECT_EQ(world.log(broker).high_watermark(), world.log(broker).log_end_offset());
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, StormTest, testing::Range<std::uint64_t>(1, 51));

TEST(StormTest, storms_do_harm_enough_to_mean_something) {
    std::size_t acknowledged = 0;
    int truncations = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        Storm storm(seed);
        storm.rage(300);
        storm.calm_down();
        acknowledged += storm.acknowledged.size();
        truncations += storm.watchman.truncations;
    }
    EXPECT_GT(acknowledged, 300u);
    EXPECT_GT(truncations, 5);
}

}  // namespace
}  // namespace assize::model::replication
