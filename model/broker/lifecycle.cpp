#include "model/broker/lifecycle.h"

#include <algorithm>
#include <utility>

#include "model/rpc/backoff.h"
#include "sim/simulation.h"

namespace assize::model::broker {

namespace {

// Kafka's exponential backoff of this state machine: 100 ms, doubled up to half a session.
constexpr sim::Duration kRegistrationBackoff = sim::Duration::milliseconds(100);

// How soon to ask again while it starts, and after the first answer to its wish to shut down.
constexpr sim::Duration kWhileStarting = sim::Duration::milliseconds(10);
constexpr sim::Duration kAfterFirstAnswer = sim::Duration::milliseconds(50);

}  // namespace

Lifecycle::Lifecycle(sim::Life life, LifecycleOptions options,
                     std::function<std::optional<Offset>()> applied)
    : life_(life),
      options_(std::move(options)),
      applied_(std::move(applied)),
      random_(life.process()
                  .simulation()
                  .random("broker.lifecycle")
                  .split(life.process().name(), life.incarnation().value())),
      name_(life.process().simulation().trace().intern("broker-" +
                                                       std::to_string(options_.broker.value()))) {}

void Lifecycle::run(sim::Fiber& fiber, metadata::ControlPlane& controllers) {
    enter(BrokerState::kStarting);
    const sim::Deadline give_up = fiber.after(options_.registration_timeout);
    while (!over()) {
        const bool done =
            epoch_ ? beat_once(fiber, controllers) : register_once(fiber, controllers);
        if (over()) return;
        if (!epoch_ && fiber.now() >= give_up.instant()) return shut_down();
        const sim::Deadline next = fiber.after(done ? pause_ : backoff_after_failure());
        due_.wait_until(fiber, next, [this] { return beats_at_once_; });
        beats_at_once_ = false;
    }
}

bool Lifecycle::register_once(sim::Fiber& fiber, metadata::ControlPlane& controllers) {
    const auto response = controllers.register_broker(fiber, registration(),
                                                      fiber.after(options_.session_timeout / 2));
    if (over()) return false;
    const bool registered = response && response->error_code == wire::ErrorCode::kNone;
    if (!registered) {
        const auto error = response ? to_string(response->error_code) : to_string(response.error());
        life_.emit(BrokerRegistrationFailed{options_.broker.value(),
                                            to_string(options_.incarnation_id), std::string(error)},
                   {.changed = sim::Changed::kNo});
        return false;
    }
    const std::int64_t epoch = response->broker_epoch;
    const std::optional<std::int64_t> previous =
        options_.previous_epoch ? std::optional(options_.previous_epoch->value()) : std::nullopt;
    life_.emit(
        BrokerRegistered{options_.broker.value(), to_string(options_.incarnation_id), previous,
                         epoch},
        {.changed = sim::Changed::kYes, .subjects = {{"broker_epoch", name_, epoch, epoch + 1}}});
    epoch_ = BrokerEpoch(epoch);
    failures_ = 0;
    pause_ = sim::Duration::zero();
    return true;
}

bool Lifecycle::beat_once(sim::Fiber& fiber, metadata::ControlPlane& controllers) {
    const auto response =
        controllers.heartbeat(fiber, heartbeat(), fiber.after(options_.session_timeout / 2));
    if (over() || !response || response->error_code != wire::ErrorCode::kNone) return false;
    failures_ = 0;
    learn(*response);
    return true;
}

void Lifecycle::learn(const wire::BrokerHeartbeatResponse& response) {
    if (response.is_fenced != fenced_) {
        const std::int64_t epoch = epoch_->value();
        life_.emit(BrokerFencingLearned{options_.broker.value(), epoch, response.is_fenced},
                   {.changed = sim::Changed::kYes,
                    .subjects = {{"broker_epoch", name_, epoch, epoch + 1}}});
        fenced_ = response.is_fenced;
    }
    pause_ = options_.heartbeat_interval;
    switch (state_) {
        case BrokerState::kStarting:
            pause_ = kWhileStarting;
            if (response.is_caught_up) enter(BrokerState::kRecovery);
            return;
        case BrokerState::kRecovery:
            if (!response.is_fenced) enter(BrokerState::kRunning);
            return;
        case BrokerState::kPendingControlledShutdown:
            if (response.should_shut_down) return shut_down();
            if (!std::exchange(answered_pending_, true)) pause_ = kAfterFirstAnswer;
            return;
        default: return;
    }
}

bool Lifecycle::wait_for(sim::Fiber& fiber, BrokerState state) {
    return changed_.wait_until(fiber, sim::Deadline::never(), [&] { return state_ >= state; });
}

void Lifecycle::set_ready_to_unfence() {
    ready_to_unfence_ = true;
    beat_soon();
}

void Lifecycle::begin_controlled_shutdown() {
    if (state_ >= BrokerState::kPendingControlledShutdown) return;
    if (!epoch_ || state_ < BrokerState::kRecovery) return shut_down();
    enter(BrokerState::kPendingControlledShutdown);
    beat_soon();
}

void Lifecycle::shut_down() {
    if (over()) return;
    enter(BrokerState::kShuttingDown);
    beat_soon();
}

void Lifecycle::report_offline(const Uuid& directory) {
    if (std::ranges::find(offline_, directory) != offline_.end()) return;
    offline_.push_back(directory);
    beat_soon();
}

wire::BrokerRegistrationRequest Lifecycle::registration() const {
    wire::BrokerRegistrationRequest request;
    request.broker_id = options_.broker.value();
    request.cluster_id = options_.cluster_id;
    request.incarnation_id = options_.incarnation_id;
    for (const metadata::Endpoint& endpoint : options_.endpoints) {
        request.listeners.push_back({.name = endpoint.name,
                                     .host = endpoint.host,
                                     .port = endpoint.port,
                                     .security_protocol = endpoint.security_protocol});
    }
    for (const metadata::SupportedFeature& feature : options_.features) {
        request.features.push_back({.name = feature.name,
                                    .min_supported_version = feature.min_supported_version,
                                    .max_supported_version = feature.max_supported_version});
    }
    request.rack = options_.rack;
    request.log_dirs = options_.directories;
    if (options_.previous_epoch) request.previous_broker_epoch = options_.previous_epoch->value();
    return request;
}

wire::BrokerHeartbeatRequest Lifecycle::heartbeat() const {
    wire::BrokerHeartbeatRequest request;
    request.broker_id = options_.broker.value();
    request.broker_epoch = epoch_->value();
    // Of the last record taken up, as Kafka has it.
    const std::optional<Offset> applied = applied_();
    request.current_metadata_offset = applied ? applied->value() : -1;
    request.want_fence = !ready_to_unfence_;
    request.want_shut_down = state_ == BrokerState::kPendingControlledShutdown;
    request.offline_log_dirs = offline_;
    return request;
}

sim::Duration Lifecycle::backoff_after_failure() {
    const sim::Duration backoff =
        rpc::doubled(kRegistrationBackoff, failures_, options_.session_timeout / 2);
    failures_ += 1;
    return random_.between(backoff * 98 / 100, backoff * 102 / 100);
}

void Lifecycle::enter(BrokerState state) {
    life_.emit(BrokerStateChanged{options_.broker.value(), state_, state},
               {.changed = sim::Changed::kYes});
    state_ = state;
    changed_.notify_all();
}

void Lifecycle::beat_soon() {
    beats_at_once_ = true;
    due_.notify_all();
}

}  // namespace assize::model::broker
