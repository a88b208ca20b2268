#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assize::checkers {

/// The entries of a segment's indexes.
struct OffsetMark {
    std::int64_t last_offset;
    std::int64_t position;

    bool operator==(const OffsetMark&) const = default;
};
struct TimeMark {
    std::int64_t timestamp_ms;
    std::int64_t last_offset;

    bool operator==(const TimeMark&) const = default;
};

/// What the files say, and what an index says.
struct WrongMark {
    std::string expected;
    std::string observed;
};

/// What the files of one replica's log hold, batch by batch: what a look-up without any index
/// would read. 32 bytes a batch, until retention takes it.
///
/// It need not know all: what is below `known_from()`, and segments that begin there, it leaves
/// out of what it says; likewise segments while nobody told where they begin.
class LogFiles {
public:
    struct Batch {
        std::int64_t base;
        std::int64_t end;
        std::int64_t max_timestamp_ms;
        std::int32_t bytes;
        std::int32_t position = 0;  // In the active segment, once it was read.
    };

    /// An empty log.
    explicit LogFiles(std::int64_t log_start) : known_from_(log_start), segments_{log_start} {}
    /// One of which nothing is known up to there, segments included.
    static LogFiles unknown_below(std::int64_t offset);

    std::int64_t known_from() const { return known_from_; }
    /// Base of the segment that is written to, if that is known.
    std::optional<std::int64_t> active() const;

    void append(const Batch& batch);
    void roll(std::int64_t base);
    /// Drops the batches that end above `end`. Returns them.
    std::vector<Batch> cut(std::int64_t end);
    /// Retention took all below `end`.
    void forget(std::int64_t end);
    /// The files were read anew, up to `end`. begin_segment() says next where segments begin, in
    /// order.
    void reload(std::int64_t end);
    /// What was cut is there again, and was known from there on.
    void bring_back(const std::vector<Batch>& batches, std::int64_t known_from);
    void begin_segment(std::int64_t base) { segments_.push_back(base); }

    /// Where an entry of the active segment's index is wrong.
    std::optional<WrongMark> check(const OffsetMark& mark);
    /// The same, of one that is made for all of the segment up to now.
    std::optional<WrongMark> check(const TimeMark& mark);
    /// The same, of all entries of a segment: of its offset index, and of its time index.
    std::optional<WrongMark> check(std::int64_t segment, const std::vector<OffsetMark>& offsets,
                                   const std::vector<TimeMark>& times) const;

    /// The first batch that begins at or above `from` and is no earlier than that time.
    const Batch* find_time(std::int64_t timestamp_ms, std::int64_t from) const;
    /// The batch that has that offset.
    const Batch* batch_with(std::int64_t offset) const;

private:
    std::vector<Batch>::const_iterator first_of(std::int64_t offset) const;
    void catch_up();

    std::int64_t known_from_;
    std::vector<Batch> batches_;          // By base.
    std::vector<std::int64_t> segments_;  // Bases; empty when not known.

    // Of the active segment, as far as it was read.
    struct Tail {
        std::int64_t segment = -1;
        std::size_t next = 0;  // Of batches_.
        std::int64_t size = 0;
        std::optional<TimeMark> largest = std::nullopt;
    };
    Tail tail_;
};

}  // namespace assize::checkers
