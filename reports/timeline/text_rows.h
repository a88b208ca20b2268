#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reports/timeline/canvas.h"
#include "reports/timeline/text.h"
#include "reports/timeline/timeline.h"

namespace assize::reports {

/// Where things are in the lines of a text timeline:
///
///      2110.420 ~12   |          |          # +@41                (2) the promise
///     time      folds lanes ...                                   notes
struct TextLayout {
    static constexpr std::size_t kTimeEnd = 10;
    static constexpr std::size_t kFolds = 11;
    static constexpr std::size_t kLanes = 17;

    std::size_t width;       // Of a line.
    std::size_t lane_width;  // From one lane to the next.
    std::size_t notes;       // The column where they begin.

    static TextLayout of(const Timeline& timeline, const TextOptions& options);
    std::size_t column(Timeline::LaneIndex lane) const { return kLanes + lane * lane_width; }
};

/// Draws the lines of rows, and of what lies between them.
class TextRows {
public:
    TextRows(const Timeline& timeline, const TextOptions& options);

    const TextLayout& layout() const { return layout_; }
    /// The names above the lanes.
    std::string heads() const;
    /// The lines of a row, and of the break before it.
    std::string row(std::size_t row) const;
    /// The line of the break after the last row, if there is one.
    std::string last_break() const;

private:
    /// What arrows have taken of the lanes of a row.
    struct Told {
        std::vector<bool> words;         // They tell what the lane's mark says.
        std::vector<std::size_t> shift;  // That many columns to the right of the lane.
    };
    /// What a row has no room for.
    struct Below {
        std::vector<const Timeline::Mark*> marks = {};
        std::string margin = {};
    };
    std::string lines_below(std::size_t row, const Below& below) const;
    std::span<const Timeline::Mark> marks_of(std::size_t row) const;
    const Timeline::Break* break_before(std::size_t row) const;
    bool is_wide(const Timeline::Break& gap) const;
    sim::Duration lasted(const Timeline::Break& gap) const;
    std::string break_line(const Timeline::Break& gap) const;
    std::string banner(const Timeline::Row& row, std::string_view text, bool with_time) const;
    void draw_lanes(TextLine& line, std::size_t row) const;
    char32_t sign_of(Timeline::LaneStateKind state) const;
    void draw_arrow(TextLine& line, std::size_t row, const Timeline::Arrow& arrow,
                    Told& told) const;
    void draw_level(TextLine& line, const Timeline::Arrow& arrow, std::string_view told) const;
    void draw_stub(TextLine& line, std::size_t row, const Timeline::Arrow& arrow, Told& told) const;
    std::string words_within(const Timeline::Arrow& arrow, std::string_view told,
                             std::size_t room) const;
    std::optional<std::size_t> draw_mark(TextLine& line, const Timeline::Mark& mark,
                                         const Told& told) const;
    std::size_t room_of(std::size_t row, Timeline::LaneIndex lane) const;
    bool is_busy(std::size_t row, Timeline::LaneIndex lane) const;
    std::string margin(const Timeline::Row& row) const;
    std::string write_margin(TextLine& line, std::size_t column, const Timeline::Row& row) const;
    std::size_t number_of(const Timeline::Arrow& arrow) const;
    std::string label_of(const Timeline::Arrow& arrow) const;
    std::string head_of(const Timeline::Lane& lane) const;

    const Timeline& timeline_;
    const TextOptions& options_;
    const Glyphs& glyphs_;
    const TextLayout layout_;
    std::vector<std::vector<const Timeline::Arrow*>> arrows_;      // By row: both of their ends.
    std::vector<std::vector<const Timeline::LaneState*>> states_;  // By lane.
};

}  // namespace assize::reports
