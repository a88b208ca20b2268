#pragma once

#include <string_view>

#include "reports/drawing/picture.h"
#include "reports/timeline/timeline.h"

namespace assize::reports {

// The colours are Okabe and Ito's, told apart with any kind of colour vision, and never alone: a
// shape, a dash or a word says the same. On white, theirs are too light for small text: the ones
// for text have a contrast of 5 or more (WCAG asks for 4.5).

constexpr std::string_view kPaper = "#FFFFFF";
constexpr std::string_view kInk = "#1A1A1A";
constexpr std::string_view kGreyText = "#595959";
constexpr std::string_view kGrey = "#6E6E6E";
constexpr std::string_view kLightGrey = "#B8B8B8";
constexpr std::string_view kPaleGrey = "#ECECEC";
constexpr std::string_view kBarGrey = "#F3F3F3";
constexpr std::string_view kVermilionGuide = "#F5CDB8";
constexpr std::string_view kBlue = "#0072B2";
constexpr std::string_view kSkyBlue = "#56B4E9";
constexpr std::string_view kGreen = "#009E73";
constexpr std::string_view kOrange = "#E69F00";
constexpr std::string_view kVermilion = "#D55E00";
constexpr std::string_view kBlueText = "#005A8E";
constexpr std::string_view kGreenText = "#00704F";
constexpr std::string_view kVermilionText = "#A84300";

/// How a lane is drawn.
Stroke stroke_of(Timeline::LaneStateKind state);
/// Whether it is: what is down from the beginning on is not there yet.
bool is_drawn(const Timeline::LaneState& state);
/// What that says.
std::string_view said_of(Timeline::LaneStateKind state);

/// How a message is drawn.
struct ArrowStyle {
    Stroke stroke;
    Head head;
    std::string_view text;
    std::string_view classes;
};
ArrowStyle style_of(Timeline::Fate fate);

/// How a mark is drawn: a flag on its lane.
struct FlagStyle {
    Outline outline;
    Paint fill;
    Stroke border;
    std::string_view text;
    std::string_view glyph;  // Before its text.
};
FlagStyle style_of(Timeline::MarkKind kind);

}  // namespace assize::reports
