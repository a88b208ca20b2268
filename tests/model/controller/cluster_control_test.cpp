#include "model/controller/cluster_control.h"

#include <gtest/gtest.h>

#include "sim/time.h"
#include "tests/model/controller/cluster_state.h"
#include "tests/model/controller/invariants.h"

namespace assize::model::controller {
namespace {

using namespace sim::literals;

constexpr sim::MonotonicInstant booted(sim::Duration since) {
    return sim::MonotonicInstant::at(since);
}

/// Brokers 1 to 3 have one partition; their sessions began at 0 and last 9 s.
class ClusterControlTest : public testing::Test {
protected:
    ClusterControlTest() {
        state_.add_partition({1, 2, 3});
        heartbeats_.start(state_.image(), booted(0_s));
    }

    /// As broker 1 would in another life.
    static wire::BrokerRegistrationRequest registration() {
        wire::BrokerRegistrationRequest request;
        request.broker_id = 1;
        request.cluster_id = "c";
        request.incarnation_id = Uuid(5, 100);
        request.log_dirs = {Uuid(6, 1)};
        request.previous_broker_epoch = 10;
        return request;
    }

    Decision<ControllerResult<wire::BrokerRegistrationResponse>> send(
        const wire::BrokerRegistrationRequest& request, sim::Duration when = 10_s) {
        return register_broker(state_.view(), heartbeats_, booted(when), "c",
                               state_.image().end_offset(), request);
    }
    std::string code(const wire::BrokerRegistrationRequest& request, sim::Duration when = 10_s) {
        const auto decided = send(request, when);
        if (!decided) return std::string(wire::to_string(decided.error().code));
        return decided->records.empty() ? "nothing" : "registered";
    }

    Decision<ControllerResult<wire::BrokerHeartbeatResponse>> beat(
        const std::function<void(wire::BrokerHeartbeatRequest&)>& change) {
        wire::BrokerHeartbeatRequest request;
        request.broker_id = 1;
        request.broker_epoch = 10;
        request.current_metadata_offset = 1000;
        change(request);
        return process_heartbeat(state_.view(), heartbeats_, request);
    }

    ClusterState state_{3};
    BrokerHeartbeats heartbeats_{9_s};
};

TEST_F(ClusterControlTest, a_broker_gets_the_offset_of_its_record_as_epoch_and_is_fenced) {
    const Offset next = state_.image().end_offset();
    const auto decided = send(registration());
    ASSERT_TRUE(decided.has_value());
    EXPECT_EQ(decided->response.broker_epoch, next.value());
    const auto& record = std::get<wire::RegisterBrokerRecord>(decided->records.front());
    EXPECT_EQ(record.broker_epoch, next.value()) << "it is the first record";
    EXPECT_TRUE(record.fenced);
    state_.apply(decided->records);
    EXPECT_EQ(text_of(state_.partition()), "replicas 1,2,3 isr 2,3 leader 2 epochs 1/1")
        << "what was there before is gone";
}

TEST_F(ClusterControlTest, another_incarnation_waits_for_the_session_to_end) {
    EXPECT_EQ(code(registration(), 8_s), "DUPLICATE_BROKER_REGISTRATION");
    EXPECT_EQ(code(registration(), 9_s), "registered");
    state_.begin_shutdown(1);
    EXPECT_EQ(code(registration(), 1_s), "registered") << "it said that it would go";
}

TEST_F(ClusterControlTest, the_same_incarnation_that_asks_again_keeps_its_epoch_and_state) {
    wire::BrokerRegistrationRequest again = registration();
    again.incarnation_id = Uuid(5, 1);
    const auto decided = send(again, 1_s);
    ASSERT_TRUE(decided.has_value());
    EXPECT_EQ(decided->response.broker_epoch, 10);
    ASSERT_EQ(decided->records.size(), 1u);
    const auto& record = std::get<wire::RegisterBrokerRecord>(decided->records[0]);
    EXPECT_FALSE(record.fenced);
    EXPECT_EQ(record.broker_epoch, 10);
}

TEST_F(ClusterControlTest, registrations_that_make_no_sense_are_refused) {
    const auto with = [&](auto change) {
        wire::BrokerRegistrationRequest request = registration();
        change(request);
        return code(request);
    };
    EXPECT_EQ(with([](auto& r) { r.cluster_id = "d"; }), "INCONSISTENT_CLUSTER_ID");
    EXPECT_EQ(with([](auto& r) { r.broker_id = -1; }), "INVALID_REGISTRATION");
    EXPECT_EQ(with([](auto& r) { r.log_dirs = {Uuid(6, 1), Uuid(6, 1)}; }), "INVALID_REGISTRATION");
    EXPECT_EQ(with([](auto& r) { r.log_dirs = {Uuid(0, 1)}; }), "INVALID_REGISTRATION");
    EXPECT_EQ(with([](auto& r) { r.log_dirs = {Uuid(6, 2)}; }), "INVALID_REGISTRATION")
        << "broker 2 has that directory";
    wire::FeatureLevelRecord level;
    level.name = "metadata.version";
    level.feature_level = 21;
    state_.apply(level);
    EXPECT_EQ(with([](auto& r) {
                  r.features.push_back({"metadata.version", 1, 20});
              }),
              "UNSUPPORTED_VERSION");
    EXPECT_EQ(with([](auto& r) {
                  r.features.push_back({"metadata.version", 1, 21});
              }),
              "registered");
}

// Semantics 2.10: with ELR a broker that cannot name its last epoch has lost what it had not
// synced.
TEST_F(ClusterControlTest, a_restart_without_a_clean_shutdown_costs_eligibility) {
    state_.config.eligible_leader_replicas_enable = true;
    state_.config.min_insync_replicas = 3;
    ClusterState clean = state_;
    clean.apply(send(registration())->records);
    EXPECT_EQ(text_of(clean.partition()), "replicas 1,2,3 isr 2,3 elr 1 leader 2 epochs 1/1");

    wire::BrokerRegistrationRequest unclean = registration();
    unclean.previous_broker_epoch = -1;
    state_.apply(send(unclean)->records);
    EXPECT_EQ(text_of(state_.partition()), "replicas 1,2,3 isr 2,3 leader 2 epochs 1/1");
}

TEST_F(ClusterControlTest, an_unregistered_broker_leaves_isrs_before_it_goes) {
    wire::UnregisterBrokerRequest request;
    request.broker_id = 1;
    const auto decided = unregister_broker(state_.view(), request);
    state_.apply(decided->records);
    EXPECT_EQ(text_of(state_.partition()), "replicas 1,2,3 isr 2,3 leader 2 epochs 1/1");
    EXPECT_EQ(state_.image().broker(BrokerId(1)), nullptr);
    EXPECT_EQ(unregister_broker(state_.view(), request).error().code,
              ErrorCode::kBrokerIdNotRegistered);
}

TEST_F(ClusterControlTest, heartbeats_of_others_are_refused) {
    EXPECT_EQ(beat([](auto& r) { r.broker_id = 9; }).error().code,
              ErrorCode::kBrokerIdNotRegistered);
    EXPECT_EQ(beat([](auto& r) { r.broker_epoch = 9; }).error().code, ErrorCode::kStaleBrokerEpoch);
}

TEST_F(ClusterControlTest, a_heartbeat_that_changes_nothing_writes_nothing) {
    const auto decided = beat([](auto&) {});
    EXPECT_TRUE(decided->records.empty());
    EXPECT_FALSE(decided->response.is_fenced);
    EXPECT_TRUE(decided->response.is_caught_up);
    EXPECT_FALSE(decided->response.should_shut_down);
}

// From the first wish to go until it may, and back.
TEST_F(ClusterControlTest, the_life_of_a_broker_through_its_heartbeats) {
    auto going = beat([](auto& r) { r.want_shut_down = true; });
    EXPECT_FALSE(going->response.should_shut_down);
    EXPECT_FALSE(going->response.is_fenced);
    state_.apply(going->records);
    EXPECT_TRUE(state_.image().broker(BrokerId(1))->in_controlled_shutdown);
    EXPECT_EQ(text_of(state_.partition()), "replicas 1,2,3 isr 2,3 leader 2 epochs 1/1");

    auto gone = beat([](auto& r) { r.want_shut_down = true; });
    EXPECT_TRUE(gone->response.should_shut_down);
    EXPECT_TRUE(gone->response.is_fenced);
    state_.apply(gone->records);
    EXPECT_TRUE(state_.image().broker(BrokerId(1))->fenced);

    const auto back = send(registration());
    state_.apply(back->records);
    const std::int64_t epoch = back->response.broker_epoch;
    const auto behind = beat([&](auto& r) {
        r.broker_epoch = epoch;
        r.current_metadata_offset = epoch - 1;
    });
    EXPECT_FALSE(behind->response.is_caught_up);
    EXPECT_TRUE(behind->response.is_fenced);
    EXPECT_TRUE(behind->records.empty());
    state_.apply(beat([&](auto& r) { r.broker_epoch = epoch; })->records);
    EXPECT_TRUE(state_.image().is_active(BrokerId(1)));
}

TEST_F(ClusterControlTest, a_broker_that_comes_back_leads_what_nobody_else_may) {
    for (const std::int32_t id : {1, 2, 3}) {
        state_.apply(fence_broker(state_.view(), BrokerId(id)));
    }
    EXPECT_EQ(text_of(state_.partition()), "replicas 1,2,3 isr 3 leader none epochs 3/3");
    EXPECT_EQ(broken_in(state_.view()), "");
    state_.apply(beat([](auto& r) { r.broker_id = 3, r.broker_epoch = 30; })->records);
    EXPECT_EQ(text_of(state_.partition()), "replicas 1,2,3 isr 3 leader 3 epochs 4/4");
}

TEST_F(ClusterControlTest, replicas_in_a_failed_directory_are_out_of_sync) {
    wire::BrokerRegistrationChangeRecord two;
    two.broker_id = 1;
    two.broker_epoch = 10;
    two.log_dirs = {Uuid(6, 1), Uuid(6, 11)};
    state_.apply(two);
    const auto decided = beat([](auto& r) { r.offline_log_dirs = {Uuid(6, 1)}; });
    state_.apply(decided->records);
    EXPECT_EQ(text_of(state_.partition()), "replicas 1,2,3 isr 2,3 leader 2 epochs 1/1");
    EXPECT_EQ(state_.image().broker(BrokerId(1))->directories, std::vector<Uuid>{Uuid(6, 11)});
    EXPECT_TRUE(beat([](auto& r) { r.offline_log_dirs = {Uuid(6, 1)}; })->records.empty())
        << "it is known already";
}

TEST_F(ClusterControlTest, a_broker_says_where_its_replicas_are) {
    wire::AssignReplicasToDirsRequest request;
    request.broker_id = 1;
    request.broker_epoch = 10;
    auto& directory = request.directories.emplace_back();
    directory.id = Uuid(6, 12);
    directory.topics.emplace_back().topic_id = ClusterState::orders;
    directory.topics[0].partitions = {{.partition_index = 0}, {.partition_index = 7}};
    const auto decided = assign_replicas_to_directories(state_.view(), request);
    state_.apply(decided->records);
    EXPECT_EQ(state_.partition().directory_of(BrokerId(1)), Uuid(6, 12));
    EXPECT_EQ(state_.partition().directory_of(BrokerId(2)), Uuid(6, 2));
    const auto& answers = decided->response.directories[0].topics[0].partitions;
    EXPECT_EQ(answers[0].error_code, ErrorCode::kNone);
    EXPECT_EQ(answers[1].error_code, ErrorCode::kUnknownTopicOrPartition);
}

}  // namespace
}  // namespace assize::model::controller
