#include "model/controller/replica_placer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace assize::model::controller {
namespace {

/// A few racks of as many brokers each; some brokers are fenced.
struct Case {
    std::vector<UsableBroker> brokers;
    std::int32_t partitions;
    std::int32_t factor;
    sim::Random random;
};

Case draw_case(bool fenced_too) {
    const int racks = *rc::gen::inRange(1, 5);
    Case drawn{.brokers = {},
               .partitions = *rc::gen::inRange(1, 40),
               .factor = 1,
               .random = sim::Random(*rc::gen::arbitrary<std::uint64_t>())};
    std::int32_t id = 0;
    const int per_rack = *rc::gen::inRange(1, 5);
    for (int rack = 0; rack < racks; ++rack) {
        for (int i = 0; i < per_rack; ++i) {
            const bool fenced = fenced_too && id > 0 && *rc::gen::inRange(0, 4) == 0;
            drawn.brokers.push_back({BrokerId(id++), "r" + std::to_string(rack), fenced});
        }
    }
    drawn.factor = *rc::gen::inRange(1, id + 1);
    return drawn;
}

const UsableBroker& broker_of(const Case& drawn, BrokerId id) {
    return drawn.brokers[static_cast<std::size_t>(id.value())];
}

RC_GTEST_PROP(ReplicaPlacerTest, replicas_are_as_many_brokers_as_asked_for_and_none_twice, ()) {
    Case drawn = draw_case(true);
    const auto placed = place_replicas(drawn.brokers, drawn.partitions, drawn.factor, drawn.random);
    RC_ASSERT(placed.has_value());
    RC_ASSERT(std::ssize(*placed) == drawn.partitions);
    for (const BrokerIds& replicas : *placed) {
        RC_ASSERT(std::ssize(replicas) == drawn.factor);
        RC_ASSERT(!metadata::has_duplicates(replicas));
        RC_ASSERT(!broker_of(drawn, replicas.front()).fenced);
    }
}

// With racks of equal size, all of whose brokers are up.
RC_GTEST_PROP(ReplicaPlacerTest, no_rack_has_two_more_replicas_of_a_partition_than_another, ()) {
    Case drawn = draw_case(false);
    const auto placed = place_replicas(drawn.brokers, drawn.partitions, drawn.factor, drawn.random);
    for (const BrokerIds& replicas : *placed) {
        std::map<std::string, int> by_rack;
        for (const UsableBroker& broker : drawn.brokers) by_rack[*broker.rack];
        for (BrokerId id : replicas) by_rack[*broker_of(drawn, id).rack] += 1;
        int least = 1000;
        int most = 0;
        for (const auto& [rack, count] : by_rack) {
            least = std::min(least, count);
            most = std::max(most, count);
        }
        RC_ASSERT(most - least <= 1);
    }
}

/// How much more often the most frequent leader leads than the least frequent one.
template <class NameOf>
int leader_skew(const Case& drawn, const std::vector<BrokerIds>& placed, NameOf name_of) {
    std::map<std::string, int> leads;
    for (const UsableBroker& broker : drawn.brokers) leads[name_of(broker)];
    for (const BrokerIds& replicas : placed) leads[name_of(broker_of(drawn, replicas.front()))]++;
    const auto [least, most] =
        std::minmax_element(leads.begin(), leads.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; });
    return most->second - least->second;
}

RC_GTEST_PROP(ReplicaPlacerTest, racks_lead_as_many_partitions_each_give_or_take_one, ()) {
    Case drawn = draw_case(false);
    const auto placed = place_replicas(drawn.brokers, drawn.partitions, drawn.factor, drawn.random);
    RC_ASSERT(leader_skew(drawn, *placed, [](const auto& broker) { return *broker.rack; }) <= 1);
}

RC_GTEST_PROP(ReplicaPlacerTest, without_racks_brokers_lead_as_many_each_give_or_take_one, ()) {
    Case drawn = draw_case(false);
    for (UsableBroker& broker : drawn.brokers) broker.rack.reset();
    const auto placed = place_replicas(drawn.brokers, drawn.partitions, drawn.factor, drawn.random);
    RC_ASSERT(leader_skew(drawn, *placed, [](const auto& broker) {
                  return std::to_string(broker.id.value());
              }) <= 1);
}

TEST(ReplicaPlacerTest, where_it_begins_is_random) {
    const std::vector<UsableBroker> brokers = {{BrokerId(0), std::nullopt, false},
                                               {BrokerId(1), std::nullopt, false},
                                               {BrokerId(2), std::nullopt, false}};
    std::set<BrokerId> leaders;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        sim::Random random(seed);
        leaders.insert(place_replicas(brokers, 1, 1, random)->front().front());
    }
    EXPECT_EQ(leaders.size(), 3u);
}

TEST(ReplicaPlacerTest, what_cannot_be_placed_is_refused) {
    sim::Random random(1);
    const auto refused = [&](const std::vector<UsableBroker>& brokers, std::int32_t factor) {
        const auto placed = place_replicas(brokers, 1, factor, random);
        EXPECT_EQ(placed.error().code, ErrorCode::kInvalidReplicationFactor);
        return placed.error().message;
    };
    EXPECT_EQ(refused({{BrokerId(1), std::nullopt, false}}, 0),
              "Invalid replication factor 0: the replication factor must be positive.");
    EXPECT_EQ(refused({{BrokerId(1), std::nullopt, true}}, 1),
              "Unable to replicate the partition 1 time(s): All brokers are currently fenced.");
    EXPECT_EQ(refused({{BrokerId(1), std::nullopt, false}}, 2),
              "Unable to replicate the partition 2 time(s): The target replication factor of 2 "
              "cannot be reached because only 1 broker(s) are registered.");
}

}  // namespace
}  // namespace assize::model::controller
