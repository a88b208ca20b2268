#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "model/client/consumer/partition_state.h"
#include "model/client/metadata.h"
#include "model/config/client_config.h"
#include "model/rpc/client.h"
#include "model/types.h"
#include "model/wire/messages/list_offsets.h"
#include "model/wire/messages/offset_for_leader_epoch.h"
#include "sim/fiber.h"

namespace assize::model::client {

/// Finds out from one broker where partitions without a position begin or end, and whether the
/// positions of others are still good. One fiber runs it.
/// Source: Kafka, OffsetFetcher; KIP-320.
class PositionKeeper {
public:
    PositionKeeper(BrokerId broker, const config::ConsumerConfig& config,
                   std::shared_ptr<rpc::Client> connection, Assignment& assignment,
                   Metadata& metadata)
        : broker_(broker),
          config_(config),
          connection_(std::move(connection)),
          assignment_(assignment),
          metadata_(metadata) {}

    void run(sim::Fiber& fiber);

private:
    struct Question {
        TopicPartition partition;
        std::uint64_t version;
    };
    using Questions = std::vector<Question>;
    /// The last point up to which the leader's log is what was read.
    struct Divergence {
        Offset offset;
        LeaderEpoch epoch;
    };

    Questions in_doubt(sim::Fiber& fiber, FetchState state) const;
    sim::Deadline next_retry(sim::Fiber& fiber) const;
    bool is_mine(const PartitionState& state, FetchState wanted) const;
    PartitionState* still_asks(const Questions& questions, const TopicPartition& partition) const;

    void reset(sim::Fiber& fiber, const Questions& questions);
    wire::ListOffsetsRequest list_offsets(const Questions& questions) const;
    void on_offset(sim::Fiber& fiber, PartitionState& state,
                   const wire::ListOffsetsResponse::Topic::Partition& answer);

    void validate(sim::Fiber& fiber, const Questions& questions);
    wire::OffsetForLeaderEpochRequest ends_of_epochs(const Questions& questions) const;
    void on_end_of_epoch(sim::Fiber& fiber, PartitionState& state,
                         const wire::OffsetForLeaderEpochResponse::Topic::Partition& answer);
    void on_truncation(sim::Fiber& fiber, PartitionState& state,
                       std::optional<Divergence> divergence);

    void on_error(sim::Fiber& fiber, PartitionState& state, wire::ErrorCode error);
    void on_no_answer(sim::Fiber& fiber, const Questions& questions);

    const BrokerId broker_;
    const config::ConsumerConfig& config_;
    std::shared_ptr<rpc::Client> connection_;
    Assignment& assignment_;
    Metadata& metadata_;
};

}  // namespace assize::model::client
