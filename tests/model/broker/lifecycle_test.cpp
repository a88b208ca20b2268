#include "model/broker/lifecycle.h"

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "model/wire/messages/allocate_producer_ids.h"
#include "model/wire/messages/alter_partition.h"
#include "sim/simulation.h"
#include "sim/sync/task_group.h"

namespace assize::model::broker {
namespace {

using namespace sim::literals;
using metadata::ControlPlaneError;
using metadata::ControlPlaneResult;
using wire::ErrorCode;

/// Answers as a test says, and notes what it was asked.
class Controllers final : public metadata::ControlPlane {
public:
    ControlPlaneResult<wire::BrokerRegistrationResponse> register_broker(
        sim::Fiber& fiber, const wire::BrokerRegistrationRequest& request, sim::Deadline) override {
        registrations.push_back(fiber.now().since_origin() / 1_ms);
        last_registration = request;
        if (registration_errors.empty()) {
            wire::BrokerRegistrationResponse response;
            response.broker_epoch = 7;
            return response;
        }
        const ErrorCode error = registration_errors.front();
        registration_errors.pop_front();
        wire::BrokerRegistrationResponse response;
        response.error_code = error;
        return response;
    }
    ControlPlaneResult<wire::BrokerHeartbeatResponse> heartbeat(
        sim::Fiber& fiber, const wire::BrokerHeartbeatRequest& request, sim::Deadline) override {
        beats.push_back(fiber.now().since_origin() / 1_ms);
        last_beat = request;
        if (silent) return sim::Failure(ControlPlaneError::kTimedOut);
        wire::BrokerHeartbeatResponse response;
        response.is_caught_up = request.current_metadata_offset >= 7;
        response.is_fenced = request.want_fence;
        response.should_shut_down = request.want_shut_down && lets_go;
        return response;
    }
    ControlPlaneResult<wire::AlterPartitionResponse> alter_partition(
        sim::Fiber&, const wire::AlterPartitionRequest&, sim::Deadline) override {
        return sim::Failure(ControlPlaneError::kStopped);
    }
    ControlPlaneResult<wire::AllocateProducerIdsResponse> allocate_producer_ids(
        sim::Fiber&, const wire::AllocateProducerIdsRequest&, sim::Deadline) override {
        return sim::Failure(ControlPlaneError::kStopped);
    }
    ControlPlaneResult<wire::Bytes> forward(sim::Fiber&, wire::ApiKey, std::int16_t, wire::Bytes,
                                            sim::Deadline) override {
        return sim::Failure(ControlPlaneError::kStopped);
    }
    std::optional<BrokerId> active_controller() const override { return std::nullopt; }
    const metadata::MetadataImage& image() const override { return image_; }
    Offset high_watermark() const override { return Offset(0); }
    void publish_to(metadata::MetadataPublisher&) override {}

    std::deque<ErrorCode> registration_errors;
    bool silent = false;
    bool lets_go = false;
    std::vector<std::int64_t> registrations;  // When, in milliseconds.
    std::vector<std::int64_t> beats;
    wire::BrokerRegistrationRequest last_registration;
    wire::BrokerHeartbeatRequest last_beat;

private:
    metadata::MetadataImage image_;
};

/// A broker's membership in a world of its own.
struct World {
    Controllers controllers;
    std::optional<Offset> applied;
    std::unique_ptr<Lifecycle> lifecycle;  // Fibers wait in it: it outlives them.
    std::string over;
    sim::Simulation sim{{.seed = 1}};

    World() {
        sim.add_host({.name = "a"}).start("broker-1", [this](sim::Fiber& fiber) {
            lifecycle = std::make_unique<Lifecycle>(
                fiber.life(),
                LifecycleOptions{.broker = BrokerId(1),
                                 .cluster_id = "c",
                                 .incarnation_id = Uuid(1, 2),
                                 .endpoints = {{.name = "PLAINTEXT", .host = "a", .port = 9092}},
                                 .directories = {Uuid(3, 4)},
                                 .previous_epoch = BrokerEpoch(5)},
                [this] { return applied; });
            lifecycle->run(fiber, controllers);
            over = "at " + std::to_string(fiber.now().since_origin() / 1_s);
        });
    }
    BrokerState state_after(sim::Duration duration) {
        sim.run_for(duration);
        return lifecycle->state();
    }
};

TEST(Lifecycle, a_broker_registers_catches_up_recovers_and_runs) {
    World world;
    EXPECT_EQ(world.state_after(1_s), BrokerState::kStarting);
    EXPECT_EQ(world.lifecycle->epoch(), BrokerEpoch(7));
    EXPECT_EQ(world.controllers.last_registration.previous_broker_epoch, 5);
    EXPECT_EQ(world.controllers.last_registration.listeners.at(0).host, "a");
    EXPECT_EQ(world.controllers.last_registration.log_dirs, (std::vector{Uuid(3, 4)}));
    world.applied = Offset(7);
    EXPECT_EQ(world.state_after(1_s), BrokerState::kRecovery);
    EXPECT_TRUE(world.controllers.last_beat.want_fence);
    world.lifecycle->set_ready_to_unfence();
    EXPECT_EQ(world.state_after(1_s), BrokerState::kRunning);
    EXPECT_FALSE(world.lifecycle->fenced());
}

TEST(Lifecycle, heartbeats_come_every_interval_once_it_runs) {
    World world;
    world.applied = Offset(7);
    world.state_after(1_s);
    world.lifecycle->set_ready_to_unfence();
    world.state_after(1_s);
    world.controllers.beats.clear();
    world.state_after(20_s);
    EXPECT_EQ(world.controllers.beats.size(), 10u);
}

TEST(Lifecycle, a_refused_registration_is_tried_again_less_and_less_often) {
    World world;
    world.controllers.registration_errors.assign(8, ErrorCode::kDuplicateBrokerRegistration);
    world.state_after(59_s);
    EXPECT_TRUE(world.lifecycle->epoch());
    const auto& when = world.controllers.registrations;
    ASSERT_EQ(when.size(), 9u);
    for (std::size_t i = 2; i < when.size(); ++i) {
        EXPECT_GE(when[i] - when[i - 1] + 200, when[i - 1] - when[i - 2]);
        EXPECT_LE(when[i] - when[i - 1], 4'600);
    }
}

TEST(Lifecycle, who_cannot_register_in_time_gives_up) {
    World world;
    world.controllers.registration_errors.assign(1000, ErrorCode::kDuplicateBrokerRegistration);
    EXPECT_EQ(world.state_after(59_s), BrokerState::kStarting);
    EXPECT_EQ(world.state_after(10_s), BrokerState::kShuttingDown);
    EXPECT_FALSE(world.over.empty());
}

TEST(Lifecycle, a_controlled_shutdown_waits_for_the_controller) {
    World world;
    world.applied = Offset(7);
    world.state_after(1_s);
    world.lifecycle->set_ready_to_unfence();
    world.state_after(1_s);
    world.lifecycle->begin_controlled_shutdown();
    EXPECT_EQ(world.state_after(10_s), BrokerState::kPendingControlledShutdown);
    EXPECT_TRUE(world.controllers.last_beat.want_shut_down);
    world.controllers.lets_go = true;
    EXPECT_EQ(world.state_after(3_s), BrokerState::kShuttingDown);
    EXPECT_FALSE(world.over.empty());
}

TEST(Lifecycle, who_is_not_registered_shuts_down_at_once) {
    World world;
    world.controllers.registration_errors.assign(1000, ErrorCode::kInvalidRegistration);
    world.state_after(1_s);
    world.lifecycle->begin_controlled_shutdown();
    EXPECT_EQ(world.state_after(0_s), BrokerState::kShuttingDown);
    EXPECT_EQ(world.over, "at 1");
}

TEST(Lifecycle, a_failed_directory_is_reported_at_once) {
    World world;
    world.applied = Offset(7);
    world.state_after(1_s);
    world.lifecycle->set_ready_to_unfence();
    world.state_after(500_ms);
    world.lifecycle->report_offline(Uuid(3, 4));
    world.state_after(1_ms);
    EXPECT_EQ(world.controllers.last_beat.offline_log_dirs, (std::vector{Uuid(3, 4)}));
}

TEST(Lifecycle, a_silent_controller_is_asked_again_until_it_answers) {
    World world;
    world.applied = Offset(7);
    world.controllers.silent = true;
    EXPECT_EQ(world.state_after(30_s), BrokerState::kStarting);
    world.controllers.silent = false;
    EXPECT_EQ(world.state_after(5_s), BrokerState::kRecovery);
}

}  // namespace
}  // namespace assize::model::broker
