#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reports/drawing/palette.h"
#include "reports/timeline/timeline.h"

namespace assize::reports {

/// What stands on the lanes and between them, and in which order below each other, before anybody
/// knows where. A row has slots, one below the other: all that would lie on each other in a row
/// lies in slots of their own.
/// Requires: the timeline outlives it.
class Arrangement {
public:
    /// A mark as a flag on its lane, or, without a lane, as a caption across all.
    struct Flag {
        const Timeline::Mark* mark;
        FlagStyle style;
        std::string text;
        std::int32_t width;
        std::int32_t slot;
    };

    /// An arrow, or several alike that begin and end in the same place. Level ones begin and end in
    /// one row, in a slot; the others are slanted.
    struct Wire {
        const Timeline::Arrow* arrow;
        std::int64_t count;
        ArrowStyle style;
        std::string label;
        std::int32_t label_width;
        std::optional<std::int32_t> slot;  // Of a level one.

        bool rightwards() const { return arrow->from_lane < arrow->to_lane; }
    };

    explicit Arrangement(const Timeline& timeline);

    const Timeline& timeline() const { return timeline_; }
    const std::vector<Flag>& captions() const { return captions_; }  // By row.
    const std::vector<Flag>& flags() const { return flags_; }        // By row, then by lane.
    const std::vector<Wire>& wires() const { return wires_; }        // As in the timeline.
    std::int32_t slots(std::size_t row) const { return slots_[row]; }

    std::span<const Flag> flags_of(std::size_t row, std::size_t lane) const;
    /// In which slot of a row slanted arrows meet a lane: at its flag, if it has one.
    std::int32_t slot_of(std::size_t row, std::size_t lane) const;
    /// How far what lies on a lane reaches to either side there.
    std::int32_t reach(std::size_t row, std::size_t lane, std::int32_t slot) const;

private:
    void take_marks();
    void take_arrows();
    Wire* wire_like(const Timeline::Arrow& arrow);
    void place_row(std::span<Flag> captions, std::span<Flag> flags, std::span<Wire* const> level);

    const Timeline& timeline_;
    std::vector<Flag> captions_;
    std::vector<Flag> flags_;
    std::vector<Wire> wires_;
    std::vector<std::int32_t> slots_;        // Of each row, at least one.
    std::vector<std::int32_t> captions_of_;  // Of each row: its first slots.
};

/// How far an arrow of that fate goes: a lost message ends on its way.
constexpr std::int32_t percent_of_way(Timeline::Fate fate) {
    return fate == Timeline::Fate::kLost ? 62 : 100;
}

constexpr std::int32_t kFlagText = 9;
constexpr std::int32_t kLabelText = 8;
constexpr std::int32_t kFlagHeight = 14;
constexpr std::int32_t kLabelHeight = 11;
constexpr std::int32_t kFlagWidthMost = 150;
constexpr std::int32_t kLabelWidthMost = 150;

}  // namespace assize::reports
