#include "model/replication/replica_selector.h"

#include <gtest/gtest.h>

namespace assize::model::replication {
namespace {

ReplicaView replica(std::int32_t broker, const char* rack, std::int64_t log_end) {
    return {.broker = BrokerId(broker),
            .rack = rack,
            .log_start = Offset(0),
            .log_end = Offset(log_end),
            .in_sync = true};
}

const ReplicaView kLeader = replica(1, "a", 100);

std::optional<BrokerId> select(const char* rack, std::int64_t offset,
                               const std::vector<ReplicaView>& followers) {
    return select_replica_in_rack(rack, Offset(offset), kLeader, followers);
}

TEST(ReplicaSelectorTest, a_consumer_reads_from_the_replica_in_its_rack) {
    const std::vector followers{replica(2, "b", 90), replica(3, "c", 100)};
    EXPECT_EQ(select("b", 50, followers), BrokerId(2));
    EXPECT_EQ(select("c", 50, followers), BrokerId(3));
}

TEST(ReplicaSelectorTest, the_leader_is_preferred_in_its_own_rack_and_when_there_is_no_other) {
    const std::vector followers{replica(2, "a", 100), replica(3, "b", 100)};
    EXPECT_EQ(select("a", 50, followers), std::nullopt);
    EXPECT_EQ(select("d", 50, followers), std::nullopt);
    EXPECT_EQ(select("", 50, followers), std::nullopt);
}

TEST(ReplicaSelectorTest, a_replica_without_the_offset_or_out_of_sync_is_not_selected) {
    EXPECT_EQ(select("b", 91, {replica(2, "b", 90)}), std::nullopt);
    EXPECT_EQ(select("b", 90, {replica(2, "b", 90)}), BrokerId(2));
    ReplicaView starts_later = replica(2, "b", 90);
    starts_later.log_start = Offset(60);
    EXPECT_EQ(select("b", 50, {starts_later}), std::nullopt);
    ReplicaView lags = replica(2, "b", 90);
    lags.in_sync = false;
    EXPECT_EQ(select("b", 50, {lags}), std::nullopt);
}

TEST(ReplicaSelectorTest, of_several_the_one_with_most_is_selected) {
    EXPECT_EQ(select("b", 50, {replica(2, "b", 90), replica(3, "b", 95)}), BrokerId(3));
    EXPECT_EQ(select("b", 50, {replica(3, "b", 90), replica(2, "b", 90)}), BrokerId(2));
}

}  // namespace
}  // namespace assize::model::replication
