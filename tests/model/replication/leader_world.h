#pragma once

#include <map>
#include <optional>
#include <set>

#include "model/replication/leader_state.h"

namespace assize::model::replication {

using namespace sim::literals;

inline BrokerIds brokers(std::initializer_list<std::int32_t> ids) {
    BrokerIds all;
    for (const std::int32_t id : ids) all.push_back(BrokerId(id));
    return all;
}

inline sim::MonotonicInstant at(sim::Duration since_boot) {
    return sim::MonotonicInstant::at(since_boot);
}

/// Lets everybody into an ISR who is not named here, with the broker epoch 100 + id.
class FakeEligibility final : public IsrEligibility {
public:
    bool may_be_in_isr(BrokerId broker, std::optional<BrokerEpoch> epoch) const override {
        if (excluded.contains(broker)) return false;
        return !epoch || *epoch == BrokerEpoch(100 + broker.value());
    }

    std::set<BrokerId> excluded;
};

inline constexpr sim::Duration kLagMax = sim::Duration::seconds(30);

/// Broker 1 leads in epoch 7, from offset 10 on, since time 0.
inline LeaderState leader_of(const BrokerIds& replicas, const BrokerIds& isr) {
    return {{.self = BrokerId(1),
             .epoch = LeaderEpoch(7),
             .start = Offset(10),
             .now = at(0_s),
             .replica_lag_time_max = kLagMax},
            replicas,
            IsrState(isr, PartitionEpoch(3))};
}

/// What a follower fetches from, while the leader's log ends there.
struct Fetch {
    std::int32_t follower;
    std::int64_t from;
    std::int64_t leader_end;
    sim::Duration when;
};

inline void let_fetch(LeaderState& leader, const Fetch& fetch) {
    leader.find(BrokerId(fetch.follower))
        ->on_fetch({.fetch_offset = Offset(fetch.from),
                    .log_start = Offset(0),
                    .leader_end = Offset(fetch.leader_end),
                    .at = at(fetch.when),
                    .broker_epoch = BrokerEpoch(100 + fetch.follower)});
}

}  // namespace assize::model::replication
