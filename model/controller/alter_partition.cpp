#include "model/controller/alter_partition.h"

#include <algorithm>
#include <set>
#include <utility>

#include "model/controller/leadership_updates.h"
#include "model/controller/partition_change.h"
#include "model/metadata/replay.h"
#include "sim/invariant.h"

namespace assize::model::controller {

namespace {

using Wanted = wire::AlterPartitionRequest::Topic::Partition;
using Answer = wire::AlterPartitionResponse::Topic::Partition;
using metadata::LeaderRecoveryState;

constexpr std::int8_t kRecovered = static_cast<std::int8_t>(LeaderRecoveryState::kRecovered);
constexpr std::int8_t kRecovering = static_cast<std::int8_t>(LeaderRecoveryState::kRecovering);

struct Member {
    BrokerId broker;
    std::int64_t epoch;  // -1: whichever.
};

std::vector<Member> isr_of(const Wanted& wanted) {
    std::vector<Member> isr;
    for (std::int32_t id : wanted.new_isr) isr.push_back({BrokerId(id), -1});
    for (const auto& each : wanted.new_isr_with_epochs) {
        isr.push_back({BrokerId(each.broker_id), each.broker_epoch});
    }
    return isr;
}

bool is_eligible(const MetadataImage& image, const Member& member) {
    const BrokerRegistration* broker = image.broker(member.broker);
    return broker && broker->is_active() &&
           (member.epoch == -1 || broker->epoch.value() == member.epoch);
}

// The order is the contract: each check supposes those before it (semantics 2.7).
ErrorCode validate(const MetadataImage& image, BrokerId sender,
                   const PartitionRegistration& partition, const Wanted& wanted,
                   const std::vector<Member>& isr) {
    // A leader that knows more than we do has heard from a newer controller.
    if (wanted.leader_epoch > partition.leader_epoch.value() ||
        wanted.partition_epoch > partition.partition_epoch.value()) {
        return ErrorCode::kNotController;
    }
    if (wanted.leader_epoch < partition.leader_epoch.value()) {
        return ErrorCode::kFencedLeaderEpoch;
    }
    if (partition.leader != sender) return ErrorCode::kInvalidRequest;
    if (wanted.partition_epoch < partition.partition_epoch.value()) {
        return ErrorCode::kInvalidUpdateVersion;
    }

    BrokerIds members;
    for (const Member& member : isr) members.push_back(member.broker);
    if (metadata::has_duplicates(members) || !metadata::is_subset(members, partition.replicas) ||
        !metadata::contains(members, sender)) {
        return ErrorCode::kInvalidRequest;
    }
    if (wanted.leader_recovery_state != kRecovered && wanted.leader_recovery_state != kRecovering) {
        return ErrorCode::kInvalidRequest;
    }
    if (wanted.leader_recovery_state == kRecovering &&
        (members.size() > 1 ||
         partition.leader_recovery_state == LeaderRecoveryState::kRecovered)) {
        return ErrorCode::kInvalidRequest;
    }
    const bool eligible = std::all_of(
        isr.begin(), isr.end(), [&](const Member& member) { return is_eligible(image, member); });
    return eligible ? ErrorCode::kNone : ErrorCode::kIneligibleReplica;
}

void describe(const PartitionRegistration& partition, Answer& answer) {
    answer.leader_id = partition.leader ? partition.leader->value() : -1;
    answer.leader_epoch = partition.leader_epoch.value();
    answer.isr = metadata::to_wire(partition.isr);
    answer.leader_recovery_state = static_cast<std::int8_t>(partition.leader_recovery_state);
    answer.partition_epoch = partition.partition_epoch.value();
}

void alter(const ClusterView& view, BrokerId sender, const PartitionRef& partition,
           const Wanted& wanted, Answer& answer, std::vector<MetadataRecord>& records) {
    const std::vector<Member> isr = isr_of(wanted);
    answer.error_code = validate(view.image, sender, partition.registration, wanted, isr);
    if (answer.error_code != ErrorCode::kNone) return;

    const ElectionRules rules = election_rules(view, partition.topic);
    PartitionChangeBuilder builder(view, partition, Liveness{.image = view.image}, rules.min_isr);
    if (rules.unclean) builder.election = Election::kUnclean;
    builder.isr.clear();
    for (const Member& member : isr) builder.isr.push_back(member.broker);
    builder.leader_recovery_state = LeaderRecoveryState(wanted.leader_recovery_state);
    const auto change = builder.build();
    if (!change) return describe(partition.registration, answer);

    records.push_back(*change);
    const auto after = metadata::merge(partition.registration, *change);
    INVARIANT(after.has_value(), "what the controller decides fits to its image");
    // The change may have completed a reassignment that moves the leader away.
    if (after->leader != sender) {
        answer.error_code = ErrorCode::kNewLeaderElected;
        return;
    }
    describe(*after, answer);
}

}  // namespace

Decision<ControllerResult<wire::AlterPartitionResponse>> alter_partition(
    const ClusterView& view, const wire::AlterPartitionRequest& request) {
    const auto broker = check_broker_epoch(view.image, request.broker_id, request.broker_epoch);
    if (!broker) return sim::Failure(broker.error());

    ControllerResult<wire::AlterPartitionResponse> result;
    std::set<std::pair<Uuid, std::int32_t>> seen;
    for (const auto& topic : request.topics) {
        const bool by_id = topic.topic_name.empty();
        const TopicImage* found = by_id
                                      ? view.image.topics.find(topic.topic_id)
                                      : view.image.topics.find(std::string_view(topic.topic_name));
        auto& of_topic = result.response.topics.emplace_back();
        of_topic.topic_id = topic.topic_id;
        of_topic.topic_name = topic.topic_name;
        for (const Wanted& wanted : topic.partitions) {
            Answer& answer = of_topic.partitions.emplace_back();
            answer.partition_index = wanted.partition_index;
            if (!found) {
                answer.error_code =
                    by_id ? ErrorCode::kUnknownTopicId : ErrorCode::kUnknownTopicOrPartition;
                continue;
            }
            const PartitionRegistration* partition = found->partition(wanted.partition_index);
            if (!partition) {
                answer.error_code = ErrorCode::kUnknownTopicOrPartition;
                continue;
            }
            if (!seen.emplace(found->id, wanted.partition_index).second) {
                answer.error_code = ErrorCode::kInvalidRequest;
                continue;
            }
            alter(view, (*broker)->id, PartitionRef{*found, wanted.partition_index, *partition},
                  wanted, answer, result.records);
        }
    }
    return result;
}

}  // namespace assize::model::controller
