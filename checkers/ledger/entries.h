#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "checkers/ledger/names.h"
#include "model/facts.h"
#include "sim/trace.h"

namespace assize::checkers::ledger {

// What the ledger keeps of a run: numbers only, since there may be millions. Names are numbers of
// Names; kNone is none. The event 0 is none.

inline constexpr sim::EventId kNoEvent{0};
inline constexpr std::int64_t kNoOffset = -1;

/// Which send: the producer's number, and its own number among that producer's.
struct SendRef {
    std::uint32_t producer = kNone;
    std::uint32_t number = kNone;

    bool known() const { return producer != kNone; }
    auto operator<=>(const SendRef&) const = default;
};

/// A record that a user gave to its producer.
struct Send {
    sim::EventId invoked = kNoEvent;
    sim::EventId ended = kNoEvent;
    std::int64_t offset = kNoOffset;  // As its user was told.
    std::uint32_t partition = kNone;  // Asked for, chosen, or told.
    std::uint32_t topic = kNone;
    std::uint32_t key = kNone;
    std::uint32_t error = kNone;  // Kafka's name for it.
    std::uint32_t batch = kNone;  // That it is in: the last one, when that was split.
    std::uint32_t index_in_batch = 0;
    std::uint32_t life = 0;  // Which of its producer's asked for it.
    std::optional<model::SendOutcome> outcome = std::nullopt;
    std::int8_t acks = 0;
    bool partition_asked = false;

    bool invoked_at_all() const { return invoked != kNoEvent; }
    bool ok() const { return outcome == model::SendOutcome::kOk; }
    bool failed() const { return outcome == model::SendOutcome::kFail; }
};

/// Sends of one producer [begin, end) that follow each other in a batch.
struct SendRun {
    std::uint32_t begin;
    std::uint32_t end;
};

/// A batch as its producer sent it, in one attempt or more.
struct SentBatch {
    std::uint32_t producer;
    std::uint32_t partition;
    std::uint32_t crc;
    std::uint32_t records;
    std::uint32_t first_run = 0;  // Of Sends::runs(): what is in it, as far as it was said.
    std::uint32_t run_count = 0;
    std::uint32_t attempts = 0;
    std::uint32_t appends = 0;          // How often a leader wrote it.
    std::uint32_t alike = kNone;        // An older batch of the same partition and checksum.
    std::uint32_t retry_error = kNone;  // Of the first attempt that was retried.
    std::int64_t base_offset = kNoOffset;
    sim::EventId first_sent = kNoEvent;
    sim::EventId last_sent = kNoEvent;
    sim::EventId retried = kNoEvent;  // The first time.
    sim::EventId ended = kNoEvent;    // Acknowledged, failed or split.
};

/// A batch as a leader wrote it to its log.
struct WrittenBatch {
    std::int64_t base;
    std::uint32_t count;
    std::int32_t leader_epoch;
    std::uint32_t crc;
    std::uint32_t partition;
    std::uint32_t sent = kNone;  // Which SentBatch it is; kNone: no user's, or not known.
    std::int32_t broker;
    sim::EventId written = kNoEvent;
    sim::EventId committed = kNoEvent;  // A leader's high watermark passed it.
    sim::EventId cut = kNoEvent;        // The last time that a replica dropped it.
    bool control = false;
    bool by_client = false;
    bool survives = false;  // In the log of the last leader, at the end.

    std::int64_t end() const { return base + count; }
};

/// A record that a reader was given.
struct Delivery {
    std::int64_t offset;
    sim::EventId event;
    SendRef send;  // None: nobody sent such a value.
};

/// What one reader was given of one partition, from one assignment to the next.
struct Reading {
    std::uint32_t reader;
    std::uint32_t partition;
    std::uint32_t life;
    sim::EventId assigned = kNoEvent;
    std::int64_t from = kNoOffset;  // None: by auto.offset.reset.
    std::vector<Delivery> deliveries = {};

    /// Its position was set anew, before the delivery of that index.
    struct Turn {
        std::size_t index;
        sim::EventId event;
        std::int64_t position;
        model::PositionReason reason;
    };
    std::vector<Turn> turns = {};
    sim::EventId over = kNoEvent;  // It was assigned anew, or its process died.

    // The final check has read all of [final_from, final_end).
    sim::EventId final_read = kNoEvent;
    std::int64_t final_from = 0;
    std::int64_t final_end = 0;

    bool is_final() const { return final_read != kNoEvent; }
};

/// A record that a reader should never have been given.
struct Phantom {
    enum class Kind : std::uint8_t {
        kNeverSent,       // Nobody had sent such a value, or not yet.
        kOtherKey,        // It was sent with another key.
        kOtherPartition,  // It was sent to another partition.
    };
    Kind kind;
    std::uint32_t reader;
    std::uint32_t partition;
    std::int64_t offset;
    sim::EventId event;
    SendRef send;  // When there is such a send.
    std::string value;
    std::optional<std::string> key;
};

}  // namespace assize::checkers::ledger
