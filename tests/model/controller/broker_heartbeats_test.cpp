#include "model/controller/broker_heartbeats.h"

#include <gtest/gtest.h>

#include "sim/time.h"
#include "tests/model/controller/cluster_state.h"

namespace assize::model::controller {
namespace {

using namespace sim::literals;

constexpr sim::MonotonicInstant at(sim::Duration since) {
    return sim::MonotonicInstant::at(since);
}

class BrokerHeartbeatsTest : public testing::Test {
protected:
    BrokerHeartbeatsTest() { heartbeats_.start(state_.image(), at(0_s)); }

    struct Wish {
        bool fence = false;
        bool shut_down = false;
        bool leads = false;
        std::int64_t metadata_offset = 1000;
    };
    std::string_view next(Wish wish) const {
        wire::BrokerHeartbeatRequest request;
        request.want_fence = wish.fence;
        request.want_shut_down = wish.shut_down;
        request.current_metadata_offset = wish.metadata_offset;
        return to_string(heartbeats_.next_state(state_.image(), *state_.image().broker(BrokerId(1)),
                                                request, wish.leads));
    }

    ClusterState state_{3};
    BrokerHeartbeats heartbeats_{9_s};
};

// Semantics 3.8. Broker 1 registered at offset 10.
TEST_F(BrokerHeartbeatsTest, a_fenced_broker_is_unfenced_when_it_has_caught_up) {
    state_.fence(1);
    EXPECT_EQ(next({.metadata_offset = 9}), "fenced");
    EXPECT_EQ(next({.metadata_offset = 10}), "unfenced");
    EXPECT_EQ(next({.fence = true}), "fenced");
    EXPECT_EQ(next({.shut_down = true}), "shutdown_now");
    EXPECT_EQ(next({.fence = true, .shut_down = true, .leads = true}), "shutdown_now");
}

TEST_F(BrokerHeartbeatsTest, an_unfenced_broker_hands_over_before_it_goes) {
    EXPECT_EQ(next({}), "unfenced");
    EXPECT_EQ(next({.metadata_offset = 0}), "unfenced");
    EXPECT_EQ(next({.fence = true}), "fenced");
    EXPECT_EQ(next({.shut_down = true, .leads = true}), "controlled_shutdown");
    EXPECT_EQ(next({.shut_down = true}), "shutdown_now");
    EXPECT_EQ(next({.fence = true, .shut_down = true, .leads = true}), "shutdown_now");
}

TEST_F(BrokerHeartbeatsTest, a_broker_that_goes_waits_until_it_leads_nothing_and_all_know) {
    state_.begin_shutdown(1);
    heartbeats_.on_controlled_shutdown(BrokerId(1), Offset(50));
    heartbeats_.touch(BrokerId(2), Offset(50), at(1_s));
    EXPECT_EQ(next({.shut_down = true, .leads = true}), "controlled_shutdown");
    EXPECT_EQ(next({.shut_down = true}), "controlled_shutdown") << "broker 3 was not heard";
    heartbeats_.touch(BrokerId(3), Offset(49), at(1_s));
    EXPECT_EQ(next({.shut_down = true}), "controlled_shutdown");
    state_.fence(3);  // Who is not active need not know.
    EXPECT_EQ(next({.shut_down = true}), "shutdown_now");
    state_.unfence(3);
    heartbeats_.touch(BrokerId(3), Offset(50), at(1_s));
    EXPECT_EQ(next({.shut_down = true}), "shutdown_now");
    EXPECT_EQ(next({}), "shutdown_now") << "it cannot change its mind";
}

TEST_F(BrokerHeartbeatsTest, another_controller_lets_a_broker_go_when_all_know_of_its_start) {
    state_.begin_shutdown(1);
    const Offset last = state_.image().applied->offset;
    heartbeats_.start(state_.image(), at(0_s));
    heartbeats_.touch(BrokerId(2), last, at(1_s));
    EXPECT_EQ(next({.shut_down = true}), "controlled_shutdown");
    heartbeats_.touch(BrokerId(3), last, at(1_s));
    EXPECT_EQ(next({.shut_down = true}), "shutdown_now");
}

TEST_F(BrokerHeartbeatsTest, a_session_lasts_since_the_last_heartbeat) {
    heartbeats_.touch(BrokerId(1), Offset(0), at(5_s));
    EXPECT_TRUE(heartbeats_.has_valid_session(BrokerId(2), at(8_s)));
    EXPECT_FALSE(heartbeats_.has_valid_session(BrokerId(2), at(9_s)));
    EXPECT_TRUE(heartbeats_.has_valid_session(BrokerId(1), at(13_s)));
    EXPECT_FALSE(heartbeats_.has_valid_session(BrokerId(7), at(0_s)));
}

TEST_F(BrokerHeartbeatsTest, the_longest_silent_broker_is_fenced_first_and_once) {
    heartbeats_.touch(BrokerId(1), Offset(0), at(3_s));
    heartbeats_.touch(BrokerId(2), Offset(0), at(2_s));
    heartbeats_.touch(BrokerId(3), Offset(0), at(9_s));
    EXPECT_EQ(heartbeats_.next_expiry(state_.image()), at(11_s));
    EXPECT_EQ(heartbeats_.find_stale(state_.image(), at(10_s)), std::nullopt);
    EXPECT_EQ(heartbeats_.find_stale(state_.image(), at(12_s)), BrokerId(2));
    state_.fence(2);
    EXPECT_EQ(heartbeats_.find_stale(state_.image(), at(12_s)), BrokerId(1));
    state_.fence(1);
    EXPECT_EQ(heartbeats_.find_stale(state_.image(), at(12_s)), std::nullopt);
    EXPECT_EQ(heartbeats_.next_expiry(state_.image()), at(18_s));
}

}  // namespace
}  // namespace assize::model::controller
