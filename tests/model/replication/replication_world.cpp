#include "tests/model/replication/replication_world.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/log/log_manager.h"
#include "model/log/partition_log.h"
#include "model/replication/fetch_handler.h"
#include "model/rpc/resolve.h"
#include "model/rpc/server.h"
#include "model/wire/batch_range.h"
#include "model/wire/messages/allocate_producer_ids.h"
#include "model/wire/messages/broker_heartbeat.h"
#include "model/wire/messages/broker_registration.h"
#include "model/wire/messages/config_record.h"
#include "model/wire/messages/fence_broker_record.h"
#include "model/wire/messages/list_offsets.h"
#include "model/wire/messages/partition_change_record.h"
#include "model/wire/messages/partition_record.h"
#include "model/wire/messages/register_broker_record.h"
#include "model/wire/messages/remove_topic_record.h"
#include "model/wire/messages/topic_record.h"
#include "model/wire/messages/unfence_broker_record.h"
#include "model/wire/record_batch_builder.h"
#include "model/wire/record_batch_view.h"
#include "sim/network/rules/partition.h"

namespace assize::model::replication {

// --- Facts.

namespace {

class FieldPrinter final : public sim::FieldReader {
public:
    void number(std::string_view field, std::int64_t value) override {
        add(field, fmt::format("{}", value));
    }
    void text(std::string_view field, std::string_view value) override {
        add(field, std::string(value));
    }
    void flag(std::string_view field, bool value) override { add(field, value ? "yes" : "no"); }
    void numbers(std::string_view field, const std::vector<std::int64_t>& values) override {
        std::string all;
        for (const std::int64_t value : values)
            all += fmt::format("{}{}", all.empty() ? "" : ",", value);
        add(field, "[" + all + "]");
    }
    void nothing(std::string_view field) override { add(field, "none"); }

    std::string line;

private:
    void add(std::string_view field, const std::string& value) {
        if (field == "topic_id") return;
        line += fmt::format("{}{}={}", line.empty() ? "" : " ", field, value);
    }
};

}  // namespace

void FactLog::on_event(const sim::Event& event) {
    FieldPrinter printer;
    event.kind.read_fields(event.fact, printer);
    facts_.emplace_back(event.kind.name, printer.line);
}

std::size_t FactLog::count(std::string_view name) const {
    return of(name).size();
}

std::vector<std::string> FactLog::of(std::string_view name) const {
    std::vector<std::string> lines;
    for (const auto& [kind, line] : facts_) {
        if (kind == name) lines.push_back(line);
    }
    return lines;
}

// --- The controller's side.

class FakeControlPlane final : public metadata::ControlPlane {
public:
    FakeControlPlane(ReplicationWorld& world, const ReplicationWorld::Node& node)
        : world_(world), node_(node) {}

    metadata::ControlPlaneResult<wire::AlterPartitionResponse> alter_partition(
        sim::Fiber& fiber, const wire::AlterPartitionRequest& request,
        sim::Deadline deadline) override {
        fiber.sleep(2_ms);
        if (world_.controller_is_away || !node_.hears) {
            fiber.sleep_until(deadline.instant());
            return sim::Failure(metadata::ControlPlaneError::kTimedOut);
        }
        auto response = world_.alter_partition(request);
        fiber.sleep(2_ms);
        return response;
    }

    metadata::ControlPlaneResult<wire::BrokerRegistrationResponse> register_broker(
        sim::Fiber&, const wire::BrokerRegistrationRequest&, sim::Deadline) override {
        return sim::Failure(metadata::ControlPlaneError::kStopped);
    }
    metadata::ControlPlaneResult<wire::BrokerHeartbeatResponse> heartbeat(
        sim::Fiber&, const wire::BrokerHeartbeatRequest&, sim::Deadline) override {
        return sim::Failure(metadata::ControlPlaneError::kStopped);
    }
    metadata::ControlPlaneResult<wire::AllocateProducerIdsResponse> allocate_producer_ids(
        sim::Fiber&, const wire::AllocateProducerIdsRequest&, sim::Deadline) override {
        return sim::Failure(metadata::ControlPlaneError::kStopped);
    }
    metadata::ControlPlaneResult<wire::Bytes> forward(sim::Fiber&, wire::ApiKey, std::int16_t,
                                                      wire::Bytes, sim::Deadline) override {
        return sim::Failure(metadata::ControlPlaneError::kStopped);
    }
    std::optional<BrokerId> active_controller() const override { return std::nullopt; }
    const metadata::MetadataImage& image() const override { return world_.image_; }
    Offset high_watermark() const override { return Offset(0); }
    void publish_to(metadata::MetadataPublisher&) override {}

private:
    ReplicationWorld& world_;
    const ReplicationWorld::Node& node_;
};

void ReplicationWorld::apply(const metadata::MetadataRecord& record) {
    metadata::MetadataDelta delta(image_);
    const auto applied = delta.apply(record);
    INVARIANT(applied.has_value(), "a test's metadata record fits");
    delta.advance_to({Offset(next_offset_++), LeaderEpoch(1)});
    image_ = delta.image();
    changed_.notify_all();
}

void ReplicationWorld::create_orders(const std::vector<std::int32_t>& brokers,
                                     std::optional<std::vector<std::int32_t>> isr) {
    wire::TopicRecord topic;
    topic.name = kOrders.topic;
    topic.topic_id = kOrdersId;
    wire::PartitionRecord partition;
    partition.partition_id = 0;
    partition.topic_id = kOrdersId;
    partition.replicas = brokers;
    partition.isr = isr.value_or(brokers);
    partition.leader = brokers.front();
    partition.leader_epoch = 0;
    partition.partition_epoch = 0;
    partition.directories.resize(brokers.size());
    metadata::MetadataDelta delta(image_);
    INVARIANT(delta.apply(topic) && delta.apply(partition), "a test's topic is new");
    delta.advance_to({Offset(next_offset_++), LeaderEpoch(1)});
    image_ = delta.image();
    changed_.notify_all();
    sim.run_for(1_s);
}

void ReplicationWorld::delete_orders() {
    wire::RemoveTopicRecord record;
    record.topic_id = kOrdersId;
    apply(record);
}

void ReplicationWorld::elect(std::int32_t leader, std::optional<std::vector<std::int32_t>> isr) {
    wire::PartitionChangeRecord record;
    record.leader = leader;
    record.isr = std::move(isr);
    change(record);
}

void ReplicationWorld::change(const wire::PartitionChangeRecord& change) {
    wire::PartitionChangeRecord record = change;
    record.partition_id = 0;
    record.topic_id = kOrdersId;
    apply(record);
}

void ReplicationWorld::set_topic_config(const std::string& key, const std::string& value) {
    wire::ConfigRecord record;
    record.resource_type = static_cast<std::int8_t>(metadata::ConfigResourceType::kTopic);
    record.resource_name = kOrders.topic;
    record.name = key;
    record.value = value;
    apply(record);
}

void ReplicationWorld::fence(std::int32_t broker) {
    wire::FenceBrokerRecord record;
    record.id = broker;
    record.epoch = node(broker).epoch.value();
    apply(record);
}

void ReplicationWorld::unfence(std::int32_t broker) {
    wire::UnfenceBrokerRecord record;
    record.id = broker;
    record.epoch = node(broker).epoch.value();
    apply(record);
}

void ReplicationWorld::let_hear(std::int32_t broker) {
    node(broker).hears = true;
    changed_.notify_all();
}

const metadata::PartitionRegistration& ReplicationWorld::truth() const {
    return *image_.topics.find(kOrders);
}

wire::AlterPartitionResponse ReplicationWorld::alter_partition(
    const wire::AlterPartitionRequest& request) {
    isr_changes_asked += 1;
    wire::AlterPartitionResponse response;
    const auto& asked = request.topics.at(0).partitions.at(0);
    auto& topic = response.topics.emplace_back();
    topic.topic_id = request.topics.at(0).topic_id;
    auto& answer = topic.partitions.emplace_back();
    answer.partition_index = asked.partition_index;
    if (refuse_isr_changes) {
        answer.error_code = *refuse_isr_changes;
    } else if (asked.leader_epoch < truth().leader_epoch.value()) {
        answer.error_code = wire::ErrorCode::kFencedLeaderEpoch;
    } else if (asked.partition_epoch < truth().partition_epoch.value()) {
        answer.error_code = wire::ErrorCode::kInvalidUpdateVersion;
    } else {
        wire::PartitionChangeRecord record;
        record.isr.emplace();
        for (const auto& member : asked.new_isr_with_epochs) {
            const auto* broker = image_.broker(BrokerId(member.broker_id));
            const bool is_current =
                member.broker_epoch < 0 || broker->epoch == BrokerEpoch(member.broker_epoch);
            if (!broker->is_active() || !is_current) {
                answer.error_code = wire::ErrorCode::kIneligibleReplica;
                return response;
            }
            record.isr->push_back(member.broker_id);
        }
        change(record);
    }
    answer.leader_id = truth().leader ? truth().leader->value() : -1;
    answer.leader_epoch = truth().leader_epoch.value();
    answer.partition_epoch = truth().partition_epoch.value();
    answer.isr = metadata::to_wire(truth().isr);
    return response;
}

// --- Brokers.

ReplicationWorld::ReplicationWorld(std::int32_t brokers, config::BrokerConfig config,
                                   std::uint64_t seed)
    : sim({.seed = seed,
           .link = {.latency = sim::LatencyLaw::fixed(1_ms),
                    .bytes_per_second = 1'000'000'000'000}}),
      config_(std::move(config)) {
    sim.trace().subscribe(facts);
    for (std::int32_t id = 1; id <= brokers; ++id) {
        sim::Host& host = sim.add_host({.name = fmt::format("b{}", id)});
        nodes_.push_back({.id = BrokerId(id), .host = &host});
    }
    for (std::int32_t id = 1; id <= brokers; ++id) start(id);
    sim.run_for(1_s);
}

ReplicationWorld::~ReplicationWorld() = default;

void ReplicationWorld::start(std::int32_t broker) {
    Node& it = node(broker);
    if (it.process) {
        it.process->start();
    } else {
        it.process =
            &it.host->start("broker", [this, &it](sim::Fiber& fiber) { run_broker(fiber, it); });
    }
}

namespace {

rpc::Answer answer(sim::Fiber& fiber, const rpc::RequestContext& context, wire::Reader& body,
                   ReplicaManager& replicas, FetchSessionCache& sessions) {
    const std::int16_t version = context.header.api_version;
    if (context.header.api_key == wire::ApiKey::kFetch) {
        const auto request = wire::decode<wire::FetchRequest>(body, version);
        return rpc::Answer::with(context,
                                 handle_fetch(fiber, replicas, sessions, request.value(), version));
    }
    const auto request = wire::decode<wire::ListOffsetsRequest>(body, version);
    const auto& asked = request->topics.at(0).partitions.at(0);
    const auto found =
        replicas.list_offset(fiber, {request->topics.at(0).name, asked.partition_index},
                             {.timestamp_ms = asked.timestamp,
                              .isolation = log::FetchIsolation::kLogEnd,
                              .current_leader_epoch = LeaderEpoch(asked.current_leader_epoch)});
    wire::ListOffsetsResponse response;
    auto& topic = response.topics.emplace_back();
    topic.name = request->topics.at(0).name;
    auto& result = topic.partitions.emplace_back();
    result.error_code = found ? wire::ErrorCode::kNone : found.error();
    if (found && *found) result.offset = (*found)->offset.value();
    return rpc::Answer::with(context, response);
}

}  // namespace

void ReplicationWorld::run_broker(sim::Fiber& fiber, Node& node) {
    log::LogManager logs(fiber.life(), {.broker = node.id, .directories = {"/data"}});
    INVARIANT(logs.open_directories(fiber) && logs.start(fiber), "a test's disk works");

    node.epoch = BrokerEpoch(next_offset_);
    wire::RegisterBrokerRecord registration;
    registration.broker_id = node.id.value();
    registration.broker_epoch = node.epoch.value();
    registration.incarnation_id = Uuid(5, static_cast<std::uint64_t>(next_offset_) + 1);
    registration.end_points.push_back({"PLAINTEXT", node.host->name(), 9092, 0});
    registration.rack = "rack-" + node.host->name();
    registration.fenced = false;
    apply(registration);

    FakeControlPlane controls(*this, node);
    ReplicaManager replicas({.life = fiber.life(),
                             .broker = node.id,
                             .config = config_,
                             .logs = logs,
                             .controls = controls,
                             .address_of = [this](const metadata::BrokerRegistration& broker) {
                                 return rpc::resolve(sim, broker.endpoints.at(0).host,
                                                     broker.endpoints.at(0).port);
                             }});
    FetchSessionCache sessions(1000, sim.random(node.host->name() + " sessions"));
    struct Published {
        Node& node;
        ~Published() { node.replicas = nullptr; }
    } published{node};
    node.replicas = &replicas;

    sim::TaskGroup tasks(fiber);
    logs.spawn_upkeep(tasks);
    replicas.start(tasks, node.epoch);
    rpc::Server server(
        {.port = rpc::kBrokerPort,
         .apis = rpc::ApiVersionTable(
             {{wire::ApiKey::kFetch, 4, 17}, {wire::ApiKey::kListOffsets, 1, 9}})},
        [&](sim::Fiber& worker, const rpc::RequestContext& context, wire::Reader& body) {
            return answer(worker, context, body, replicas, sessions);
        });
    tasks.spawn([&](sim::Fiber& worker) { static_cast<void>(server.serve(worker)); });

    metadata::MetadataImage seen;
    for (;;) {
        while (!node.hears || seen.applied == image_.applied) changed_.wait(fiber);
        metadata::MetadataDelta delta(seen);
        delta.replace_by(image_);
        delta.advance_to(*image_.applied);
        seen = delta.image();
        replicas.apply(fiber, delta, seen);
    }
}

sim::RuleGuard ReplicationWorld::isolate(std::int32_t broker) {
    std::vector<sim::HostId> others;
    for (const Node& other : nodes_) {
        if (other.id.value() != broker) others.push_back(other.host->id());
    }
    return sim.network().install(std::make_unique<sim::Partition>(
        std::vector{sim::HostSet({node(broker).host->id()}), sim::HostSet(std::move(others))}));
}

// --- Clients.

Partition& ReplicationWorld::orders(std::int32_t broker) {
    return **replicas(broker).find(kOrders);
}

void ReplicationWorld::on(std::int32_t broker,
                          std::function<void(sim::Fiber&, ReplicaManager&)> body) {
    bool done = false;
    node(broker).process->spawn([&](sim::Fiber& fiber) {
        body(fiber, replicas(broker));
        done = true;
    });
    for (int steps = 0; !done && steps < 120'000; ++steps) sim.run_for(1_ms);
    INVARIANT(done, "what a test asks for is done in two minutes");
}

namespace {

wire::Bytes batch_of(const std::vector<std::string>& values) {
    wire::RecordBatchBuilder builder({});
    for (const std::string& value : values) {
        builder.append(1000, std::nullopt, std::as_bytes(std::span(value.data(), value.size())));
    }
    return wire::Bytes(builder.build());
}

}  // namespace

void ReplicationWorld::begin_to_produce(std::int32_t broker, const std::string& value, Acks acks,
                                        std::function<void(const AppendedPartition&)> then) {
    if (!node(broker).replicas) return;
    node(broker).process->spawn(
        [this, broker, records = batch_of({value}), acks, then](sim::Fiber& fiber) {
            then(replicas(broker).append(fiber, {{kOrders.topic, kOrders.partition, records}},
                                         {.acks = acks, .deadline = fiber.after(10_s)})[0]);
        });
}

AppendedPartition ReplicationWorld::produce(std::int32_t broker,
                                            const std::vector<std::string>& values, Acks acks,
                                            sim::Duration timeout) {
    const wire::Bytes records = batch_of(values);
    std::optional<AppendedPartition> result;
    on(broker, [&](sim::Fiber& fiber, ReplicaManager& replicas) {
        result = replicas.append(fiber, {{kOrders.topic, kOrders.partition, records}},
                                 {.acks = acks, .deadline = fiber.after(timeout)})[0];
    });
    return *result;
}

FetchedPartition ReplicationWorld::consume(std::int32_t broker, std::int64_t offset,
                                           FetchParams params) {
    std::optional<FetchedPartition> result;
    on(broker, [&](sim::Fiber& fiber, ReplicaManager& replicas) {
        result =
            replicas.fetch(fiber, params,
                           {{.topic = kOrders.topic,
                             .partition = 0,
                             .fetch = {.fetch_offset = Offset(offset), .max_bytes = 1 << 20}}})[0];
    });
    return *result;
}

std::vector<std::string> ReplicationWorld::values(std::int32_t broker) {
    std::vector<std::string> all;
    on(broker, [&](sim::Fiber& fiber, ReplicaManager&) {
        const auto data = log(broker).read(fiber, {.from = log(broker).log_start_offset(),
                                                   .max_bytes = 1 << 20,
                                                   .isolation = log::FetchIsolation::kLogEnd});
        for (const wire::RecordBatchView& batch : wire::BatchRange(data->records.span())) {
            const auto records = batch.records();
            for (const auto& record : *records) all.emplace_back(record.value->text());
        }
    });
    return all;
}

}  // namespace assize::model::replication
