#include "reports/drawing/palette.h"

namespace assize::reports {

Stroke stroke_of(Timeline::LaneStateKind state) {
    using State = Timeline::LaneStateKind;
    switch (state) {
        case State::kLeader: return {.colour = kBlue, .tenths = 60};
        case State::kInSync: return {.colour = kSkyBlue, .tenths = 30};
        case State::kOutOfSync: return {.colour = kGrey, .tenths = 20, .dash = Dash::kDotted};
        case State::kUp: return {.colour = kLightGrey, .tenths = 10};
        case State::kActive: return {.colour = kGrey, .tenths = 30};
        case State::kPaused: return {.colour = kOrange, .tenths = 20, .dash = Dash::kDashed};
        case State::kDown: return {.colour = kInk, .tenths = 8, .dash = Dash::kDashed};
    }
    return {};
}

bool is_drawn(const Timeline::LaneState& state) {
    return state.state != Timeline::LaneStateKind::kDown || state.since.has_value();
}

std::string_view said_of(Timeline::LaneStateKind state) {
    using State = Timeline::LaneStateKind;
    switch (state) {
        case State::kLeader: return "leader";
        case State::kInSync: return "in sync";
        case State::kOutOfSync: return "out of sync";
        case State::kUp: return "up";
        case State::kActive: return "active controller";
        case State::kPaused: return "paused";
        case State::kDown: return "down";
    }
    return "?";
}

ArrowStyle style_of(Timeline::Fate fate) {
    using Fate = Timeline::Fate;
    switch (fate) {
        case Fate::kArrived: return {{.colour = kInk, .tenths = 15}, Head::kFull, kInk, "message"};
        case Fate::kChangedNothing:
            return {{.colour = kLightGrey, .tenths = 8}, Head::kFull, kGreyText, "message idle"};
        case Fate::kLost:
            return {{.colour = kVermilion, .tenths = 16, .dash = Dash::kDashed},
                    Head::kNone,
                    kVermilionText,
                    "message lost"};
        case Fate::kDelayed:
            return {{.colour = kOrange, .tenths = 18}, Head::kHalf, kInk, "message delayed"};
        case Fate::kRepeated:
            return {{.colour = kInk, .tenths = 10}, Head::kHollow, kInk, "message repeated"};
    }
    return {};
}

namespace {

constexpr FlagStyle flag(std::string_view border, std::string_view text,
                         std::string_view glyph = {}) {
    return {Outline::kRectangle, {.colour = kPaper}, {border, 10, Dash::kSolid}, text, glyph};
}

// What was done to the cluster stands out from what it did itself.
constexpr FlagStyle fault(std::string_view glyph) {
    return {Outline::kRectangle, {.colour = "#FDF3DD"}, {kOrange, 12, Dash::kSolid}, kInk, glyph};
}

}  // namespace

FlagStyle style_of(Timeline::MarkKind kind) {
    using Kind = Timeline::MarkKind;
    switch (kind) {
        case Kind::kAppend:
        case Kind::kHighWatermark:
        case Kind::kLog:
        case Kind::kIsr:
        case Kind::kFollower: return flag(kSkyBlue, kBlueText);
        case Kind::kTruncate: return flag(kBlue, kBlueText, "▼");
        case Kind::kLeader:
            return {Outline::kRectangle,
                    {.colour = "#E3F0F8"},
                    {kBlue, 14, Dash::kSolid},
                    kBlueText,
                    "★"};
        case Kind::kElection:
        case Kind::kController: return flag(kGrey, kInk);
        case Kind::kCrash: return fault("✖");
        case Kind::kRestart: return fault("⟳");
        case Kind::kPause:
        case Kind::kResume: return fault("");
        case Kind::kDiskFault:
        case Kind::kClockFault:
        case Kind::kFault: return fault("⚠");
        case Kind::kNetworkFault: return fault("✂");
        case Kind::kPhase: return flag(kLightGrey, kGreyText);
        case Kind::kSend:
            return {Outline::kRounded, {.colour = kPaper}, {kGrey, 10, Dash::kSolid}, kInk, ""};
        case Kind::kPromise:
            return {Outline::kRounded,
                    {.colour = "#E6F5F0"},
                    {kGreen, 14, Dash::kSolid},
                    kGreenText,
                    "✔"};
        case Kind::kRefusal:
            return {Outline::kRounded,
                    {.colour = kPaper},
                    {kVermilion, 10, Dash::kSolid},
                    kVermilionText,
                    ""};
        case Kind::kDelivery:
            return {Outline::kRounded, {.colour = kPaper}, {kGrey, 10, Dash::kSolid}, kInk, ""};
        case Kind::kMessage: return flag(kLightGrey, kInk);
        case Kind::kViolation:
            return {Outline::kOctagon, {.colour = kVermilionText}, {}, kPaper, ""};
        case Kind::kOther: return flag(kLightGrey, kInk);
    }
    return {};
}

}  // namespace assize::reports
