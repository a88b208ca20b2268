#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/fact.h"

namespace assize::model {

// The facts about what a log remembers of idempotent and transactional producers. They say what
// its memory holds, not what it should hold: that follows from its batches. Their subjects are
// those of log.h. A log that no such producer writes to states none of them.

struct TxnMarkerAppended {
    static constexpr std::string_view kName = "txn_marker_appended";
    static constexpr std::string_view kMeaning =
        "the batch that a replica has just written ends a transaction";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t base;
    std::int64_t producer_id;
    std::int64_t producer_epoch;
    std::int32_t coordinator_epoch;
    bool commit;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &TxnMarkerAppended::broker, "whose log");
        field("topic_id", &TxnMarkerAppended::topic_id, "of the topic; empty if not known");
        field("base", &TxnMarkerAppended::base, "offset of the marker");
        field("producer_id", &TxnMarkerAppended::producer_id, "whose transaction");
        field("producer_epoch", &TxnMarkerAppended::producer_epoch, "of that producer");
        field("coordinator_epoch", &TxnMarkerAppended::coordinator_epoch,
              "of who decided the transaction");
        field("commit", &TxnMarkerAppended::commit, "whether it is committed, not aborted");
    }
};

struct ProducerStateChanged {
    static constexpr std::string_view kName = "producer_state_changed";
    static constexpr std::string_view kMeaning =
        "what a log remembers of a producer, after a batch of it";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t at;
    std::int64_t producer_id;
    std::int64_t producer_epoch;
    std::optional<std::int64_t> last_sequence;
    std::optional<std::int64_t> coordinator_epoch;
    std::optional<std::int64_t> txn_first_offset;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &ProducerStateChanged::broker, "whose log");
        field("topic_id", &ProducerStateChanged::topic_id, "of the topic; empty if not known");
        field("at", &ProducerStateChanged::at, "the log end that it is the state of");
        field("producer_id", &ProducerStateChanged::producer_id, "which producer");
        field("producer_epoch", &ProducerStateChanged::producer_epoch, "its latest epoch");
        field("last_sequence", &ProducerStateChanged::last_sequence,
              "its last sequence number in that epoch, if any");
        field("coordinator_epoch", &ProducerStateChanged::coordinator_epoch,
              "that its last marker carries, if any");
        field("txn_first_offset", &ProducerStateChanged::txn_first_offset,
              "where its open transaction begins, if any");
    }
};

/// Where a number is not known it is -1. A log that remembers nobody does not state it.
struct ProducerStatesRebuilt {
    static constexpr std::string_view kName = "producer_states_rebuilt";
    static constexpr std::string_view kMeaning =
        "all that a log remembers of producers, after it was loaded, truncated or restarted";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t at;
    std::vector<std::int64_t> producer_ids;
    std::vector<std::int64_t> producer_epochs;
    std::vector<std::int64_t> last_sequences;
    std::vector<std::int64_t> coordinator_epochs;
    std::vector<std::int64_t> txn_first_offsets;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &ProducerStatesRebuilt::broker, "whose log");
        field("topic_id", &ProducerStatesRebuilt::topic_id, "of the topic; empty if not known");
        field("at", &ProducerStatesRebuilt::at, "the log end that it is the state of");
        field("producer_ids", &ProducerStatesRebuilt::producer_ids, "which producers");
        field("producer_epochs", &ProducerStatesRebuilt::producer_epochs, "of each, its latest");
        field("last_sequences", &ProducerStatesRebuilt::last_sequences,
              "of each, its last sequence number in that epoch, or -1");
        field("coordinator_epochs", &ProducerStatesRebuilt::coordinator_epochs,
              "of each, that its last marker carries, or -1");
        field("txn_first_offsets", &ProducerStatesRebuilt::txn_first_offsets,
              "of each, where its open transaction begins, or -1");
    }
};

using LogProducerFacts = std::tuple<TxnMarkerAppended, ProducerStateChanged, ProducerStatesRebuilt>;

}  // namespace assize::model
