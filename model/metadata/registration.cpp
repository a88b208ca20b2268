#include "model/metadata/registration.h"

#include <algorithm>

#include "sim/invariant.h"

namespace assize::model::metadata {

bool BrokerRegistration::has_online(const Uuid& directory) const {
    // A broker that named none of its directories, and a replica without one, are not judged.
    if (directory == kDirectoryUnassigned || directory == kDirectoryMigrating) return true;
    if (directory == kDirectoryLost) return false;
    return directories.empty() ||
           std::find(directories.begin(), directories.end(), directory) != directories.end();
}

std::string_view to_string(LeaderRecoveryState state) {
    return state == LeaderRecoveryState::kRecovered ? "recovered" : "recovering";
}

const Uuid& PartitionRegistration::directory_of(BrokerId broker) const {
    const auto found = std::find(replicas.begin(), replicas.end(), broker);
    INVARIANT(found != replicas.end(), "only a replica is in a directory");
    return directories[static_cast<std::size_t>(found - replicas.begin())];
}

bool contains(const BrokerIds& brokers, BrokerId broker) {
    return std::find(brokers.begin(), brokers.end(), broker) != brokers.end();
}

BrokerIds without(const BrokerIds& brokers, const BrokerIds& others) {
    BrokerIds rest;
    std::copy_if(brokers.begin(), brokers.end(), std::back_inserter(rest),
                 [&](BrokerId broker) { return !contains(others, broker); });
    return rest;
}

BrokerIds without(const BrokerIds& brokers, BrokerId other) {
    return without(brokers, BrokerIds{other});
}

BrokerIds joined(BrokerIds brokers, const BrokerIds& more) {
    for (BrokerId broker : more) {
        if (!contains(brokers, broker)) brokers.push_back(broker);
    }
    return brokers;
}

bool is_subset(const BrokerIds& part, const BrokerIds& whole) {
    return std::all_of(part.begin(), part.end(),
                       [&](BrokerId broker) { return contains(whole, broker); });
}

bool has_duplicates(const BrokerIds& brokers) {
    BrokerIds sorted = brokers;
    std::sort(sorted.begin(), sorted.end());
    return std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
}

BrokerIds to_broker_ids(const std::vector<std::int32_t>& ids) {
    BrokerIds brokers;
    brokers.reserve(ids.size());
    for (std::int32_t id : ids) brokers.emplace_back(id);
    return brokers;
}

std::vector<std::int32_t> to_wire(const BrokerIds& brokers) {
    std::vector<std::int32_t> ids;
    ids.reserve(brokers.size());
    for (BrokerId broker : brokers) ids.push_back(broker.value());
    return ids;
}

}  // namespace assize::model::metadata
