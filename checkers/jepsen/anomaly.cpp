#include "checkers/jepsen/anomaly.h"

#include <utility>

namespace assize::checkers {

namespace {

using enum AnomalyKind;

// Kafka's transactions are never isolated from one another's writes, and other clients' records
// may lie between those of a transaction: checkers that know no configuration must allow it.
bool is_always_allowed(AnomalyKind kind) {
    return kind == kIntSendSkip || kind == kG0 || kind == kG0Realtime;
}

// A rebalance moves positions, and says so nowhere in the history.
bool is_allowed_by_subscribing(AnomalyKind kind) {
    return kind == kPollSkip || kind == kNonmonotonicPoll;
}

bool is_loss(AnomalyKind kind) {
    return kind == kLostWrite || kind == kUnseen;
}

bool is_isolation(AnomalyKind kind) {
    return kind == kG1a || kind == kAbortedReadInAbortedReader || kind == kPrecommittedRead ||
           kind == kG1c || kind == kG1cRealtime;
}

// What a configuration does not promise, though no fault is known that would excuse it.
bool is_allowed_by(const KafkaContract& contract, AnomalyKind kind, Trait trait) {
    if (contract.acks != KafkaContract::Acks::kAll) {
        // What one replica acknowledged goes with it, and another record takes its offset.
        if (is_loss(kind) || kind == kAppendNotLinearizable) return true;
        if (kind == kNonmonotonicSend || trait == Trait::kAcknowledgedOnly) return true;
    }
    if (contract.unclean_leader_election_enable) {
        // Logs grow shorter, and consumers go back with them.
        if (is_loss(kind) || is_allowed_by_subscribing(kind)) return true;
        if (kind == kInconsistentOffsets || kind == kAppendNotLinearizable) return true;
        if (kind == kNonmonotonicSend) return true;
    }
    if (!contract.enable_idempotence && contract.retries) {
        if (kind == kDuplicate) return true;
        if (contract.several_in_flight &&
            (kind == kNonmonotonicSend || kind == kIntNonmonotonicSend)) {
            return true;
        }
    }
    return !contract.read_committed && is_isolation(kind) && trait != Trait::kFuture;
}

}  // namespace

std::string_view to_string(AnomalyKind kind) {
    constexpr std::array<std::string_view, kAnomalyKinds> kNames{
        "G0",
        "G0-realtime",
        "G1a",
        "G1c",
        "G1c-realtime",
        "aborted-read-in-aborted-reader",
        "append-not-linearizable",
        "duplicate",
        "garbage-read",
        "inconsistent-offsets",
        "int-nonmonotonic-poll",
        "int-nonmonotonic-send",
        "int-poll-skip",
        "int-send-skip",
        "lost-write",
        "nonmonotonic-poll",
        "nonmonotonic-send",
        "poll-skip",
        "precommitted-read",
        "unseen",
    };
    return kNames[static_cast<std::size_t>(kind)];
}

void Anomaly::tell(std::string_view name, Term term) {
    details.push_back({.name = name, .term = std::move(term)});
}

bool Findings::is_allowed(AnomalyKind kind, Trait trait, const Setting& setting) {
    if (is_always_allowed(kind)) return true;
    if (trait == Trait::kAppendOrder) return true;  // Only there when ww-deps asks for it.
    if (setting.sub_via == SubVia::kSubscribe && is_allowed_by_subscribing(kind)) return true;
    return setting.contract && is_allowed_by(*setting.contract, kind, trait);
}

}  // namespace assize::checkers
