#include "model/controller/kraft/raft_node.h"

#include <gtest/gtest.h>

#include "sim/disk/fault.h"
#include "tests/model/controller/kraft/quorum_world.h"

namespace assize::model::kraft {
namespace {

TEST(RaftNodeTest, a_quorum_elects_a_leader_and_commits) {
    QuorumWorld world({.voters = 3, .observers = 1});
    world.start_all();
    EXPECT_TRUE(world.run_until([&] { return world.leader().has_value(); }, 10_s));
    EXPECT_TRUE(
        world.run_until([&] { return world.all_reached(10) && world.some_reached(10); }, 10_s));
    EXPECT_TRUE(world.healthy()) << world.complaints();
}

TEST(RaftNodeTest, an_only_voter_leads_at_once_each_time_in_a_new_epoch) {
    QuorumWorld world({.voters = 1});
    world.start(0);
    EXPECT_TRUE(world.run_until([&] { return world.leader() == 0; }, 100_ms));
    const LeaderEpoch first = world.counter(0)->epoch();
    world.run_for(1_s);
    world.crash(0);
    world.run_for(1_ms);
    world.start(0);
    EXPECT_TRUE(world.run_until([&] { return world.leader() == 0; }, 100_ms));
    EXPECT_GT(world.counter(0)->epoch(), first);
    EXPECT_TRUE(world.healthy()) << world.complaints();
}

TEST(RaftNodeTest, a_minority_elects_nobody_and_raises_no_epoch) {
    QuorumWorld world({.voters = 3});
    world.start(0);
    world.run_for(60_s);
    EXPECT_EQ(world.leader(), std::nullopt);
    EXPECT_EQ(world.raft(0)->leader_and_epoch().epoch, LeaderEpoch(0));
    world.start(1);
    EXPECT_TRUE(world.run_until([&] { return world.leader().has_value(); }, 10_s));
}

TEST(RaftNodeTest, who_comes_late_is_given_a_snapshot_and_the_log_behind_it) {
    QuorumWorld world({.voters = 3, .observers = 1});
    for (const int node : {0, 1, 2}) world.start(node);
    ASSERT_TRUE(world.run_until([&] { return world.some_reached(200); }));
    world.start(3);
    ASSERT_TRUE(world.run_until([&] { return world.all_reached(210); }));
    EXPECT_EQ(world.counter(3)->snapshots_loaded(), 1);
    EXPECT_GT(world.raft(3)->log_start_offset(), Offset(0));
    EXPECT_TRUE(world.healthy()) << world.complaints();
}

TEST(RaftNodeTest, a_log_is_cut_where_a_snapshot_is_when_there_is_too_much) {
    QuorumWorld world({.voters = 3});
    world.start_all();
    ASSERT_TRUE(world.run_until([&] { return world.some_reached(400); }));
    for (int node = 0; node < 3; ++node) {
        EXPECT_GT(world.raft(node)->log_start_offset(), Offset(0)) << node;
        EXPECT_GT(world.raft(node)->latest_snapshot()->offset, world.raft(node)->log_start_offset())
            << node;
    }
    EXPECT_TRUE(world.healthy()) << world.complaints();
}

TEST(RaftNodeTest, segments_smaller_than_a_batch_hold_one_each) {
    QuorumWorld world({.voters = 3, .segment_bytes = 12});
    world.start_all();
    EXPECT_TRUE(world.run_until([&] { return world.some_reached(10) && world.all_reached(10); }));
    for (int node = 0; node < 3; ++node) EXPECT_NE(world.raft(node), nullptr);
    EXPECT_TRUE(world.healthy()) << world.complaints();
}

TEST(RaftNodeTest, only_the_leader_of_the_epoch_appends) {
    QuorumWorld world({.voters = 3});
    world.start_all();
    ASSERT_TRUE(world.run_until([&] { return world.some_reached(10); }));
    const int leader = world.leader().value();
    const LeaderEpoch epoch = world.counter(leader)->epoch();
    const auto refused = tl::make_unexpected(AppendError::kNotLeader);
    const std::vector<wire::Bytes> record{Counter::encode(1)};
    for (int node = 0; node < 3; ++node) {
        if (node == leader) continue;
        EXPECT_EQ(world.raft(node)->append(epoch, record, Atomicity::kAnyBatches), refused);
    }
    const LeaderEpoch before(epoch.value() - 1);
    EXPECT_EQ(world.raft(leader)->append(before, record, Atomicity::kAnyBatches), refused);
}

TEST(RaftNodeTest, a_leader_whose_voters_are_all_gone_resigns) {
    QuorumWorld world({.voters = 3});
    world.start_all();
    ASSERT_TRUE(world.run_until([&] { return world.some_reached(10); }));
    const int leader = world.leader().value();
    for (int node = 0; node < 3; ++node) {
        if (node != leader) world.crash(node);
    }
    EXPECT_TRUE(world.run_until([&] { return !world.leader(); }, 5_s));  // 1.5 times 3 s.
    EXPECT_EQ(world.count(KraftReason::kQuorumUnreachable), 1);
    EXPECT_TRUE(world.healthy()) << world.complaints();
}

TEST(RaftNodeTest, a_leader_that_wakes_after_a_successor_came_gives_way) {
    QuorumWorld world({.voters = 3});
    world.start_all();
    ASSERT_TRUE(world.run_until([&] { return world.some_reached(10); }));
    const int zombie = world.leader().value();
    world.pause(zombie);
    ASSERT_TRUE(world.run_until([&] { return world.leader() != zombie; }, 20_s));
    world.resume(zombie);
    const std::int64_t goal = world.committed() + 20;
    EXPECT_TRUE(world.run_until([&] { return world.all_reached(goal); }));
    EXPECT_NE(world.leader(), zombie);
    EXPECT_TRUE(world.healthy()) << world.complaints();
}

TEST(RaftNodeTest, a_node_whose_disk_fails_ends_and_the_others_go_on) {
    for (const char* path : {"*/quorum-state*", "*.log"}) {
        QuorumWorld world({.voters = 3});
        world.start_all();
        ASSERT_TRUE(world.run_until([&] { return world.some_reached(10); }));
        const int leader = world.leader().value();
        {
            const auto fault = world.host(leader).disk().install(
                {.path = path, .operation = sim::DiskOperation::kSync});
            world.raft(leader)->resign(world.counter(leader)->epoch());
            EXPECT_TRUE(world.run_until([&] { return !world.runs(leader); }, 20_s)) << path;
        }
        const std::int64_t goal = world.committed() + 20;
        EXPECT_TRUE(world.run_until([&] { return world.some_reached(goal); })) << path;
        world.start(leader);
        EXPECT_TRUE(world.run_until([&] { return world.all_reached(goal); })) << path;
        EXPECT_TRUE(world.healthy()) << world.complaints();
    }
}

}  // namespace
}  // namespace assize::model::kraft
