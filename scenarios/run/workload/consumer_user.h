#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/client/consumer.h"
#include "model/config/client_config.h"
#include "model/types.h"
#include "sim/fiber.h"
#include "sim/network/address.h"

namespace assize::scenarios {

/// Who reads partitions through a consumer, through all lives of its process, for as long as the
/// world lasts; and states which he reads, and what he is given.
/// A new life begins where auto.offset.reset says: there is no group to remember for it.
class ConsumerUser {
public:
    ConsumerUser(std::vector<model::TopicPartition> partitions,
                 model::config::ConsumerConfig config, std::vector<sim::Address> bootstrap);

    /// The body of its process.
    void live(sim::Fiber& fiber);

    /// Whether he was given what lies right before `end`, in this life of the process; or may have
    /// begun after it.
    bool has_read_up_to(const model::TopicPartition& partition, model::Offset end) const;
    const std::vector<model::TopicPartition>& partitions() const { return partitions_; }
    std::int64_t delivered() const { return delivered_; }

private:
    void hand_over(const sim::Life& life, const model::client::PartitionRecords& some);

    const std::vector<model::TopicPartition> partitions_;
    const model::config::ConsumerConfig config_;
    const std::vector<sim::Address> bootstrap_;
    std::map<model::TopicPartition, model::Offset> next_;  // Behind the last that was delivered.
    std::int64_t delivered_ = 0;
};

/// A user has its consumer read a partition from there on; none: as auto.offset.reset says.
void state_assignment(const sim::Life& life, const model::TopicPartition& partition,
                      std::optional<model::Offset> from);
/// A consumer hands a record to its user.
void state_delivery(const sim::Life& life, const model::TopicPartition& partition,
                    const model::wire::Record& record);

}  // namespace assize::scenarios
