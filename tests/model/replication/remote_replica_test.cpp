#include "model/replication/remote_replica.h"

#include <gtest/gtest.h>

#include "tests/model/replication/leader_world.h"

namespace assize::model::replication {
namespace {

FollowerFetch fetch(std::int64_t from, std::int64_t leader_end, sim::Duration when) {
    return {.fetch_offset = Offset(from),
            .log_start = Offset(0),
            .leader_end = Offset(leader_end),
            .at = at(when),
            .broker_epoch = BrokerEpoch(5)};
}

TEST(RemoteReplicaTest, who_fetches_from_the_end_is_caught_up_at_that_time) {
    RemoteReplica replica(BrokerId(2), std::nullopt);
    EXPECT_FALSE(replica.is_caught_up(Offset(10), at(0_s), kLagMax));
    replica.on_fetch(fetch(10, 10, 1_s));
    EXPECT_EQ(replica.last_caught_up(), at(1_s));
    EXPECT_EQ(replica.end_offset(), Offset(10));
}

// The follower of a busy leader never asks for the very end: it counts that it has what the leader
// had when it asked before.
TEST(RemoteReplicaTest, who_fetches_all_that_was_there_last_time_was_caught_up_last_time) {
    RemoteReplica replica(BrokerId(2), std::nullopt);
    replica.on_fetch(fetch(10, 20, 1_s));
    EXPECT_EQ(replica.last_caught_up(), std::nullopt);
    replica.on_fetch(fetch(20, 30, 2_s));
    EXPECT_EQ(replica.last_caught_up(), at(1_s));
    replica.on_fetch(fetch(29, 40, 3_s));
    EXPECT_EQ(replica.last_caught_up(), at(1_s));
    replica.on_fetch(fetch(40, 50, 4_s));
    EXPECT_EQ(replica.last_caught_up(), at(3_s));
}

TEST(RemoteReplicaTest, the_lag_is_counted_from_when_it_was_caught_up_last) {
    RemoteReplica replica(BrokerId(2), at(0_s));
    EXPECT_TRUE(replica.is_caught_up(Offset(10), at(30_s), kLagMax));
    EXPECT_FALSE(replica.is_caught_up(Offset(10), at(31_s), kLagMax));
    replica.on_fetch(fetch(10, 10, 5_s));
    EXPECT_TRUE(replica.is_caught_up(Offset(10), at(999_s), kLagMax));  // It has everything.
    EXPECT_FALSE(replica.is_caught_up(Offset(11), at(36_s), kLagMax));
}

TEST(RemoteReplicaTest, a_fetch_of_an_earlier_life_is_stale) {
    RemoteReplica replica(BrokerId(2), std::nullopt);
    EXPECT_FALSE(replica.is_stale(BrokerEpoch(1)));
    replica.on_fetch(fetch(10, 10, 1_s));
    EXPECT_TRUE(replica.is_stale(BrokerEpoch(4)));
    EXPECT_FALSE(replica.is_stale(BrokerEpoch(5)));
    EXPECT_FALSE(replica.is_stale(BrokerEpoch(6)));
    EXPECT_FALSE(replica.is_stale(std::nullopt));
}

}  // namespace
}  // namespace assize::model::replication
