#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/fact.h"

namespace assize::model {

// The facts about the indexes of a log's segments, and about what is looked up by them. Their
// subjects are those of log.h. Positions are bytes from the begin of the segment.

struct IndexEntriesAdded {
    static constexpr std::string_view kName = "index_entries_added";
    static constexpr std::string_view kMeaning =
        "a log noted in the indexes of its last segment where a batch lies, or how late it is";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t segment;
    std::optional<std::int64_t> last_offset;
    std::optional<std::int64_t> position;
    std::optional<std::int64_t> largest_timestamp_ms;
    std::optional<std::int64_t> timestamp_offset;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &IndexEntriesAdded::broker, "whose log");
        field("topic_id", &IndexEntriesAdded::topic_id, "of the topic; empty if not known");
        field("segment", &IndexEntriesAdded::segment, "base offset of the segment");
        field("last_offset", &IndexEntriesAdded::last_offset, "of the batch that is indexed");
        field("position", &IndexEntriesAdded::position, "where that batch begins");
        field("largest_timestamp_ms", &IndexEntriesAdded::largest_timestamp_ms,
              "of all batches of the segment so far");
        field("timestamp_offset", &IndexEntriesAdded::timestamp_offset,
              "last offset of the first batch with that timestamp");
    }
};

struct SegmentIndexed {
    static constexpr std::string_view kName = "segment_indexed";
    static constexpr std::string_view kMeaning =
        "all that the indexes of a segment hold, after it was loaded or cut";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t segment;
    std::vector<std::int64_t> last_offsets;
    std::vector<std::int64_t> positions;
    std::vector<std::int64_t> largest_timestamps_ms;
    std::vector<std::int64_t> timestamp_offsets;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &SegmentIndexed::broker, "whose log");
        field("topic_id", &SegmentIndexed::topic_id, "of the topic; empty if not known");
        field("segment", &SegmentIndexed::segment, "base offset of the segment");
        field("last_offsets", &SegmentIndexed::last_offsets, "of the batches that are indexed");
        field("positions", &SegmentIndexed::positions, "where those batches begin");
        field("largest_timestamps_ms", &SegmentIndexed::largest_timestamps_ms,
              "of all batches up to another one");
        field("timestamp_offsets", &SegmentIndexed::timestamp_offsets,
              "the last offset of each of those");
    }
};

struct TimestampLookedUp {
    static constexpr std::string_view kName = "timestamp_looked_up";
    static constexpr std::string_view kMeaning =
        "a log looked for its first record that is no earlier than some time";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t timestamp_ms;
    std::optional<std::int64_t> found;
    std::int64_t log_start;
    std::int64_t log_end;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &TimestampLookedUp::broker, "whose log");
        field("topic_id", &TimestampLookedUp::topic_id, "of the topic; empty if not known");
        field("timestamp_ms", &TimestampLookedUp::timestamp_ms, "that time");
        field("found", &TimestampLookedUp::found, "the offset of the record, if there is one");
        field("log_start", &TimestampLookedUp::log_start, "where the log began at first");
        field("log_end", &TimestampLookedUp::log_end, "where the log ended at first");
    }
};

using LogIndexFacts = std::tuple<IndexEntriesAdded, SegmentIndexed, TimestampLookedUp>;

}  // namespace assize::model
