#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "reports/drawing/arrangement.h"
#include "reports/drawing/picture.h"

namespace assize::reports {

constexpr std::int32_t kMargin = 16;
constexpr std::int32_t kHeadHeight = 22;
constexpr std::int32_t kSlotHeight = 17;
constexpr std::int32_t kBarHeight = 12;
constexpr std::int32_t kNoteText = 9;
constexpr std::int32_t kNoteHeight = 12;
constexpr std::size_t kRowsWithoutFeet = 20;

/// Where the lanes and the rows of a timeline lie, from the upper left corner of what is around
/// them: as far apart as what stands on them and between them needs.
class Grid {
public:
    /// Room above a row beyond what it needs itself, by row.
    using Extra = std::vector<std::int32_t>;

    /// `top` is where the heads of the lanes begin.
    Grid(const Arrangement& arrangement, std::int32_t top, const Extra& extra);

    // Columns: the events' ids, times, the numbers of the witness, the lanes, and what is said.

    std::int32_t ids_right() const { return ids_right_; }
    std::int32_t times_right() const { return times_right_; }
    std::int32_t numbers() const { return numbers_; }  // The middle.
    std::int32_t x(std::size_t lane) const { return lanes_[lane]; }
    std::int32_t lanes_left() const { return lanes_left_; }
    std::int32_t lanes_right() const { return lanes_right_; }
    std::int32_t notes_left() const { return lanes_right_ + 10; }
    std::int32_t right() const;  // Of all that; the picture is never narrower than its title wants.
    std::int32_t gap(std::size_t lane) const { return lanes_[lane + 1] - lanes_[lane]; }

    // Rows: a slot's middle, and the ends of what lasts from row to row.

    std::int32_t y(std::size_t row, std::int32_t slot) const;
    std::int32_t heads_top() const { return heads_top_; }
    std::int32_t lanes_top() const;
    std::int32_t lanes_bottom() const { return tops_.back(); }
    /// With many rows, the heads are drawn once more below the lanes.
    bool has_feet() const { return tops_.size() > kRowsWithoutFeet; }
    std::int32_t feet_bottom() const { return lanes_bottom() + (has_feet() ? kHeadHeight : 0); }
    Box bar(std::size_t index) const;  // Of a break of the timeline.
    const std::vector<std::string>& note(std::size_t row) const { return notes_[row]; }

private:
    void place_columns();
    std::int32_t id_width() const;
    std::int32_t time_width() const;
    std::vector<std::int32_t> gaps() const;
    void break_notes();
    void place_rows(const Extra& extra);
    std::int32_t height_of(std::size_t row) const;

    const Arrangement& arrangement_;
    std::int32_t heads_top_;
    std::int32_t ids_right_ = 0;
    std::int32_t times_right_ = 0;
    std::int32_t numbers_ = 0;
    std::int32_t lanes_left_ = 0;
    std::int32_t lanes_right_ = 0;
    std::int32_t notes_width_ = 0;
    std::vector<std::int32_t> lanes_;
    std::vector<std::int32_t> tops_;  // Of each row, and then the end.
    std::vector<std::int32_t> bars_;  // Where each break's bar begins.
    std::vector<std::vector<std::string>> notes_;
};

/// How wide the head of a lane is.
std::int32_t head_width(const Timeline::Lane& lane);

}  // namespace assize::reports
