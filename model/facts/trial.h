#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "sim/fact.h"

namespace assize::model {

// The facts about a trial as such: what the users of clients asked and were told, and what was done
// to the cluster. The model states none of them; whoever runs a trial does, at the edge of the
// clients. Together those about users are the history of a run.
// Subjects: of the kind "send", the name is the producer's and the interval its send's number; and
// the records (kind "records", name "topic-partition") where an offset is known.

/// How a send ended for its user: surely written, surely not, or nobody knows.
enum class SendOutcome : std::uint8_t { kOk, kFail, kInfo };
constexpr std::string_view to_string(SendOutcome outcome) {
    switch (outcome) {
        case SendOutcome::kOk: return "ok";
        case SendOutcome::kFail: return "fail";
        case SendOutcome::kInfo: return "info";
    }
    return "?";
}

struct SendInvoked {
    static constexpr std::string_view kName = "send_invoked";
    static constexpr std::string_view kMeaning = "a user gave a record to its producer";
    std::int64_t send;
    std::string_view topic;
    std::optional<std::int32_t> partition;
    std::optional<std::string> key;
    std::string_view value;
    std::int8_t acks;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("send", &SendInvoked::send, "which of the producer's sends, from 0");
        field("topic", &SendInvoked::topic, "to which topic");
        field("partition", &SendInvoked::partition, "asked for; none: the partitioner chooses");
        field("key", &SendInvoked::key, "of the record, if any");
        field("value", &SendInvoked::value, "what tells the record from all others of the run");
        field("acks", &SendInvoked::acks, "0, 1, or -1 for all");
    }
};

struct SendEnded {
    static constexpr std::string_view kName = "send_ended";
    static constexpr std::string_view kMeaning = "a producer told its user how a send ended";
    std::int64_t send;
    std::string_view value;
    SendOutcome outcome;
    std::string_view partition;
    std::optional<std::int64_t> offset;
    std::string_view error;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("send", &SendEnded::send, "which of the producer's sends");
        field("value", &SendEnded::value, "of the record");
        field("outcome", &SendEnded::outcome, "ok, fail, or info: nobody knows");
        field("partition", &SendEnded::partition, "topic-partition; empty when none was chosen");
        field("offset", &SendEnded::offset, "where it is, as far as that was told");
        field("error", &SendEnded::error, "Kafka's name for why not; empty when ok");
    }
};

struct RecordDelivered {
    static constexpr std::string_view kName = "record_delivered";
    static constexpr std::string_view kMeaning = "a consumer handed a record to its user";
    std::string_view partition;
    std::int64_t offset;
    std::optional<std::string> key;
    std::string_view value;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("partition", &RecordDelivered::partition, "topic-partition");
        field("offset", &RecordDelivered::offset, "of the record");
        field("key", &RecordDelivered::key, "of the record, if any");
        field("value", &RecordDelivered::value, "of the record");
    }
};

struct ReaderAssigned {
    static constexpr std::string_view kName = "reader_assigned";
    static constexpr std::string_view kMeaning =
        "a user has its consumer read a partition, from a new position on";
    std::string_view partition;
    std::optional<std::int64_t> from;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("partition", &ReaderAssigned::partition, "topic-partition");
        field("from", &ReaderAssigned::from, "where to begin; none: by auto.offset.reset");
    }
};

struct FinalReadEnded {
    static constexpr std::string_view kName = "final_read_ended";
    static constexpr std::string_view kMeaning =
        "after all was healed, a new consumer has read all that a partition holds";
    std::string_view partition;
    std::int64_t from;
    std::int64_t end;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("partition", &FinalReadEnded::partition, "topic-partition");
        field("from", &FinalReadEnded::from, "the log start that the leader told");
        field("end", &FinalReadEnded::end, "the end that it told: all below was read");
    }
};

/// What a trial consists of, in this order.
enum class Phase : std::uint8_t { kWarmUp, kFaults, kHealing, kFinalCheck };
constexpr std::string_view to_string(Phase phase) {
    switch (phase) {
        case Phase::kWarmUp: return "warm_up";
        case Phase::kFaults: return "faults";
        case Phase::kHealing: return "healing";
        case Phase::kFinalCheck: return "final_check";
    }
    return "?";
}

struct PhaseBegan {
    static constexpr std::string_view kName = "phase_began";
    static constexpr std::string_view kMeaning = "a trial entered its next phase";
    Phase phase;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("phase", &PhaseBegan::phase, "warm_up, faults, healing or final_check");
    }
};

struct FaultBegan {
    static constexpr std::string_view kName = "fault_began";
    static constexpr std::string_view kMeaning = "a fault of the plan took effect";
    std::int64_t fault;
    std::string action;
    std::string targets;
    std::string what;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("fault", &FaultBegan::fault, "which of the plan's, from 0");
        field("action", &FaultBegan::action, "as in the plan: crash, cut, pause ...");
        field("targets", &FaultBegan::targets, "whom it strikes, by process name, by spaces");
        field("what", &FaultBegan::what, "in words: partition {broker-1} | {broker-2 broker-3}");
    }
};

struct FaultEnded {
    static constexpr std::string_view kName = "fault_ended";
    static constexpr std::string_view kMeaning = "a fault of the plan was taken back";
    std::int64_t fault;
    std::string action;
    std::string targets;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("fault", &FaultEnded::fault, "which of the plan's, from 0");
        field("action", &FaultEnded::action, "as in the plan");
        field("targets", &FaultEnded::targets, "whom it struck, by process name, by spaces");
    }
};

struct OperatorAnswered {
    static constexpr std::string_view kName = "operator_answered";
    static constexpr std::string_view kMeaning =
        "an operator was told what became of what the plan had him ask for";
    std::int64_t fault;
    std::string action;
    std::string_view error;
    std::string message;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("fault", &OperatorAnswered::fault, "which of the plan's, from 0");
        field("action", &OperatorAnswered::action, "as in the plan: reassign, elect_leader ...");
        field("error", &OperatorAnswered::error, "Kafka's name for why not; empty when it is done");
        field("message", &OperatorAnswered::message, "what the cluster said to that");
    }
};

struct HealingEnded {
    static constexpr std::string_view kName = "healing_ended";
    static constexpr std::string_view kMeaning =
        "after all was healed the cluster is whole again, or was waited for long enough";
    bool whole;
    bool excused;
    std::string lacks;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("whole", &HealingEnded::whole,
              "all nodes that are to live serve, all replicas on them are in sync and led");
        field("excused", &HealingEnded::excused,
              "what is not whole cannot be: it takes nodes that are not to live");
        field("lacks", &HealingEnded::lacks, "what is not whole, in words, and why");
    }
};

struct SendsAwaited {
    static constexpr std::string_view kName = "sends_awaited";
    static constexpr std::string_view kMeaning =
        "each send has ended, or has had more time than it may take";
    bool ended;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("ended", &SendsAwaited::ended, "whether each did");
    }
};

struct ConsumersAwaited {
    static constexpr std::string_view kName = "consumers_awaited";
    static constexpr std::string_view kMeaning =
        "after the final read, each consumer has read as far, or has had the time for it";
    bool caught_up;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("caught_up", &ConsumersAwaited::caught_up, "whether each did");
    }
};

using TrialFacts = std::tuple<SendInvoked, SendEnded, RecordDelivered, ReaderAssigned,
                              FinalReadEnded, PhaseBegan, FaultBegan, FaultEnded, OperatorAnswered,
                              HealingEnded, SendsAwaited, ConsumersAwaited>;

}  // namespace assize::model
