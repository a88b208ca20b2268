#pragma once

#include <string>
#include <vector>

#include "checkers/verdict.h"

namespace assize::reports {

enum class Tone : std::uint8_t { kGood, kBad, kUnsure };

/// What a reader hears first of a run.
struct Headline {
    Tone tone;
    std::string label;  // "VIOLATED", "HELD", "VIOLATED, as expected, not promised" ...
    const checkers::PropertyVerdict* about;  // Of the verdict. Null when all held.
    std::string sentence;                    // "record p1/41 of orders-0 was acknowledged and ..."
};

/// Requires: the verdict outlives what is returned.
Headline headline_of(const checkers::Verdict& verdict);

/// What is to be said of all properties but the one that the headline is about, a phrase each:
/// "17 other promised guarantees held", "2 were never at risk", "also violated: order.key".
std::vector<std::string> rest_of(const checkers::Verdict& verdict,
                                 const checkers::PropertyVerdict* about);

}  // namespace assize::reports
