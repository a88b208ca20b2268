#include "model/replication/leader_state.h"

#include <algorithm>
#include <utility>

namespace assize::model::replication {

using metadata::contains;

LeaderState::LeaderState(const Options& options, const BrokerIds& replicas, IsrState isr)
    : self_(options.self),
      epoch_(options.epoch),
      start_(options.start),
      replica_lag_time_max_(options.replica_lag_time_max),
      isr_(std::move(isr)) {
    for (const BrokerId replica : replicas) {
        if (replica == self_) continue;
        const bool in_sync = contains(isr_.committed(), replica);
        remotes_.emplace_back(replica, in_sync ? std::optional(options.now) : std::nullopt);
    }
}

RemoteReplica* LeaderState::find(BrokerId follower) {
    for (RemoteReplica& remote : remotes_) {
        if (remote.id() == follower) return &remote;
    }
    return nullptr;
}

const RemoteReplica* LeaderState::find(BrokerId follower) const {
    for (const RemoteReplica& remote : remotes_) {
        if (remote.id() == follower) return &remote;
    }
    return nullptr;
}

void LeaderState::assign(const BrokerIds& replicas) {
    std::vector<RemoteReplica> assigned;
    for (const BrokerId replica : replicas) {
        if (replica == self_) continue;
        const RemoteReplica* known = find(replica);
        assigned.push_back(known ? *known : RemoteReplica(replica, std::nullopt));
    }
    remotes_ = std::move(assigned);
}

std::int32_t LeaderState::effective_min_isr(std::int32_t min_insync_replicas) const {
    return std::min(min_insync_replicas, static_cast<std::int32_t>(remotes_.size()) + 1);
}

std::optional<Offset> LeaderState::next_high_watermark(const LeaderLog& log,
                                                       sim::MonotonicInstant now,
                                                       std::int32_t min_insync_replicas,
                                                       const IsrEligibility& eligibility) const {
    const auto in_sync = static_cast<std::int32_t>(isr_.committed().size());
    if (in_sync < effective_min_isr(min_insync_replicas)) return std::nullopt;
    Offset lowest = log.end;
    for (const RemoteReplica& remote : remotes_) {
        if (!holds_back(remote, log.end, now, eligibility)) continue;
        if (!remote.end_offset()) return std::nullopt;
        lowest = std::min(lowest, *remote.end_offset());
    }
    if (lowest <= log.high_watermark) return std::nullopt;
    return lowest;
}

bool LeaderState::holds_back(const RemoteReplica& replica, Offset leader_end,
                             sim::MonotonicInstant now, const IsrEligibility& eligibility) const {
    if (contains(isr_.maximal(), replica.id())) return true;
    return replica.is_caught_up(leader_end, now, replica_lag_time_max_) &&
           eligibility.may_be_in_isr(replica.id(), replica.broker_epoch());
}

bool LeaderState::may_join(const RemoteReplica& follower, const LeaderLog& log,
                           const IsrEligibility& eligibility) const {
    if (isr_.pending() || contains(isr_.maximal(), follower.id())) return false;
    if (!follower.end_offset()) return false;
    if (*follower.end_offset() < log.high_watermark || *follower.end_offset() < start_) {
        return false;
    }
    return eligibility.may_be_in_isr(follower.id(), follower.broker_epoch());
}

BrokerIds LeaderState::out_of_sync(const LeaderLog& log, sim::MonotonicInstant now) const {
    BrokerIds lagging;
    if (isr_.pending()) return lagging;
    for (const BrokerId member : isr_.committed()) {
        if (member == self_) continue;
        const RemoteReplica* remote = find(member);
        if (!remote || !remote->is_caught_up(log.end, now, replica_lag_time_max_)) {
            lagging.push_back(member);
        }
    }
    return lagging;
}

}  // namespace assize::model::replication
