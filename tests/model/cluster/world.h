#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/white_box/white_box.h"
#include "model/cluster.h"
#include "model/rpc/client.h"
#include "model/rpc/resolve.h"
#include "model/wire/batch_range.h"
#include "model/wire/messages/create_topics.h"
#include "model/wire/messages/fetch.h"
#include "model/wire/messages/produce.h"
#include "model/wire/record_batch_builder.h"
#include "sim/network/network.h"
#include "sim/simulation.h"

namespace assize::model {

using namespace sim::literals;

/// Counts facts, and remembers those whose texts a test wants.
class FactCounts final : public sim::TraceSubscriber {
public:
    void on_event(const sim::Event& event) override { counts_[std::string(event.kind.name)] += 1; }
    std::size_t of(const std::string& name) const {
        const auto found = counts_.find(name);
        return found == counts_.end() ? 0 : found->second;
    }

private:
    std::map<std::string, std::size_t> counts_;
};

/// A cluster, and a host from which it is asked.
class ClusterWorld {
public:
    explicit ClusterWorld(const ClusterConfig& config, std::uint64_t seed = 1)
        : sim_({.seed = seed}), outside_(sim_.add_host({.name = "outside"})) {
        sim_.trace().subscribe(facts_);
        white_box_ = std::make_unique<checkers::WhiteBox>(sim_.trace());
        auto made = Cluster::make(sim_, config);
        EXPECT_TRUE(made) << (made ? "" : made.error().message);
        cluster_ = std::move(*made);
    }

    ~ClusterWorld() {
        for (const checkers::Violation& violation : white_box_->violations()) {
            ADD_FAILURE() << to_string(violation);
        }
    }
    sim::Simulation& sim() { return sim_; }
    Cluster& cluster() { return *cluster_; }
    const FactCounts& facts() const { return facts_; }

    /// Lets the world go on until it is so; returns whether it came to be in time.
    bool until(sim::Duration patience, const std::function<bool()>& holds) {
        const sim::Instant limit = sim_.now() + patience;
        while (!holds()) {
            if (sim_.now() >= limit) return false;
            sim_.run_for(10_ms);
        }
        return true;
    }
    bool start(sim::Duration patience = 30_s) {
        cluster_->start();
        return until(patience, [this] { return cluster_->is_up(); });
    }

    /// Runs a fiber outside of the cluster to its end. Returns whether it came to one.
    bool outside(std::function<void(sim::Fiber&)> body, sim::Duration patience = 120_s) {
        sim::Process& process =
            outside_.start("outside-" + std::to_string(asked_++), std::move(body));
        return until(patience, [&] { return !process.alive(); });
    }

    sim::Address address_of(std::string_view node, sim::Port port = rpc::kBrokerPort) {
        return {cluster_->host(node).id(), port};
    }

    /// Asks a node, and waits for the answer.
    template <class Request>
    sim::Result<typename Request::Response, rpc::RpcError> ask(std::string_view node,
                                                               const Request& request,
                                                               std::int16_t version,
                                                               sim::Port port = rpc::kBrokerPort) {
        sim::Result<typename Request::Response, rpc::RpcError> answer =
            sim::Failure(rpc::RpcError::kTimedOut);
        outside([&](sim::Fiber& fiber) {
            rpc::Client client(address_of(node, port), {.client_id = "test"});
            answer = client.call(fiber, request, version);
        });
        return answer;
    }
    template <class Request>
    typename Request::Response ask(std::string_view node, const Request& request) {
        auto answer = ask(node, request, Request::kVersionMax);
        EXPECT_TRUE(answer) << (answer ? "" : to_string(answer.error()));
        return answer ? std::move(*answer) : typename Request::Response();
    }

    /// Asks any broker that runs.
    std::string some_broker() const {
        for (const std::string& name : cluster_->names()) {
            const broker::NodeView* view = cluster_->view(name);
            if (view && view->broker_state() == BrokerState::kRunning) return name;
        }
        return "none";
    }

    wire::ErrorCode create_topic(const std::string& topic, std::int32_t partitions,
                                 std::int16_t replication_factor,
                                 const config::Settings& settings = {}) {
        wire::CreateTopicsRequest request;
        auto& wanted = request.topics.emplace_back();
        wanted.name = topic;
        wanted.num_partitions = partitions;
        wanted.replication_factor = replication_factor;
        for (const auto& [key, value] : settings) {
            auto& config = wanted.configs.emplace_back();
            config.name = key;
            config.value = value;
        }
        const auto response = ask(some_broker(), request);
        return response.topics.empty() ? wire::ErrorCode::kUnknownServerError
                                       : response.topics.front().error_code;
    }

    std::string leader_name(const std::string& topic, std::int32_t partition = 0) {
        const auto leader = cluster_->leader_of({topic, partition});
        return leader ? cluster_->name_of(*leader) : "none";
    }

    static std::vector<std::byte> batch_of(const std::vector<std::string>& values) {
        wire::RecordBatchBuilder builder(wire::BatchOptions{});
        for (const std::string& value : values) {
            builder.append(1'767'225'600'000, std::nullopt,
                           std::as_bytes(std::span(value.data(), value.size())));
        }
        return builder.build();
    }

    static wire::ProduceRequest production(const std::string& topic,
                                           const std::vector<std::string>& values,
                                           std::int16_t acks) {
        wire::ProduceRequest request;
        request.transactional_id = std::nullopt;
        request.acks = acks;
        request.timeout_ms = 10'000;
        auto& data = request.topic_data.emplace_back();
        data.name = topic;
        auto& partition = data.partition_data.emplace_back();
        partition.index = 0;
        partition.records = wire::Bytes(batch_of(values));
        return request;
    }

    /// Appends to partition 0 at its leader.
    wire::ErrorCode produce(const std::string& topic, const std::vector<std::string>& values,
                            std::int16_t acks = -1) {
        const auto answer = ask(leader_name(topic), production(topic, values, acks), 9);
        return answer ? answer->responses.at(0).partition_responses.at(0).error_code
                      : wire::ErrorCode::kNetworkException;
    }

    /// Reads partition 0 from a broker, from an offset on.
    std::vector<std::string> consume(const std::string& node, const std::string& topic,
                                     std::int64_t from = 0) {
        wire::FetchRequest request;
        request.max_wait_ms = 500;
        request.min_bytes = 1;
        request.max_bytes = 1 << 20;
        auto& asked = request.topics.emplace_back();
        asked.topic = topic;
        auto& partition = asked.partitions.emplace_back();
        partition.fetch_offset = from;
        partition.partition_max_bytes = 1 << 20;
        const auto answer = ask(node, request, 12);
        std::vector<std::string> values;
        if (!answer) return {std::string(to_string(answer.error()))};
        if (answer->error_code != wire::ErrorCode::kNone) {
            return {std::string(to_string(answer->error_code))};
        }
        for (const auto& response : answer->responses) {
            const auto& data = response.partitions.at(0);
            if (data.error_code != wire::ErrorCode::kNone) {
                return {std::string(to_string(data.error_code))};
            }
            if (!data.records) continue;
            for (const wire::RecordBatchView batch : wire::BatchRange(data.records->span())) {
                const auto records = batch.records();
                for (const wire::Record& record : *records) {
                    values.emplace_back(record.value ? record.value->text() : "");
                }
            }
        }
        return values;
    }

private:
    FactCounts facts_;  // Outlives the trace.
    sim::Simulation sim_;
    std::unique_ptr<checkers::WhiteBox> white_box_;
    sim::Host& outside_;
    std::unique_ptr<Cluster> cluster_;
    int asked_ = 0;
};

}  // namespace assize::model
