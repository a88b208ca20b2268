#include "tests/model/cluster/trials/trial.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "model/client/admin.h"
#include "model/client/consumer.h"
#include "model/client/producer.h"
#include "sim/disk/disk.h"
#include "sim/host.h"
#include "sim/network/network.h"
#include "tests/model/cluster/trials/index_check.h"

namespace assize::model {

namespace {

constexpr std::string_view kTopic = "orders";

}  // namespace

TrialOptions separate(std::int32_t brokers) {
    ClusterConfig cluster = ClusterConfig::separate(brokers, 3);
    cluster.settings = hasty_settings();
    return {.cluster = cluster};
}

config::Settings hasty_settings() {
    return {
        {"broker.heartbeat.interval.ms", "500"},
        {"broker.session.timeout.ms", "2000"},
        {"replica.lag.time.max.ms", "2500"},
        {"replica.fetch.wait.max.ms", "200"},
        {"replica.fetch.backoff.ms", "200"},
        {"replica.socket.timeout.ms", "2000"},
        {"log.flush.offset.checkpoint.interval.ms", "2000"},
        {"replica.high.watermark.checkpoint.interval.ms", "1000"},
        {"leader.imbalance.check.interval.seconds", "5"},
    };
}

Trial::Trial(TrialOptions options)
    : options_(std::move(options)),
      simulation_({.seed = options_.seed, .reproduce = options_.reproduce}),
      white_box_(simulation_.trace()),
      random_(simulation_.random("trial")) {
    simulation_.trace().subscribe(history_);
    if (!options_.trace_file.empty()) {
        auto file = sim::TraceFile::create(options_.trace_file, simulation_.trace());
        if (file) trace_file_ = std::move(*file);
    }
    auto cluster = Cluster::make(simulation_, options_.cluster);
    if (!cluster) throw std::invalid_argument(cluster.error().message);
    cluster_ = std::move(*cluster);
    for (const NodeConfig& node : options_.cluster.nodes) {
        const std::string& name = cluster_->name_of(node.id);
        if (node.roles != config::ProcessRoles::kController) brokers_.push_back(name);
        if (node.roles != config::ProcessRoles::kBroker) controllers_.push_back(name);
    }
}

Trial::~Trial() {
    if (trace_file_) static_cast<void>(trace_file_->finish());
}

// --- The course of a trial.

void Trial::start() {
    cluster_->start();
    await(60_s, "a cluster that is up", [this] { return cluster_->is_up(); });
    create_topic();
    for (int i = 0; i < kConsumers; ++i) {
        const std::string name = fmt::format("consumer-{}", i);
        run_client(name, [this, name](sim::Fiber& fiber) { consume(fiber, name); });
    }
    for (int i = 0; i < kProducers; ++i) {
        run_client(fmt::format("producer-{}", i),
                   [this, i](sim::Fiber& fiber) { produce(fiber, i); });
    }
    go_on(1_s, 3_s);
}

void Trial::finish() {
    heal();
    moving_ = false;
    go_on(2_s, 4_s);
    if (const auto mover = clients_.find("mover"); mover != clients_.end()) {
        await(options_.settles_within, "the end of the moves",
              [&] { return !mover->second->alive(); });
    }
    await(options_.settles_within, "a whole cluster", [this] {
        // Who was asked to shut down may have been held up until now.
        heal();
        return is_whole();
    });
    producing_ = false;
    await(options_.settles_within, "an answer to each send", [this] {
        return std::ranges::none_of(clients_, [](const auto& client) {
            return client.first.starts_with("producer") && client.second->alive();
        });
    });
    sim::Process& last =
        run_client("producer-last", [this](sim::Fiber& fiber) { produce_last(fiber); });
    await(options_.settles_within, "an answer to the last sends", [&] { return !last.alive(); });
    for (int i = 0; i < kConsumers; ++i) {
        const std::string name = fmt::format("consumer-{}", i);
        await(options_.settles_within, name + " at the end of the log", [&] {
            excuse_losses();
            return history_.has_read_all(name);
        });
    }
    await_whole(options_.settles_within);

    excuse_losses();
    judge_indexes();
    for (const checkers::Violation& violation : white_box_.violations()) {
        wrong_.push_back(to_string(violation));
    }
    for (std::string& violation : history_.judge()) wrong_.push_back(std::move(violation));
    if (history_.unresolved() > 0) wrong_.push_back("some sends were never resolved");
    if (history_.acknowledged() < 20) wrong_.push_back("hardly anything was acknowledged");
    if (!wrong_.empty()) wrong_.push_back(history_.summary());
}

void Trial::excuse_losses() {
    for (const checkers::Loss& loss : white_box_.losses().losses()) {
        if (loss.is_legal()) history_.excuse(loss.partition, Offset(loss.begin));
    }
}

void Trial::judge_indexes() {
    for (const std::string& broker : brokers_) {
        sim::Process& reader =
            cluster_->host(broker).start("index-reader", [this, broker](sim::Fiber& fiber) {
                for (const std::string& directory : cluster_->config_of(broker).log_dirs) {
                    for (const std::string& violation : check_indexes(fiber, directory)) {
                        wrong_.push_back(fmt::format("{}: {}", broker, violation));
                    }
                }
                indexes_judged_ += 1;
            });
        await(10_s, "the end of reading indexes", [&] { return !reader.alive(); });
    }
    if (indexes_judged_ != brokers_.size()) wrong_.push_back("indexes were not judged");
}

bool Trial::await(sim::Duration patience, const std::string& what,
                  const std::function<bool()>& holds) {
    const sim::Instant limit = simulation_.now() + patience;
    while (!holds()) {
        if (simulation_.now() >= limit) {
            wrong_.push_back(fmt::format("waited in vain for {}, until {} ms; {}", what,
                                         limit.since_origin() / 1_ms, state()));
            return false;
        }
        go_on(10_ms);
    }
    return true;
}

// --- For those who do harm.

std::string Trial::some_of(const std::vector<std::string>& names) {
    return names[random_.below(names.size())];
}

std::vector<std::string> Trial::other_brokers(std::string_view but) const {
    std::vector<std::string> others = brokers_;
    std::erase(others, but);
    return others;
}

TopicPartition Trial::some_partition() {
    return {std::string(kTopic),
            static_cast<std::int32_t>(random_.between(0, options_.partitions - 1))};
}

std::string Trial::some_leader() {
    const auto leader = cluster_->leader_of(some_partition());
    return leader ? cluster_->name_of(*leader) : some_of(brokers_);
}

std::string Trial::some_follower() {
    const TopicPartition partition = some_partition();
    const auto* image = cluster_->image();
    const auto* registration = image ? image->topics.find(partition) : nullptr;
    if (!registration) return some_of(brokers_);
    std::vector<std::string> followers;
    for (const BrokerId replica : registration->replicas) {
        if (replica != registration->leader) followers.push_back(cluster_->name_of(replica));
    }
    return some_of(followers);
}

std::string Trial::active_controller() {
    const auto active = cluster_->active_controller();
    return active ? cluster_->name_of(*active) : some_of(controllers_);
}

sim::HostSet Trial::hosts(const std::vector<std::string>& nodes) const {
    std::vector<sim::HostId> ids;
    for (const std::string& node : nodes) ids.push_back(host(node));
    return sim::HostSet(std::move(ids));
}

void Trial::install(std::unique_ptr<sim::Rule> rule) {
    rules_.push_back(simulation_.network().install(std::move(rule)));
}

void Trial::install(std::string_view node, sim::DiskFault fault) {
    disk_faults_.push_back(cluster_->host(node).disk().install(std::move(fault)));
}

void Trial::remove_some_fault() {
    if (rules_.empty()) return;
    rules_.erase(rules_.begin() + random_.between(0, static_cast<std::int64_t>(rules_.size()) - 1));
}

void Trial::heal() {
    rules_.clear();
    disk_faults_.clear();
    for (const std::string& node : cluster_->names()) {
        cluster_->resume(node);
        restart_if_dead(node);
    }
}

void Trial::restart_if_dead(const std::string& node) {
    if (!cluster_->process(node).alive()) cluster_->restart(node);
}

void Trial::start_moving_replicas() {
    run_client("mover", [this](sim::Fiber& fiber) { move_replicas(fiber); });
}

void Trial::move_replicas(sim::Fiber& fiber) {
    sim::Random random = simulation_.random("mover");
    client::Admin admin(fiber, cluster_->bootstrap(), admin_config());
    while (moving_) {
        std::vector<BrokerId> brokers;
        for (const std::string& name : brokers_) {
            brokers.push_back(cluster_->config_of(name).node_id);
        }
        for (std::size_t i = brokers.size() - 1; i > 0; --i) {
            std::swap(brokers[i], brokers[random.below(i + 1)]);
        }
        brokers.erase(brokers.begin() + options_.replication_factor, brokers.end());
        const TopicPartition partition{
            std::string(kTopic),
            static_cast<std::int32_t>(random.between(0, options_.partitions - 1))};
        // That nobody answers, or something else is under way, is part of the game.
        static_cast<void>(admin.reassign(fiber, partition, brokers));
        fiber.sleep(random.between(0_s, 3_s));
    }
}

bool Trial::is_whole() const {
    return cluster_->is_up() && replicas_are_in_sync();
}

/// What is not as it should be, for messages.
std::string Trial::state() const {
    std::string text;
    for (const std::string& name : cluster_->names()) {
        const broker::NodeView* view = cluster_->view(name);
        text += fmt::format("{} is {}, ", name, view ? to_string(view->broker_state()) : "dead");
    }
    const auto* image = cluster_->image();
    const auto* topic = image ? image->topics.find(kTopic) : nullptr;
    if (!topic) return text + "there is no controller, or no topic";
    for (const auto& [id, broker] : *image->brokers) {
        if (!broker.is_active()) text += fmt::format("{} is not active, ", id.value());
    }
    for (const auto& partition : topic->partitions) {
        text += fmt::format("ISR {} of {}{}, ", fmt::join(metadata::to_wire(partition->isr), " "),
                            fmt::join(metadata::to_wire(partition->replicas), " "),
                            partition->is_reassigning() ? ", reassigning" : "");
    }
    return text;
}

bool Trial::replicas_are_in_sync() const {
    const auto* topic = cluster_->image()->topics.find(kTopic);
    if (!topic) return false;
    return std::ranges::all_of(topic->partitions, [](const auto& partition) {
        return partition->leader && partition->isr.size() == partition->replicas.size() &&
               !partition->is_reassigning() &&
               partition->leader_recovery_state == metadata::LeaderRecoveryState::kRecovered;
    });
}

// --- Clients.

sim::Process& Trial::run_client(const std::string& name, sim::FiberBody body) {
    sim::Host& host = simulation_.add_host({.name = name});
    client_hosts_.push_back(host.id());
    sim::Process& process = host.start(name, std::move(body));
    clients_[name] = &process;
    return process;
}

config::AdminConfig Trial::admin_config() const {
    config::AdminConfig config;
    config.request_timeout = 3_s;
    return config;
}

void Trial::create_topic() {
    sim::Process& process = run_client("admin", [this](sim::Fiber& fiber) {
        client::Admin admin(fiber, cluster_->bootstrap(), admin_config());
        std::map<std::string, std::string> settings = options_.topic_settings;
        settings.try_emplace("min.insync.replicas", "2");
        const auto created = admin.create_topic(
            fiber, client::NewTopic{.name = std::string(kTopic),
                                    .partitions = options_.partitions,
                                    .replication_factor = options_.replication_factor,
                                    .configs = std::move(settings)});
        if (!created) wrong_.push_back("no topic: " + created.error().message);
    });
    await(60_s, "the topic", [&] { return !process.alive() && is_whole(); });
}

config::ProducerConfig Trial::producer_config(sim::Random& random) const {
    config::ProducerConfig config;
    config.enable_idempotence = false;
    config.request_timeout = 3_s;
    config.delivery_timeout = 20_s;
    config.max_block = 5_s;
    config.linger = sim::Duration::milliseconds(random.happens(sim::Chance::percent(50)) ? 0 : 5);
    config.compression_type = static_cast<config::CompressionType>(random.below(5));
    return config;
}

void Trial::produce(sim::Fiber& fiber, int number) {
    sim::Random random = simulation_.random(fmt::format("producer-{}", number));
    client::Producer producer(fiber, cluster_->bootstrap(), producer_config(random));
    for (int count = 0; producing_; ++count) {
        send(fiber, producer, fmt::format("p{}-{}", number, count),
             static_cast<std::int32_t>(random.between(0, options_.partitions - 1)));
        // Now and then a burst.
        if (!random.happens(sim::Chance::percent(20))) fiber.sleep(random.exponential(30_ms));
    }
    producer.flush(fiber);
}

/// A last record for each partition: who has read those has read all.
void Trial::produce_last(sim::Fiber& fiber) {
    sim::Random random = simulation_.random("producer-last");
    client::Producer producer(fiber, cluster_->bootstrap(), producer_config(random));
    for (std::int32_t partition = 0; partition < options_.partitions; ++partition) {
        send(fiber, producer, fmt::format("last-{}", partition), partition);
    }
    producer.flush(fiber);
}

void Trial::send(sim::Fiber& fiber, client::Producer& producer, const std::string& value,
                 std::int32_t partition) {
    const auto id = history_.on_send(value, {std::string(kTopic), partition});
    const auto taken = producer.send(
        fiber,
        {.topic = std::string(kTopic),
         .partition = partition,
         .value = wire::Bytes::copy_of(value)},
        [this, id](const client::SendResult& result) { history_.on_result(id, result); });
    if (!taken) history_.on_result(id, sim::Failure(taken.error()));
}

void Trial::consume(sim::Fiber& fiber, const std::string& name) {
    config::ConsumerConfig config;
    config.auto_offset_reset = config::AutoOffsetReset::kEarliest;
    config.request_timeout = 3_s;
    config.fetch_max_wait = 200_ms;
    client::Consumer consumer(fiber, cluster_->bootstrap(), config);
    std::vector<TopicPartition> all;
    for (std::int32_t i = 0; i < options_.partitions; ++i) {
        all.push_back({std::string(kTopic), i});
    }
    consumer.assign(all);
    while (true) {
        const auto polled = consumer.poll(fiber, 1_s);
        if (!polled) {
            history_.on_complaint(
                fmt::format("{} is told {}", name, to_string(polled.error().code)));
            continue;
        }
        for (const client::PartitionRecords& some : *polled) {
            for (const wire::Record& record : some.records) {
                history_.on_read(name, some.partition, record.offset,
                                 record.value ? record.value->text() : "");
            }
        }
    }
}

}  // namespace assize::model
