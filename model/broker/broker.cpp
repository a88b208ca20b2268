#include "model/broker/broker.h"

#include <string>
#include <utility>
#include <vector>

#include "model/broker/request_dispatch.h"
#include "model/facts/broker.h"
#include "model/replication/topic_log_config.h"
#include "model/rpc/resolve.h"
#include "model/rpc/server.h"
#include "sim/simulation.h"

namespace assize::model::broker {

namespace {

// Kafka waits so long for the controller to let a broker go.
constexpr sim::Duration kControlledShutdownMax = sim::Duration::seconds(300);

sim::Random random_of(const sim::Life& life, std::string_view purpose) {
    return life.process().simulation().random(purpose).split(life.process().name(),
                                                             life.incarnation().value());
}

Uuid draw_uuid(sim::Random random) {
    const std::uint64_t most_significant = random.next();
    return Uuid(most_significant, random.next());
}

}  // namespace

Broker::Broker(sim::Fiber& owner, const BrokerSurroundings& surroundings)
    : around_(surroundings),
      life_(owner.life()),
      lifecycle_(life_, lifecycle_options(), [this] { return around_.feed.applied(); }),
      replicas_({.life = life_,
                 .broker = around_.setup.config.node_id,
                 .config = around_.setup.config,
                 .logs = around_.logs,
                 .controls = around_.controllers,
                 .address_of = [&simulation = life_.process().simulation()](
                                   const metadata::BrokerRegistration& broker)
                     -> std::optional<sim::Address> {
                     if (broker.endpoints.empty()) return std::nullopt;
                     const metadata::Endpoint& endpoint = broker.endpoints.front();
                     return rpc::resolve(simulation, endpoint.host, endpoint.port);
                 }}),
      fetch_sessions_(
          static_cast<std::size_t>(around_.setup.config.max_incremental_fetch_session_cache_slots),
          random_of(life_, "broker.fetch_sessions")),
      producer_ids_(around_.controllers, around_.setup.config.node_id),
      topic_creation_(around_.controllers, around_.setup.config, tasks_),
      directories_(around_.setup.config.node_id, around_.logs),
      services_{.broker = around_.setup.config.node_id,
                .cluster_id = around_.setup.cluster_id,
                .config = around_.setup.config,
                .controllers = around_.controllers,
                .replicas = replicas_,
                .fetch_sessions = fetch_sessions_,
                .lifecycle = lifecycle_,
                .producer_ids = producer_ids_,
                .topic_creation = topic_creation_},
      tasks_(owner) {}

Broker::~Broker() = default;

LifecycleOptions Broker::lifecycle_options() const {
    const config::BrokerConfig& config = around_.setup.config;
    std::vector<Uuid> directories;
    for (const auto& directory : around_.logs.directories()) {
        if (directory->online()) directories.push_back(directory->id());
    }
    return {.broker = config.node_id,
            .cluster_id = around_.setup.cluster_id,
            .incarnation_id = draw_uuid(random_of(life_, "broker.incarnation")),
            .endpoints = {{.name = "PLAINTEXT",
                           .host = around_.setup.host,
                           .port = rpc::kBrokerPort.value()}},
            .rack = config.broker_rack,
            .directories = std::move(directories),
            .previous_epoch = around_.logs.previous_broker_epoch(),
            .heartbeat_interval = config.broker_heartbeat_interval,
            .session_timeout = config.broker_session_timeout,
            .registration_timeout = config.initial_broker_registration_timeout};
}

void Broker::run(sim::Fiber& fiber) {
    tasks_.spawn([this](sim::Fiber& task) { lifecycle_.run(task, around_.controllers); });
    tasks_.spawn([this](sim::Fiber& task) { mind_directories(task); });
    tasks_.spawn([this](sim::Fiber& task) {
        lifecycle_.wait_for(task, BrokerState::kShuttingDown);
        start_done_.notify_all();
    });
    lifecycle_.wait_for(fiber, BrokerState::kRecovery);
    if (lifecycle_.state() < BrokerState::kShuttingDown) {
        around_.feed.publish_to(*this);
        start_done_.wait_until(fiber, sim::Deadline::never(), [this] {
            return started_ || lifecycle_.state() == BrokerState::kShuttingDown;
        });
    }
    {
        sim::TaskGroup serving(fiber);
        if (started_) {
            serving.spawn([this](sim::Fiber& task) { serve(task); });
            lifecycle_.set_ready_to_unfence();
        }
        lifecycle_.wait_for(fiber, BrokerState::kShuttingDown);
    }
    end_in_order(fiber);
}

void Broker::begin_controlled_shutdown() {
    if (!around_.setup.config.controlled_shutdown_enable) return shut_down();
    lifecycle_.begin_controlled_shutdown();
    tasks_.spawn([this](sim::Fiber& task) {
        task.sleep(kControlledShutdownMax);
        shut_down();
    });
}

void Broker::on_metadata(sim::Fiber& fiber, const metadata::MetadataDelta& delta,
                         const metadata::MetadataImage& image) {
    const auto turn = applying_.lock(fiber);
    if (lifecycle_.state() == BrokerState::kShuttingDown) return;
    if (!started_ && !start(fiber, image)) {
        lifecycle_.shut_down();
        return;
    }
    replicas_.apply(fiber, delta, image);
    directories_.look_at(delta);
    if (std::exchange(started_, true)) return;
    start_done_.notify_all();
}

// Loads the logs, now that it is known which belong here.
bool Broker::start(sim::Fiber& fiber, const metadata::MetadataImage& image) {
    const auto loaded = around_.logs.start(
        fiber,
        {.config_of = [&](const std::string& topic) { return log_config(image, topic); },
         .is_stray =
             [&](const TopicPartition& partition, const Uuid& topic_id, const log::LogDirectory&) {
                 return !has_replica(image, partition, topic_id);
             }});
    if (!loaded) return false;
    around_.logs.spawn_upkeep(tasks_);
    replicas_.start(tasks_, *lifecycle_.epoch());
    tasks_.spawn([this](sim::Fiber& task) {
        directories_.run(task, around_.controllers, *lifecycle_.epoch());
    });
    return true;
}

log::LogConfig Broker::log_config(const metadata::MetadataImage& image,
                                  std::string_view topic) const {
    const config::BrokerConfig& config = around_.setup.config;
    return replication::log_config_of(metadata::topic_config(image, topic, config), config);
}

bool Broker::has_replica(const metadata::MetadataImage& image, const TopicPartition& partition,
                         const Uuid& topic_id) const {
    const metadata::TopicImage* topic = image.topics.find(partition.topic);
    if (!topic || topic->id != topic_id) return false;
    const auto* state = topic->partition(partition.partition);
    return state && metadata::contains(state->replicas, around_.setup.config.node_id);
}

void Broker::serve(sim::Fiber& fiber) {
    const config::BrokerConfig& config = around_.setup.config;
    rpc::Server server(
        {.port = rpc::kBrokerPort,
         .apis = versions_of(broker_requests()),
         .request_bytes_max = static_cast<std::size_t>(config.socket_request_max_bytes),
         .idle_max = config.connections_max_idle},
        RequestDispatch<BrokerServices>(broker_requests(), services_, around_.cpu));
    [[maybe_unused]] const auto ended = server.serve(fiber);
    lifecycle_.shut_down();
}

// A broker without any directory left cannot go on; otherwise the controller is told.
void Broker::mind_directories(sim::Fiber& fiber) {
    for (;;) {
        for (const auto& directory : around_.logs.directories()) {
            if (!directory->online()) lifecycle_.report_offline(directory->id());
        }
        if (around_.logs.all_directories_failed()) return lifecycle_.shut_down();
        around_.logs.directory_failed().wait(fiber);
    }
}

// Nobody uses the logs any more when they are closed.
void Broker::end_in_order(sim::Fiber& fiber) {
    const auto last_turn = applying_.lock(fiber);
    replicas_.shut_down();
    around_.controllers.stop();
    if (started_) around_.logs.shut_down(fiber, lifecycle_.epoch());
}

}  // namespace assize::model::broker
