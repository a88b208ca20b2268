#include "model/controller/kraft/raft_node.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace assize::model::kraft
