#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "reports/event_log.h"
#include "reports/timeline/timeline.h"

namespace assize::reports {

/// How much it matters that an event is shown: what has less gives way first.
enum class Weight : std::uint8_t {
    kNone,  // Never shown, unless all is asked for.
    kLow,   // Only where there is room.
    kMiddle,
    kHigh,  // What became of the records that a timeline is about.
    kMust,  // Faults; changes of role, epoch and ISR of the partition.
    kWitness,
};

/// Which events of a kind belong to a timeline.
enum class Scope : std::uint8_t {
    kNever,
    kAlways,
    kCluster,    // What controllers decide of all.
    kPartition,  // Those about the partition that the timeline is about.
    kRecords,    // Those about the records or sends that it is about.
};

/// How a kind of fact is shown on its lane, in so few words that they fit.
struct LaneWords {
    std::string_view kind;
    std::string_view when;  // "field=value", for those facts only; empty: for all that are left.
    Timeline::MarkKind mark;
    Weight weight;
    Scope scope;
    std::string_view words;      // With places for fields, as in describe_words.h.
    std::string_view note = {};  // The same, for the margin.
};

/// Finds the words for events of one log.
/// Requires: the log is complete, and outlives it.
class LaneWordsTable {
public:
    explicit LaneWordsTable(const EventLog& log);

    /// Those for this event; null when there are none for its kind.
    const LaneWords* words_for(std::size_t index) const;

private:
    bool applies(const LaneWords& words, std::size_t index) const;

    const EventLog& log_;
    std::vector<std::span<const LaneWords>> words_;  // By the Name of the kind.
};

/// All of them, those of one kind together, in the order in which they are to be tried.
std::span<const LaneWords> all_lane_words();

}  // namespace assize::reports
