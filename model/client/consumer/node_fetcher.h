#pragma once

#include <memory>
#include <vector>

#include "model/client/consumer/fetch_session.h"
#include "model/client/consumer/partition_state.h"
#include "model/client/metadata.h"
#include "model/config/client_config.h"
#include "model/rpc/client.h"
#include "model/types.h"
#include "model/wire/messages/fetch.h"
#include "sim/fiber.h"
#include "sim/time.h"

namespace assize::model::client {

/// Fetches from one broker what it leads (or was preferred for) of a consumer's partitions: one
/// request at a time, for those whose records have all been handed over. One fiber runs it.
/// Source: Kafka, Fetcher and FetchCollector.
class NodeFetcher {
public:
    NodeFetcher(BrokerId broker, const config::ConsumerConfig& config,
                std::shared_ptr<rpc::Client> connection, Assignment& assignment, Metadata& metadata)
        : broker_(broker),
          config_(config),
          connection_(std::move(connection)),
          assignment_(assignment),
          metadata_(metadata) {}

    void run(sim::Fiber& fiber);

private:
    using PartitionAnswer = wire::FetchResponse::Response::Partition;
    /// What was asked for, to tell later whether the answer is still of use.
    struct Asked {
        TopicPartition partition;
        std::uint64_t version;
    };

    FetchSession::WantedByPartition await_wanted(sim::Fiber& fiber, std::vector<Asked>& asked);
    FetchSession::WantedByPartition wanted(sim::Fiber& fiber, std::vector<Asked>& asked) const;
    sim::Deadline next_retry(sim::Fiber& fiber) const;
    wire::FetchRequest request(const FetchSession::WantedByPartition& wanted);
    void on_response(sim::Fiber& fiber, const wire::FetchResponse& response,
                     const std::vector<Asked>& asked);
    void on_no_response(sim::Fiber& fiber, const std::vector<Asked>& asked);
    void on_partition(sim::Fiber& fiber, PartitionState& state, const PartitionAnswer& answer);
    void on_records(PartitionState& state, const PartitionAnswer& answer);
    void on_error(sim::Fiber& fiber, PartitionState& state, const PartitionAnswer& answer);
    void on_out_of_range(sim::Fiber& fiber, PartitionState& state);

    const BrokerId broker_;
    const config::ConsumerConfig& config_;
    std::shared_ptr<rpc::Client> connection_;
    Assignment& assignment_;
    Metadata& metadata_;
    FetchSession session_;
};

}  // namespace assize::model::client
