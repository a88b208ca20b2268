#include "tests/model/client/fake_cluster.h"

#include <algorithm>
#include <utility>

#include "model/wire/record_batch.h"
#include "sim/latency.h"

namespace assize::model::client {
namespace {

rpc::ApiVersionTable offered() {
    return rpc::ApiVersionTable({{wire::ApiKey::kProduce, 0, 7},
                                 {wire::ApiKey::kFetch, 4, 12},
                                 {wire::ApiKey::kListOffsets, 1, 5},
                                 {wire::ApiKey::kMetadata, 0, 9},
                                 {wire::ApiKey::kOffsetForLeaderEpoch, 2, 4}});
}

/// A response with one entry for each of the request's partitions.
template <class Response, class Topics, class Make>
void answer_each(Response& topics, const Topics& asked, Make make) {
    for (const auto& topic : asked) {
        auto& told = topics.emplace_back();
        make(topic, told);
    }
}

}  // namespace

FakeCluster::FakeCluster(std::int32_t brokers, std::uint64_t seed)
    : sim({.seed = seed,
           .link = {.latency = sim::LatencyLaw::fixed(1_ms),
                    .bytes_per_second = 1'000'000'000'000}}),
      client_host(sim.add_host({.name = "clients"})) {
    for (std::int32_t id = 1; id <= brokers; ++id) {
        sim::Host& host = sim.add_host({.name = "host-" + std::to_string(id)});
        brokers_[id] = &host.start("broker-" + std::to_string(id), [this, id](sim::Fiber& fiber) {
            rpc::Server server(
                {.port = rpc::kBrokerPort, .apis = offered()},
                [this, id](sim::Fiber& task, const rpc::RequestContext& context,
                           wire::Reader& body) { return answer(task, id, context, body); });
            server.serve(fiber);
        });
    }
}

void FakeCluster::add_topic(const std::string& topic, std::int32_t partitions) {
    auto& added = topics_[topic];
    added.resize(static_cast<std::size_t>(partitions));
    for (std::size_t i = 0; i < added.size(); ++i) {
        added[i].leader = static_cast<std::int32_t>(i % brokers_.size()) + 1;
    }
}

std::vector<std::string> FakeCluster::values(const std::string& topic, std::int32_t index) const {
    std::vector<std::string> values;
    for (const Batch& batch : topics_.at(topic).at(static_cast<std::size_t>(index)).log) {
        const auto records = wire::first_batch(batch.bytes.span())->records();
        for (const wire::Record& record : *records) {
            values.emplace_back(record.value ? record.value->text() : "<null>");
        }
    }
    return values;
}

void FakeCluster::append(const std::string& topic, std::int32_t index, const std::string& value) {
    wire::RecordBatchBuilder builder({});
    builder.append(1, std::nullopt, wire::Bytes::copy_of(value).span());
    append_batch(partition(topic, index), wire::Bytes(builder.build()));
}

void FakeCluster::append_batch(Partition& partition, wire::Bytes bytes) {
    std::vector<std::byte> stamped(bytes.span().begin(), bytes.span().end());
    wire::set_base_offset(stamped, partition.end);
    wire::set_leader_epoch(stamped, LeaderEpoch(partition.leader_epoch));
    const Offset end = wire::first_batch(stamped)->next_offset();
    partition.log.push_back({wire::Bytes(std::move(stamped)), partition.end, end});
    partition.end = end;
}

rpc::Answer FakeCluster::answer(sim::Fiber& fiber, std::int32_t broker,
                                const rpc::RequestContext& context, wire::Reader& body) {
    const std::int16_t version = context.header.api_version;
    switch (context.header.api_key) {
        case wire::ApiKey::kMetadata:
            metadata_requests += 1;
            return rpc::Answer::with(
                context, on_metadata(*wire::decode<wire::MetadataRequest>(body, version)));
        case wire::ApiKey::kProduce:
            return on_produce(fiber, broker, context,
                              *wire::decode<wire::ProduceRequest>(body, version));
        case wire::ApiKey::kFetch:
            return rpc::Answer::with(
                context, on_fetch(fiber, broker, *wire::decode<wire::FetchRequest>(body, version)));
        case wire::ApiKey::kListOffsets:
            return rpc::Answer::with(
                context, on_list_offsets(*wire::decode<wire::ListOffsetsRequest>(body, version)));
        default:
            return rpc::Answer::with(
                context,
                on_epochs(*wire::decode<wire::OffsetForLeaderEpochRequest>(body, version)));
    }
}

wire::MetadataResponse FakeCluster::on_metadata(const wire::MetadataRequest& request) const {
    wire::MetadataResponse response;
    for (const auto& [id, process] : brokers_) {
        response.brokers.push_back(
            {.node_id = id, .host = process->host().name(), .port = rpc::kBrokerPort.value()});
    }
    for (const auto& asked : *request.topics) {
        auto& told = response.topics.emplace_back();
        told.name = asked.name;
        const auto found = topics_.find(*asked.name);
        if (found == topics_.end()) {
            told.error_code = wire::ErrorCode::kUnknownTopicOrPartition;
            continue;
        }
        for (const Partition& partition : found->second) {
            const auto index = static_cast<std::int32_t>(told.partitions.size());
            told.partitions.push_back({.error_code = partition.leader < 0
                                                         ? wire::ErrorCode::kLeaderNotAvailable
                                                         : wire::ErrorCode::kNone,
                                       .partition_index = index,
                                       .leader_id = partition.leader,
                                       .leader_epoch = partition.leader_epoch});
        }
    }
    return response;
}

rpc::Answer FakeCluster::on_produce(sim::Fiber& fiber, std::int32_t broker,
                                    const rpc::RequestContext& context,
                                    const wire::ProduceRequest& request) {
    produce_requests += 1;
    producing_ += 1;
    produce_requests_at_once = std::max(produce_requests_at_once, producing_);
    Produce script;
    if (!produce_script.empty()) {
        script = produce_script.front();
        produce_script.pop_front();
    }
    fiber.sleep(script.delay);
    wire::ProduceResponse response;
    for (const auto& topic : request.topic_data) {
        auto& told = response.responses.emplace_back();
        told.name = topic.name;
        for (const auto& data : topic.partition_data) {
            Partition& target = partition(topic.name, data.index);
            const Offset base = target.end;
            produced_batch_sizes.push_back(
                static_cast<std::size_t>(wire::first_batch(data.records->span())->record_count()));
            wire::ErrorCode error = script.error;
            if (script.append) {
                const auto appended = produce(broker, target, *data.records);
                if (error == wire::ErrorCode::kNone) error = appended;
            }
            told.partition_responses.push_back(
                {.index = data.index,
                 .error_code = error,
                 .base_offset = error == wire::ErrorCode::kNone ? base.value() : -1});
        }
    }
    producing_ -= 1;
    if (script.close) return rpc::Answer::close(RefusalReason::kFailedWithoutAnswer);
    if (request.acks == 0) return rpc::Answer::none();
    return rpc::Answer::with(context, response);
}

wire::ErrorCode FakeCluster::produce(std::int32_t broker, Partition& partition,
                                     const wire::Bytes& bytes) {
    if (partition.leader != broker) return wire::ErrorCode::kNotLeaderOrFollower;
    append_batch(partition, bytes);
    return wire::ErrorCode::kNone;
}

wire::FetchResponse FakeCluster::on_fetch(sim::Fiber& fiber, std::int32_t broker,
                                          const wire::FetchRequest& request) {
    fetch_requests += 1;
    wire::FetchResponse response;  // No session: each request names all partitions.
    std::optional<wire::ErrorCode> error;
    if (!fetch_script.empty()) {
        error = fetch_script.front();
        fetch_script.pop_front();
    }
    bool anything = error.has_value();
    for (const auto& topic : request.topics) {
        auto& told = response.responses.emplace_back();
        told.topic = topic.topic;
        for (const auto& asked : topic.partitions) {
            fetched_partitions += 1;
            const Partition& source = partition(topic.topic, asked.partition);
            auto& answer = told.partitions.emplace_back();
            answer.partition_index = asked.partition;
            answer.high_watermark = source.end.value();
            const Offset from(asked.fetch_offset);
            if (error) {
                answer.error_code = *error;
            } else if (source.leader != broker) {
                answer.error_code = wire::ErrorCode::kNotLeaderOrFollower;
            } else if (asked.current_leader_epoch != source.leader_epoch) {
                answer.error_code = wire::ErrorCode::kFencedLeaderEpoch;
            } else if (from < source.start || source.end < from) {
                answer.error_code = wire::ErrorCode::kOffsetOutOfRange;
            } else {
                std::vector<std::byte> bytes;
                for (const Batch& batch : source.log) {
                    if (batch.end <= from) continue;
                    const auto span = batch.bytes.span();
                    bytes.insert(bytes.end(), span.begin(), span.end());
                }
                answer.records = wire::Bytes(std::move(bytes));
            }
            anything =
                anything || answer.error_code != wire::ErrorCode::kNone || !answer.records->empty();
        }
    }
    if (!anything) fiber.sleep(sim::Duration::milliseconds(request.max_wait_ms));
    return response;
}

wire::ListOffsetsResponse FakeCluster::on_list_offsets(
    const wire::ListOffsetsRequest& request) const {
    wire::ListOffsetsResponse response;
    answer_each(response.topics, request.topics, [this](const auto& topic, auto& told) {
        told.name = topic.name;
        for (const auto& asked : topic.partitions) {
            const Partition& source =
                topics_.at(topic.name).at(static_cast<std::size_t>(asked.partition_index));
            told.partitions.push_back(
                {.partition_index = asked.partition_index,
                 .offset = asked.timestamp == -2 ? source.start.value() : source.end.value(),
                 .leader_epoch = source.leader_epoch});
        }
    });
    return response;
}

wire::OffsetForLeaderEpochResponse FakeCluster::on_epochs(
    const wire::OffsetForLeaderEpochRequest& request) const {
    wire::OffsetForLeaderEpochResponse response;
    answer_each(response.topics, request.topics, [this](const auto& topic, auto& told) {
        told.topic = topic.topic;
        for (const auto& asked : topic.partitions) {
            const Partition& source =
                topics_.at(topic.topic).at(static_cast<std::size_t>(asked.partition));
            const auto over = source.epoch_ends.find(asked.leader_epoch);
            told.partitions.push_back({.partition = asked.partition,
                                       .leader_epoch = asked.leader_epoch,
                                       .end_offset = over != source.epoch_ends.end()
                                                         ? over->second
                                                         : source.end.value()});
        }
    });
    return response;
}

}  // namespace assize::model::client
