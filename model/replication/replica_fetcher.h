#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "model/config/broker_config.h"
#include "model/replication/follower_session.h"
#include "model/replication/partition.h"
#include "model/rpc/client.h"
#include "model/types.h"
#include "model/wire/messages/fetch.h"
#include "sim/fiber.h"
#include "sim/network/address.h"
#include "sim/process.h"
#include "sim/sync/condition.h"

namespace assize::model::replication {

/// Copies to this broker what one other broker leads: one request at a time, for all partitions
/// that were given to it. One fiber runs it.
///
/// When logs diverge the leader's answer says where, and the log is cut there before it fetches
/// on. An error delays its partition, or all when it is the broker that does not answer.
/// Source: Kafka, AbstractFetcherThread, ReplicaFetcherThread; KIP-101, KIP-227, KIP-595.
class ReplicaFetcher {
public:
    struct Options {
        sim::Life life;
        BrokerId broker;  // Who fetches.
        BrokerId leader;
        sim::Address address;  // The leader's.
        const config::BrokerConfig& config;
    };

    ReplicaFetcher(Options options, BrokerEpoch broker_epoch);
    ReplicaFetcher(const ReplicaFetcher&) = delete;
    ReplicaFetcher& operator=(const ReplicaFetcher&) = delete;

    BrokerId leader() const { return options_.leader; }

    /// From now on fetches that partition, which follows in that epoch.
    /// Requires: not given to any fetcher yet.
    void add(std::shared_ptr<Partition> partition, LeaderEpoch epoch);
    /// Fetches it no more; what an answer under way brings is ignored. Does nothing otherwise.
    void remove(const Partition& partition, std::string_view reason);
    bool has(const Partition& partition) const { return following_.contains(key_of(partition)); }

    /// Does the work, for ever.
    void run(sim::Fiber& fiber);

private:
    using Key = FollowerSession::Key;
    using Answer = wire::FetchResponse::Response::Partition;

    struct Following {
        std::shared_ptr<Partition> partition;
        LeaderEpoch epoch;
        sim::MonotonicInstant not_before = sim::MonotonicInstant::origin();
    };
    // A partition as it was when it was asked for.
    struct Asked {
        std::shared_ptr<Partition> partition;
        LeaderEpoch epoch;
        Offset fetch_offset;
    };

    static Key key_of(const Partition& partition);
    void wait_for_work(sim::Fiber& fiber);
    void fetch_once(sim::Fiber& fiber);
    wire::FetchRequest request_for(const FollowerSession::Wanted& wanted);

    void take(sim::Fiber& fiber, const Asked& asked, Answer& answer);
    void take_records(sim::Fiber& fiber, const Asked& asked, Answer& answer);
    void truncate_to_divergence(sim::Fiber& fiber, const Asked& asked, const Answer& answer);
    void handle_out_of_range(sim::Fiber& fiber, const Asked& asked);
    std::optional<Offset> ask_offset(sim::Fiber& fiber, const Asked& asked,
                                     std::int64_t timestamp_ms);
    void after_failure(sim::Fiber& fiber, const Asked& asked, wire::ErrorCode error);
    bool still_follows(const Asked& asked) const;
    void delay(sim::Fiber& fiber, const Asked& asked);
    void give_up(const Asked& asked, wire::ErrorCode error);

    const Options options_;
    const BrokerEpoch broker_epoch_;
    rpc::Client client_;
    FollowerSession session_;
    std::map<Key, Following> following_;
    sim::Condition given_;
};

}  // namespace assize::model::replication
