#include "model/replication/remote_replica.h"

#include <algorithm>

#include "sim/invariant.h"

namespace assize::model::replication {

bool RemoteReplica::is_stale(std::optional<BrokerEpoch> broker_epoch) const {
    return broker_epoch_ && broker_epoch && *broker_epoch < *broker_epoch_;
}

void RemoteReplica::on_fetch(const FollowerFetch& fetch) {
    INVARIANT(!is_stale(fetch.broker_epoch), "a fetch of an earlier life is refused");
    // It asks from where the log ended when it asked last: so it had everything then.
    std::optional<sim::MonotonicInstant> caught_up;
    if (fetch.fetch_offset >= fetch.leader_end) {
        caught_up = fetch.at;
    } else if (leader_end_at_last_fetch_ && fetch.fetch_offset >= *leader_end_at_last_fetch_) {
        caught_up = last_fetch_;
    }
    if (caught_up) last_caught_up_ = std::max(last_caught_up_.value_or(*caught_up), *caught_up);
    end_offset_ = fetch.fetch_offset;
    log_start_ = fetch.log_start;
    leader_end_at_last_fetch_ = fetch.leader_end;
    last_fetch_ = fetch.at;
    broker_epoch_ = fetch.broker_epoch;
}

bool RemoteReplica::is_caught_up(Offset leader_end, sim::MonotonicInstant now,
                                 sim::Duration max_lag) const {
    if (end_offset_ == leader_end) return true;
    return last_caught_up_ && now - *last_caught_up_ <= max_lag;
}

}  // namespace assize::model::replication
