#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "model/types.h"
#include "sim/fact.h"

namespace assize::model {

// The facts about leaders and followers of partitions. Their subjects are the partition's records
// (kind "records") and leader epochs (kind "leader_epoch"), under the name "topic-partition";
// `broker` and `topic_id` say whose replica of which topic it is.
// Appends, truncations, high watermarks and log starts are stated by the log itself.

/// What brought an ISR into force.
enum class IsrSource : std::uint8_t { kAlterPartition, kMetadata };
constexpr std::string_view to_string(IsrSource source) {
    return source == IsrSource::kAlterPartition ? "alter_partition" : "metadata";
}

struct BecameLeader {
    static constexpr std::string_view kName = "became_leader";
    static constexpr std::string_view kMeaning = "a replica leads its partition in a new epoch";
    BrokerId broker;
    std::string_view topic_id;
    LeaderEpoch leader_epoch;
    PartitionEpoch partition_epoch;
    Offset start_offset;
    std::vector<BrokerId> replicas;
    std::vector<BrokerId> isr;
    std::int32_t min_isr;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &BecameLeader::broker, "the broker that leads");
        field("topic_id", &BecameLeader::topic_id, "of the topic");
        field("leader_epoch", &BecameLeader::leader_epoch, "in which it leads");
        field("partition_epoch", &BecameLeader::partition_epoch, "of the metadata that says so");
        field("start_offset", &BecameLeader::start_offset, "where its log ended then");
        field("replicas", &BecameLeader::replicas, "all replicas, the preferred one first");
        field("isr", &BecameLeader::isr, "those in sync, as committed");
        field("min_isr", &BecameLeader::min_isr, "how many must be, for acks=all");
    }
};

struct BecameFollower {
    static constexpr std::string_view kName = "became_follower";
    static constexpr std::string_view kMeaning = "a replica follows its leader in a new epoch";
    BrokerId broker;
    std::string_view topic_id;
    LeaderEpoch leader_epoch;
    PartitionEpoch partition_epoch;
    std::optional<BrokerId> leader;
    Offset log_end;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &BecameFollower::broker, "the broker that follows");
        field("topic_id", &BecameFollower::topic_id, "of the topic");
        field("leader_epoch", &BecameFollower::leader_epoch, "in which it follows");
        field("partition_epoch", &BecameFollower::partition_epoch, "of the metadata that says so");
        field("leader", &BecameFollower::leader, "whom it follows, if there is a leader");
        field("log_end", &BecameFollower::log_end, "where its log ended then");
    }
};

struct ReplicaStopped {
    static constexpr std::string_view kName = "replica_stopped";
    static constexpr std::string_view kMeaning = "a replica neither leads nor follows any more";
    BrokerId broker;
    std::string_view topic_id;
    std::optional<LeaderEpoch> leader_epoch;
    std::string_view error;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &ReplicaStopped::broker, "the broker");
        field("topic_id", &ReplicaStopped::topic_id, "of the topic");
        field("leader_epoch", &ReplicaStopped::leader_epoch, "in which it had a role last");
        field("error", &ReplicaStopped::error, "what it answers from now on");
    }
};

struct IsrChangeProposed {
    static constexpr std::string_view kName = "isr_change_proposed";
    static constexpr std::string_view kMeaning = "a leader asks the controller for another ISR";
    BrokerId broker;
    std::string_view topic_id;
    LeaderEpoch leader_epoch;
    PartitionEpoch partition_epoch;
    std::vector<BrokerId> isr;
    std::vector<BrokerId> proposed;
    std::vector<BrokerId> maximal;
    std::optional<BrokerId> joining;
    std::optional<Offset> joining_end;
    std::optional<BrokerEpoch> joining_broker_epoch;
    Offset high_watermark;
    Offset leader_epoch_start;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &IsrChangeProposed::broker, "the leader");
        field("topic_id", &IsrChangeProposed::topic_id, "of the topic");
        field("leader_epoch", &IsrChangeProposed::leader_epoch, "in which it leads");
        field("partition_epoch", &IsrChangeProposed::partition_epoch, "on which the change builds");
        field("isr", &IsrChangeProposed::isr, "as committed");
        field("proposed", &IsrChangeProposed::proposed, "as it shall be");
        field("maximal", &IsrChangeProposed::maximal, "whom the leader waits for meanwhile");
        field("joining", &IsrChangeProposed::joining, "who joins, if anybody");
        field("joining_end", &IsrChangeProposed::joining_end, "what it fetched from last");
        field("joining_broker_epoch", &IsrChangeProposed::joining_broker_epoch,
              "with which it fetched, if any");
        field("high_watermark", &IsrChangeProposed::high_watermark, "of the leader");
        field("leader_epoch_start", &IsrChangeProposed::leader_epoch_start,
              "where the leader's log ended when it became leader");
    }
};

struct IsrCommitted {
    static constexpr std::string_view kName = "isr_committed";
    static constexpr std::string_view kMeaning = "a leader learned of the ISR that is in force";
    BrokerId broker;
    std::string_view topic_id;
    LeaderEpoch leader_epoch;
    PartitionEpoch partition_epoch;
    std::vector<BrokerId> isr;
    IsrSource source;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &IsrCommitted::broker, "the leader");
        field("topic_id", &IsrCommitted::topic_id, "of the topic");
        field("leader_epoch", &IsrCommitted::leader_epoch, "in which it leads");
        field("partition_epoch", &IsrCommitted::partition_epoch, "of the state with that ISR");
        field("isr", &IsrCommitted::isr, "those in sync; nothing is pending any more");
        field("source", &IsrCommitted::source, "alter_partition (an answer) or metadata");
    }
};

struct IsrChangeReverted {
    static constexpr std::string_view kName = "isr_change_reverted";
    static constexpr std::string_view kMeaning = "the controller refused a change of an ISR";
    BrokerId broker;
    std::string_view topic_id;
    LeaderEpoch leader_epoch;
    PartitionEpoch partition_epoch;
    std::vector<BrokerId> isr;
    std::string_view error;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &IsrChangeReverted::broker, "the leader");
        field("topic_id", &IsrChangeReverted::topic_id, "of the topic");
        field("leader_epoch", &IsrChangeReverted::leader_epoch, "in which it leads");
        field("partition_epoch", &IsrChangeReverted::partition_epoch, "on which it had built");
        field("isr", &IsrChangeReverted::isr, "as committed, and in force again");
        field("error", &IsrChangeReverted::error, "what the controller answered");
    }
};

struct FollowerStateUpdated {
    static constexpr std::string_view kName = "follower_state_updated";
    static constexpr std::string_view kMeaning = "a leader learned how far a follower has come";
    BrokerId broker;
    std::string_view topic_id;
    LeaderEpoch leader_epoch;
    BrokerId follower;
    std::optional<BrokerEpoch> broker_epoch;
    Offset end_offset;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &FollowerStateUpdated::broker, "the leader");
        field("topic_id", &FollowerStateUpdated::topic_id, "of the topic");
        field("leader_epoch", &FollowerStateUpdated::leader_epoch, "in which it leads");
        field("follower", &FollowerStateUpdated::follower, "who fetched");
        field("broker_epoch", &FollowerStateUpdated::broker_epoch, "with which it fetched, if any");
        field("end_offset", &FollowerStateUpdated::end_offset, "from where: it has all below");
    }
};

struct MinIsrChanged {
    static constexpr std::string_view kName = "min_isr_changed";
    static constexpr std::string_view kMeaning =
        "a leader learned that another number of replicas must be in sync for acks=all";
    BrokerId broker;
    std::string_view topic_id;
    LeaderEpoch leader_epoch;
    std::int32_t from;
    std::int32_t to;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &MinIsrChanged::broker, "the leader");
        field("topic_id", &MinIsrChanged::topic_id, "of the topic");
        field("leader_epoch", &MinIsrChanged::leader_epoch, "in which it leads");
        field("from", &MinIsrChanged::from, "how many had to be, at most all replicas");
        field("to", &MinIsrChanged::to, "how many must be");
    }
};

struct FollowerReadServed {
    static constexpr std::string_view kName = "follower_read_served";
    static constexpr std::string_view kMeaning = "a follower answered a consumer with records";
    BrokerId broker;
    std::string_view topic_id;
    LeaderEpoch leader_epoch;
    Offset begin;
    Offset end;
    Offset high_watermark;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &FollowerReadServed::broker, "the follower");
        field("topic_id", &FollowerReadServed::topic_id, "of the topic");
        field("leader_epoch", &FollowerReadServed::leader_epoch, "in which it follows");
        field("begin", &FollowerReadServed::begin, "what was asked for");
        field("end", &FollowerReadServed::end, "after the last record of the answer");
        field("high_watermark", &FollowerReadServed::high_watermark, "of the follower, then");
    }
};

struct TruncationDecided {
    static constexpr std::string_view kName = "truncation_decided";
    static constexpr std::string_view kMeaning = "a follower is to cut its log to fit its leader's";
    BrokerId broker;
    std::string_view topic_id;
    LeaderEpoch leader_epoch;
    Offset to;
    Offset log_end;
    Offset high_watermark;
    std::string_view cause;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &TruncationDecided::broker, "the follower");
        field("topic_id", &TruncationDecided::topic_id, "of the topic");
        field("leader_epoch", &TruncationDecided::leader_epoch, "in which it follows");
        field("to", &TruncationDecided::to, "where its log shall end, or begin anew");
        field("log_end", &TruncationDecided::log_end, "where it ends");
        field("high_watermark", &TruncationDecided::high_watermark, "as the follower knows it");
        field("cause", &TruncationDecided::cause,
              "divergence, unknown_epoch, leader_ends_before or leader_starts_after");
    }
};

struct FetcherStarted {
    static constexpr std::string_view kName = "fetcher_started";
    static constexpr std::string_view kMeaning = "a follower begins to fetch from its leader";
    BrokerId broker;
    std::string_view topic_id;
    BrokerId leader;
    LeaderEpoch leader_epoch;
    Offset fetch_offset;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &FetcherStarted::broker, "the follower");
        field("topic_id", &FetcherStarted::topic_id, "of the topic");
        field("leader", &FetcherStarted::leader, "whom it asks");
        field("leader_epoch", &FetcherStarted::leader_epoch, "in which it follows");
        field("fetch_offset", &FetcherStarted::fetch_offset, "the end of its log");
    }
};

struct FetcherStopped {
    static constexpr std::string_view kName = "fetcher_stopped";
    static constexpr std::string_view kMeaning = "a follower fetches no more from that leader";
    BrokerId broker;
    std::string_view topic_id;
    BrokerId leader;
    LeaderEpoch leader_epoch;
    std::string_view reason;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &FetcherStopped::broker, "the follower");
        field("topic_id", &FetcherStopped::topic_id, "of the topic");
        field("leader", &FetcherStopped::leader, "whom it asked");
        field("leader_epoch", &FetcherStopped::leader_epoch, "in which it followed");
        field("reason", &FetcherStopped::reason, "metadata, or the error that made it give up");
    }
};

struct ProduceCommitted {
    static constexpr std::string_view kName = "produce_committed";
    static constexpr std::string_view kMeaning = "a leader may say that acks=all is fulfilled";
    BrokerId broker;
    std::string_view topic_id;
    LeaderEpoch leader_epoch;
    Offset first_offset;
    Offset last_offset;
    Offset high_watermark;
    std::int32_t maximal_isr;
    std::int32_t min_isr;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &ProduceCommitted::broker, "the leader");
        field("topic_id", &ProduceCommitted::topic_id, "of the topic");
        field("leader_epoch", &ProduceCommitted::leader_epoch, "in which it appended");
        field("first_offset", &ProduceCommitted::first_offset, "of the records");
        field("last_offset", &ProduceCommitted::last_offset, "of the records");
        field("high_watermark", &ProduceCommitted::high_watermark, "of the leader, beyond them");
        field("maximal_isr", &ProduceCommitted::maximal_isr, "how many it waits for");
        field("min_isr", &ProduceCommitted::min_isr, "how many must be in sync");
    }
};

struct ProduceFailed {
    static constexpr std::string_view kName = "produce_failed";
    static constexpr std::string_view kMeaning = "a leader cannot fulfil acks=all";
    BrokerId broker;
    std::string_view topic_id;
    std::optional<LeaderEpoch> leader_epoch;
    std::optional<Offset> first_offset;
    std::optional<Offset> last_offset;
    std::string_view error;
    std::int32_t isr;
    std::int32_t min_isr;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &ProduceFailed::broker, "the leader, or who was");
        field("topic_id", &ProduceFailed::topic_id, "of the topic");
        field("leader_epoch", &ProduceFailed::leader_epoch, "in which it would append, or did");
        field("first_offset", &ProduceFailed::first_offset, "of the records, if appended");
        field("last_offset", &ProduceFailed::last_offset, "of the records, if appended");
        field("error", &ProduceFailed::error, "what the producer is told");
        field("isr", &ProduceFailed::isr,
              "how many are in sync: committed, or maximal if appended");
        field("min_isr", &ProduceFailed::min_isr, "how many must be");
    }
};

using ReplicationFacts =
    std::tuple<BecameLeader, BecameFollower, ReplicaStopped, IsrChangeProposed, IsrCommitted,
               IsrChangeReverted, FollowerStateUpdated, MinIsrChanged, FollowerReadServed,
               TruncationDecided, FetcherStarted, FetcherStopped, ProduceCommitted, ProduceFailed>;

}  // namespace assize::model
