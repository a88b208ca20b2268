#include "reports/drawing/arrangement.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "reports/drawing/text.h"

namespace assize::reports {

namespace {

constexpr std::int32_t kCaptionWidthMost = 420;
constexpr std::int32_t kLaneReach = 4;
constexpr std::int32_t kDotReach = 3;

std::string with_glyph(const FlagStyle& style, const std::string& text) {
    const std::string cleaned = clean(text);
    if (style.glyph.empty()) return cleaned;
    return cleaned.empty() ? std::string(style.glyph) : fmt::format("{} {}", style.glyph, cleaned);
}

Arrangement::Flag flag_of(const Timeline::Mark& mark, std::int32_t width_most) {
    const FlagStyle style = style_of(mark.kind);
    const bool octagon = style.outline == Outline::kOctagon;
    const FontWeight weight = octagon ? FontWeight::kBold : FontWeight::kRegular;
    const std::string text = fitted(with_glyph(style, mark.text), kFlagText, weight, width_most);
    const std::int32_t width = width_of(text, kFlagText, weight) + 8;
    return {.mark = &mark,
            .style = style,
            .text = text,
            .width = octagon ? width * 3 / 2 : width,
            .slot = 0};
}

bool are_alike(const Timeline::Arrow& one, const Timeline::Arrow& other) {
    const auto all_of = [](const Timeline::Arrow& arrow) {
        return std::tie(arrow.from_row, arrow.from_lane, arrow.to_row, arrow.to_lane, arrow.fate,
                        arrow.label);
    };
    return all_of(one) == all_of(other);
}

std::string label_of(const Timeline::Arrow& arrow, std::int64_t count) {
    std::string label = clean(arrow.label);
    if (arrow.fate == Timeline::Fate::kLost) label += " lost";
    if (count > 1) label += fmt::format(" ×{}", count);
    if (arrow.fate == Timeline::Fate::kDelayed) {
        label += " +" + short_duration(arrow.arrived_at - arrow.sent_at);
    }
    return label;
}

// What of a row lies where, in steps of half a lane: lane 1 is 2, and 3 is between it and lane 2.
class Slots {
public:
    // The first slot, from `first` on, in which nothing else lies in [from, to].
    std::int32_t place(std::int32_t first, std::size_t from, std::size_t to) {
        for (std::int32_t slot = first;; ++slot) {
            const bool taken = std::ranges::any_of(taken_, [&](const Taken& each) {
                return each.slot == slot && each.from <= to && from <= each.to;
            });
            if (taken) continue;
            taken_.push_back({slot, from, to});
            count_ = std::max(count_, slot + 1);
            return slot;
        }
    }
    std::int32_t count() const { return count_; }

private:
    struct Taken {
        std::int32_t slot;
        std::size_t from;
        std::size_t to;
    };
    std::vector<Taken> taken_;
    std::int32_t count_ = 0;
};

}  // namespace

Arrangement::Arrangement(const Timeline& timeline) : timeline_(timeline) {
    take_arrows();
    take_marks();
    std::vector<std::vector<Wire*>> level(timeline.rows.size());
    for (Wire& wire : wires_) {
        if (wire.slot) level[wire.arrow->from_row].push_back(&wire);
    }
    std::size_t caption = 0;
    std::size_t flag = 0;
    const auto rest_of = [](std::vector<Flag>& all, std::size_t& at, std::size_t row) {
        const std::size_t begin = at;
        while (at < all.size() && all[at].mark->row == row) ++at;
        return std::span(all).subspan(begin, at - begin);
    };
    for (std::size_t row = 0; row < timeline.rows.size(); ++row) {
        place_row(rest_of(captions_, caption, row), rest_of(flags_, flag, row), level[row]);
    }
    // Slanted arrows meet lanes below the captions.
    for (const Wire& wire : wires_) {
        if (wire.slot) continue;
        for (const std::size_t row : {wire.arrow->from_row, wire.arrow->to_row}) {
            slots_[row] = std::max(slots_[row], captions_of_[row] + 1);
        }
    }
}

// An arrow's ends need no flags of their own.
void Arrangement::take_marks() {
    std::set<std::uint64_t> ends;
    for (const Timeline::Arrow& arrow : timeline_.arrows) {
        ends.insert(arrow.sent.value());
        if (arrow.arrived) ends.insert(arrow.arrived->value());
    }
    for (const Timeline::Mark& mark : timeline_.marks) {
        const bool drawn = ends.contains(mark.event.value());
        if (mark.kind == Timeline::MarkKind::kMessage && drawn) continue;
        if (!mark.lane) captions_.push_back(flag_of(mark, kCaptionWidthMost));
        if (mark.lane) flags_.push_back(flag_of(mark, kFlagWidthMost));
    }
    const auto place = [](const Flag& flag) {
        return std::pair(flag.mark->row, flag.mark->lane.value_or(0));
    };
    std::ranges::stable_sort(captions_, {}, place);
    std::ranges::stable_sort(flags_, {}, place);
}

void Arrangement::take_arrows() {
    for (const Timeline::Arrow& arrow : timeline_.arrows) {
        if (arrow.from_lane == arrow.to_lane) continue;  // To itself: its ends have marks.
        if (Wire* same = wire_like(arrow)) {
            same->count += arrow.count;
            continue;
        }
        const bool level = arrow.from_row == arrow.to_row;
        wires_.push_back({.arrow = &arrow,
                          .count = arrow.count,
                          .style = style_of(arrow.fate),
                          .label = "",
                          .label_width = 0,
                          .slot = level ? std::optional(0) : std::nullopt});
    }
    for (Wire& wire : wires_) {
        wire.label = fitted(label_of(*wire.arrow, wire.count), kLabelText, FontWeight::kRegular,
                            kLabelWidthMost);
        wire.label_width = width_of(wire.label, kLabelText, FontWeight::kRegular) + 4;
    }
}

// Arrows are in order of the rows where they end.
Arrangement::Wire* Arrangement::wire_like(const Timeline::Arrow& arrow) {
    for (auto wire = wires_.rbegin(); wire != wires_.rend(); ++wire) {
        if (wire->arrow->to_row != arrow.to_row) return nullptr;
        if (are_alike(*wire->arrow, arrow)) return &*wire;
    }
    return nullptr;
}

void Arrangement::place_row(std::span<Flag> captions, std::span<Flag> flags,
                            std::span<Wire* const> level) {
    Slots slots;
    const std::size_t all = 2 * timeline_.lanes.size();
    for (Flag& caption : captions) caption.slot = slots.place(0, 0, all);
    const auto first = static_cast<std::int32_t>(captions.size());
    for (Flag& flag : flags)
        flag.slot = slots.place(first, 2 * *flag.mark->lane, 2 * *flag.mark->lane);
    for (Wire* wire : level) {
        const auto [left, right] = std::minmax(wire->arrow->from_lane, wire->arrow->to_lane);
        wire->slot = slots.place(first, 2 * left + 1, 2 * right - 1);
    }
    slots_.push_back(std::max(slots.count(), 1));
    captions_of_.push_back(first);
}

std::span<const Arrangement::Flag> Arrangement::flags_of(std::size_t row, std::size_t lane) const {
    const auto place = [](const Flag& flag) { return std::pair(flag.mark->row, *flag.mark->lane); };
    const auto begin = std::ranges::lower_bound(flags_, std::pair(row, lane), {}, place);
    return {begin, std::ranges::upper_bound(begin, flags_.end(), std::pair(row, lane), {}, place)};
}

std::int32_t Arrangement::slot_of(std::size_t row, std::size_t lane) const {
    const auto flags = flags_of(row, lane);
    return flags.empty() ? captions_of_[row] : flags.front().slot;
}

std::int32_t Arrangement::reach(std::size_t row, std::size_t lane, std::int32_t slot) const {
    for (const Flag& flag : flags_of(row, lane)) {
        if (flag.slot == slot) return flag.width / 2 + 1;
    }
    return std::max(kLaneReach, kDotReach);
}

}  // namespace assize::reports
