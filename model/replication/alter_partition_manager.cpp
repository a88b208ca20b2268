#include "model/replication/alter_partition_manager.h"

#include "model/replication/partition.h"
#include "model/wire/messages/alter_partition.h"

namespace assize::model::replication {

using wire::ErrorCode;

void AlterPartitionManager::submit(IsrProposal proposal) {
    const Key key = key_of(proposal);
    waiting_.insert_or_assign(key, std::move(proposal));
    arrived_.notify_one();
}

void AlterPartitionManager::run(sim::Fiber& fiber) {
    for (;;) {
        while (waiting_.empty()) arrived_.wait(fiber);
        Proposals asked = std::exchange(waiting_, {});
        const auto response =
            controls_.alter_partition(fiber, request_for(asked), fiber.after(kRequestTimeout));
        if (!response && response.error() == metadata::ControlPlaneError::kStopped) return;
        if (response && response->error_code == ErrorCode::kNone) {
            take_answers(fiber, *response, asked);
        }
        if (asked.empty()) continue;
        // What was not answered, or is to be asked again; unless there is something newer.
        waiting_.merge(asked);
        fiber.sleep(kRetryBackoff);
    }
}

wire::AlterPartitionRequest AlterPartitionManager::request_for(const Proposals& proposals) const {
    wire::AlterPartitionRequest request;
    request.broker_id = broker_.value();
    request.broker_epoch = broker_epoch_.value();
    for (const auto& [key, proposal] : proposals) {
        if (request.topics.empty() || request.topics.back().topic_id != key.first) {
            request.topics.emplace_back().topic_id = key.first;
        }
        auto& partition = request.topics.back().partitions.emplace_back();
        partition.partition_index = key.second;
        partition.leader_epoch = proposal.leader_epoch.value();
        partition.partition_epoch = proposal.partition_epoch.value();
        // Who proposes has recovered: nobody but the leader itself knows of RECOVERING.
        partition.leader_recovery_state =
            static_cast<std::int8_t>(metadata::LeaderRecoveryState::kRecovered);
        for (const auto& [broker, epoch] : proposal.isr) {
            const auto known = broker == broker_ ? std::optional(broker_epoch_) : epoch;
            partition.new_isr.push_back(broker.value());
            partition.new_isr_with_epochs.push_back(
                {.broker_id = broker.value(), .broker_epoch = known ? known->value() : -1});
        }
    }
    return request;
}

void AlterPartitionManager::take_answers(sim::Fiber& fiber,
                                         const wire::AlterPartitionResponse& response,
                                         Proposals& asked) {
    for (const auto& topic : response.topics) {
        for (const auto& partition : topic.partitions) {
            const auto found = asked.find({topic.topic_id, partition.partition_index});
            if (found == asked.end()) continue;
            const IsrProposal& proposal = found->second;
            const IsrAnswer answer{.error = partition.error_code,
                                   .proposed_in = proposal.leader_epoch,
                                   .proposed_upon = proposal.partition_epoch,
                                   .leader_epoch = LeaderEpoch(partition.leader_epoch),
                                   .partition_epoch = PartitionEpoch(partition.partition_epoch),
                                   .isr = metadata::to_broker_ids(partition.isr)};
            const AskAgain again = proposal.asker->on_isr_answer(answer, fiber.now());
            if (again == AskAgain::kNo) asked.erase(found);
        }
    }
}

AlterPartitionManager::Key AlterPartitionManager::key_of(const IsrProposal& proposal) {
    return {proposal.asker->topic_id(), proposal.asker->partition().partition};
}

}  // namespace assize::model::replication
