#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "checkers/ledger/entries.h"
#include "checkers/ledger/logs.h"
#include "checkers/ledger/offset_map.h"
#include "checkers/ledger/readings.h"
#include "checkers/ledger/sends.h"

namespace assize::checkers::ledger {

/// An offset at which a send's record is or was, as far as anybody says so.
struct Place {
    std::uint32_t partition;
    std::int64_t offset;
    std::uint32_t written = kNone;       // The batch that a leader wrote there, the last such.
    sim::EventId delivered = kNoEvent;   // To whoever was first.
    sim::EventId final_read = kNoEvent;  // To the final read.
    bool told = false;                   // Its user was told so.
    bool survives = false;               // The final read has it, or else the last leader's log.
    bool deleted = false;        // It was given up: by retention, or since somebody asked for it.
    std::uint32_t next = kNone;  // Of Account's, of the same send.
};

/// What became of an offset.
enum class OffsetFate : std::uint8_t {
    kRead,          // The final read was given its record.
    kControl,       // It is a control record's.
    kDeleted,       // Below the log start: by retention, or since somebody asked for it.
    kUnread,        // It is in the log, and the final read passed it without giving it.
    kNotCommitted,  // It is in the log, at or above what the final read could see.
    kCut,           // What was there was cut off, and nothing was written in its place.
    kHole,          // Nobody ever wrote anything there, and yet the log goes on behind it.
};
std::string_view to_string(OffsetFate fate);

struct OffsetRow {
    SendRef send;  // Whose record is there, or was there last; none if that is not known.
    sim::EventId seen = kNoEvent;  // The first delivery of that.
    std::uint32_t reading = kNone;
    std::uint32_t written = kNone;
    OffsetFate fate = OffsetFate::kCut;
};

/// Where a send ends. In exactly one of these.
enum class SendFate : std::uint8_t {
    kAtOneOffset,
    kAtSeveral,     // A duplicate.
    kDeleted,       // It was in a log, and was given up by right.
    kCut,           // It was in a log and was cut off, before anybody acknowledged it.
    kLost,          // It was acknowledged, and is nowhere.
    kNeverWritten,  // No log ever had it: its producer says so, or no leader wrote such a batch.
    kOpen,          // That cannot be told.
};
std::string_view to_string(SendFate fate);

struct SendRow {
    SendFate fate;
    std::string_view because;  // In words, for kNeverWritten and kOpen.
};

/// Two readers were given different records of one offset.
struct Disagreement {
    std::uint32_t partition;
    std::int64_t offset;
    SendRef one;
    sim::EventId one_seen;
    std::uint32_t one_reading;
    SendRef other;
    sim::EventId other_seen;
    std::uint32_t other_reading;
};

/// The ledger at the end of a run, added up: every offset of every partition and every send, once.
class Account {
public:
    /// Requires: all outlive this, and see no more facts.
    Account(std::uint32_t partitions, const Sends& sends, const Logs& logs,
            const Readings& readings);

    SendRow row_of(SendRef send) const;
    template <class Visit>
    void for_each_place(SendRef send, Visit visit) const {
        std::uint32_t at = first_place_[index_of(send)];
        for (; at != kNone; at = places_[at].next) visit(places_[at]);
    }
    /// In order of partition and offset.
    std::vector<Place> places_of(SendRef send) const;

    const OffsetMap<OffsetRow>& offsets(std::uint32_t partition) const {
        return offsets_[partition];
    }
    std::uint32_t partitions() const { return static_cast<std::uint32_t>(offsets_.size()); }

    static constexpr std::size_t kMaxKept = 100;
    /// The first of them, in the order in which readings began.
    const std::vector<Disagreement>& disagreements() const { return disagreements_; }
    std::int64_t disagreement_count() const { return disagreement_count_; }

    struct Hole {
        std::uint32_t partition;
        std::int64_t begin;
        std::int64_t end;
    };
    const std::vector<Hole>& holes() const { return holes_; }

private:
    std::size_t index_of(SendRef send) const { return base_[send.producer] + send.number; }
    Place* place(SendRef send, std::uint32_t partition, std::int64_t offset);
    void number_sends();
    void enter_deliveries();
    void enter_delivery(std::uint32_t reading, const Delivery& delivery);
    void enter_final_reads();
    void enter_written();
    void enter_written(std::uint32_t number);
    void enter_written(std::uint32_t number, std::int64_t offset, SendRef send);
    void enter_told();
    void settle_offsets(std::uint32_t partition);
    void settle_places();

    const Sends& sends_;
    const Logs& logs_;
    const Readings& readings_;
    std::vector<std::size_t> base_;  // By producer: the index of its first send.
    std::vector<std::uint32_t> first_place_;
    std::vector<std::uint8_t> place_count_;
    std::vector<Place> places_;
    std::vector<OffsetMap<OffsetRow>> offsets_;
    std::vector<const Reading*> final_;       // By partition.
    std::vector<std::int64_t> unattributed_;  // By partition: records that nobody knows.
    std::vector<bool> itemises_;              // By producer: says what is in its batches.
    std::vector<Disagreement> disagreements_;
    std::int64_t disagreement_count_ = 0;
    std::vector<Hole> holes_;
};

}  // namespace assize::checkers::ledger
