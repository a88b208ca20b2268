#include "checkers/verdict.h"

#include <algorithm>

namespace assize::checkers {

std::string_view to_string(Status status) {
    switch (status) {
        case Status::kHeld: return "held";
        case Status::kViolated: return "violated";
        case Status::kVacuous: return "vacuous";
        case Status::kUndecided: return "undecided";
    }
    return "?";
}

std::string_view to_string(Result result) {
    switch (result) {
        case Result::kHeld: return "held";
        case Result::kViolated: return "violated";
        case Result::kUndecided: return "undecided";
    }
    return "?";
}

const PropertyVerdict* Verdict::find(std::string_view property) const {
    const auto found = std::ranges::find(properties, property, &PropertyVerdict::name);
    return found == properties.end() ? nullptr : &*found;
}

const PropertyVerdict* Verdict::leading() const {
    for (const PropertyVerdict& each : properties) {
        const bool broken = each.status == Status::kViolated && each.promise == Promise::kPromised;
        const bool awaited = std::ranges::any_of(expectations, [&](const Expectation& expectation) {
            return expectation.property == each.name && expectation.met;
        });
        if (broken && !awaited) return &each;
    }
    for (const Expectation& expectation : expectations) {
        if (!expectation.met) return find(expectation.property);
    }
    for (const Expectation& expectation : expectations) {
        const PropertyVerdict* each = find(expectation.property);
        if (each && each->status == Status::kViolated) return each;
    }
    return nullptr;
}

}  // namespace assize::checkers
