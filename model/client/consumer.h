#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "model/client/connections.h"
#include "model/client/consumer/node_fetcher.h"
#include "model/client/consumer/partition_state.h"
#include "model/client/consumer/position_keeper.h"
#include "model/client/consumer/record.h"
#include "model/client/metadata.h"
#include "model/config/client_config.h"
#include "model/types.h"
#include "sim/fiber.h"
#include "sim/network/address.h"
#include "sim/sync/task_group.h"
#include "sim/time.h"

namespace assize::model::client {

/// Reads the partitions that it is assigned, each from its position on, in the order of offsets.
///
/// It fetches on fibers of its own, which end with it. One fiber at a time polls.
/// Requires: it is destroyed by the fiber that made it.
/// Source: Kafka, KafkaConsumer. Departs: no groups yet, so there are no committed offsets and a
/// partition without a position begins as auto.offset.reset says; `isolation.level` decides how
/// far brokers let it read, but aborted records are not left out yet.
class Consumer {
public:
    /// `bootstrap`: some brokers, to begin with; not empty.
    Consumer(sim::Fiber& owner, std::vector<sim::Address> bootstrap, config::ConsumerConfig config);
    Consumer(const Consumer&) = delete;
    Consumer& operator=(const Consumer&) = delete;

    /// Reads these from now on, and no others. Those that it read before keep their positions.
    void assign(const std::vector<TopicPartition>& partitions);
    std::vector<TopicPartition> assignment() const;

    /// Goes on from there. What is there is found out when it is fetched.
    /// Requires, as those below: the partition is assigned.
    void seek(const TopicPartition& partition, Offset offset);
    /// Goes on from where the log begins, or ends, when it is asked for.
    void seek_to(const TopicPartition& partition, ResetTo to);
    /// Waits until it has a position: the offset of the next record that a poll hands over.
    /// None past the deadline.
    std::optional<Offset> position(sim::Fiber& fiber, const TopicPartition& partition,
                                   sim::Deadline deadline);
    /// Neither fetches nor hands over, until resumed. What was fetched is kept.
    void pause(const TopicPartition& partition);
    void resume(const TopicPartition& partition);

    /// Hands over what is there, at most max.poll.records in all. Waits for it at most `timeout`:
    /// empty then.
    /// Fails, once per cause: OFFSET_OUT_OF_RANGE when auto.offset.reset is none; CORRUPT_MESSAGE;
    /// what a broker says that waiting does not mend.
    sim::Result<std::vector<PartitionRecords>, ConsumerError> poll(sim::Fiber& fiber,
                                                                   sim::Duration timeout);

private:
    struct Node {
        NodeFetcher fetcher;
        PositionKeeper positions;
    };

    PartitionState& assigned(const TopicPartition& partition);
    sim::Result<std::vector<PartitionRecords>, ConsumerError> collect(sim::Fiber& fiber);
    bool anything_to_hand_over() const;
    void follow_leaders(sim::Fiber& fiber);
    void on_metadata();
    void add_node(BrokerId broker);

    const config::ConsumerConfig config_;
    const sim::Life life_;
    sim::Random random_;
    Connections connections_;
    Metadata metadata_;
    Assignment assignment_;
    std::map<BrokerId, std::unique_ptr<Node>> nodes_;
    std::size_t polled_first_ = 0;  // Which partition had its turn first: so that none starves.
    sim::TaskGroup tasks_;          // Goes first: its fibers use all of the above.
};

}  // namespace assize::model::client
