#include "model/broker/directory_assignments.h"

#include <vector>

#include "model/wire/error_code.h"

namespace assize::model::broker {

namespace {

constexpr sim::Duration kAssignmentTimeout = sim::Duration::seconds(30);
constexpr sim::Duration kAssignmentBackoff = sim::Duration::seconds(1);

}  // namespace

void DirectoryAssignments::look_at(const metadata::MetadataDelta& delta) {
    if (delta.changed_partitions().empty() && delta.deleted_topics().empty()) return;
    const metadata::LocalChanges changes = metadata::local_changes(delta, broker_);
    for (const auto& removed : changes.removed) {
        untold_.erase({removed.topic_id, removed.partition.partition});
    }
    for (const metadata::LocalPartition& local : changes.leads) look_at(local);
    for (const metadata::LocalPartition& local : changes.follows) look_at(local);
    if (!untold_.empty()) work_.notify_all();
}

void DirectoryAssignments::look_at(const metadata::LocalPartition& local) {
    const Replica replica{local.topic_id, local.partition.partition};
    const auto log = logs_.get(local.partition);
    if (!log) return;
    const Uuid& directory = log->directory().id();
    if (local.registration->directory_of(broker_) == directory) {
        untold_.erase(replica);
    } else {
        untold_.insert_or_assign(replica, directory);
    }
}

void DirectoryAssignments::run(sim::Fiber& fiber, KraftControlPlane& controllers,
                               BrokerEpoch broker_epoch) {
    for (;;) {
        work_.wait_until(fiber, sim::Deadline::never(), [this] { return !untold_.empty(); });
        const std::map<Replica, Uuid> telling = untold_;
        const auto answer = controllers.assign_directories(fiber, request(broker_epoch),
                                                           fiber.after(kAssignmentTimeout));
        if (!answer || answer->error_code != wire::ErrorCode::kNone) {
            fiber.sleep(kAssignmentBackoff);
            continue;
        }
        for (const auto& [replica, directory] : telling) {
            const auto told = untold_.find(replica);
            if (told != untold_.end() && told->second == directory) untold_.erase(told);
        }
    }
}

wire::AssignReplicasToDirsRequest DirectoryAssignments::request(BrokerEpoch broker_epoch) const {
    std::map<Uuid, std::map<Uuid, std::vector<std::int32_t>>> by_directory;
    for (const auto& [replica, directory] : untold_) {
        by_directory[directory][replica.topic_id].push_back(replica.partition);
    }
    wire::AssignReplicasToDirsRequest request;
    request.broker_id = broker_.value();
    request.broker_epoch = broker_epoch.value();
    for (const auto& [directory, topics] : by_directory) {
        auto& assigned = request.directories.emplace_back();
        assigned.id = directory;
        for (const auto& [topic_id, partitions] : topics) {
            auto& topic = assigned.topics.emplace_back();
            topic.topic_id = topic_id;
            for (const std::int32_t partition : partitions) {
                topic.partitions.emplace_back().partition_index = partition;
            }
        }
    }
    return request;
}

}  // namespace assize::model::broker
