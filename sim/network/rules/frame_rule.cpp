#include "sim/network/rules/frame_rule.h"

#include <fmt/format.h>

namespace assize::sim {

namespace {

std::string words_for(const Verdict& verdict) {
    std::string text;
    if (verdict.delay != Duration::zero()) {
        text += fmt::format("delay by {} ns: ", verdict.delay.nanoseconds());
    }
    if (verdict.bits_flipped != 0) text += fmt::format("flip {} bits: ", verdict.bits_flipped);
    switch (verdict.fate) {
        case Verdict::Fate::kPass: return text.empty() ? "pass " : text;
        case Verdict::Fate::kHold: return text + "hold ";
        case Verdict::Fate::kDrop: return text + "drop ";
        case Verdict::Fate::kDropRemainder: return text + "drop the remainder of ";
    }
    return text;
}

}  // namespace

std::string Occurrence::describe() const {
    return only_ ? fmt::format("match {} of", *only_) : std::string("every");
}

Verdict FrameRule::on_frame(const FrameInTransit& frame, Random&) {
    if (!matches_(frame)) return Verdict::pass();
    matched_ += 1;
    return occurrence_.includes(matched_) ? verdict_ : Verdict::pass();
}

std::string FrameRule::describe() const {
    return fmt::format("{}{} {}", words_for(verdict_), occurrence_.describe(), description_);
}

}  // namespace assize::sim
