#include "reports/headline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace assize::reports {

namespace {

using checkers::Expectation;
using checkers::Promise;
using checkers::PropertyVerdict;
using checkers::Status;
using checkers::Verdict;

const Expectation* expectation_of(const Verdict& verdict, const PropertyVerdict& property) {
    const auto found =
        std::ranges::find(verdict.expectations, property.name, &Expectation::property);
    return found == verdict.expectations.end() ? nullptr : &*found;
}

bool is_promised(const PropertyVerdict& property) {
    return property.promise == Promise::kPromised;
}

// "it held", "it was never put at risk"
std::string_view outcome(Status status) {
    switch (status) {
        case Status::kHeld: return "it held";
        case Status::kViolated: return "it is violated";
        case Status::kVacuous: return "nothing put it at risk";
        case Status::kUndecided: return "it cannot be told";
    }
    return "?";
}

Headline not_as_expected(const PropertyVerdict& property, const Expectation& expectation) {
    std::string sentence = fmt::format("the scenario expects it {}, and {}",
                                       to_string(expectation.expected), outcome(property.status));
    if (!property.summary.empty()) sentence += ": " + property.summary;
    return {Tone::kBad, "NOT AS EXPECTED", &property, std::move(sentence)};
}

Headline broken(const PropertyVerdict& property, const Expectation* expectation) {
    std::string label = "VIOLATED";
    if (expectation) label += ", as expected";
    if (!is_promised(property)) label += ", not promised";
    return {expectation ? Tone::kGood : Tone::kBad, std::move(label), &property, property.summary};
}

Headline undecided(const Verdict& verdict) {
    for (const PropertyVerdict& each : verdict.properties) {
        if (!is_promised(each) || each.status != Status::kUndecided) continue;
        if (const auto* expected = expectation_of(verdict, each); expected && expected->met) {
            continue;
        }
        return {Tone::kUnsure, "UNDECIDED", &each,
                each.summary.empty() ? each.reason : each.summary};
    }
    return {Tone::kUnsure, "UNDECIDED", nullptr, "the run does not tell"};
}

// An expectation about a property that nobody judged.
const Expectation* unjudged(const Verdict& verdict) {
    for (const Expectation& each : verdict.expectations) {
        if (!each.met && !verdict.find(each.property)) return &each;
    }
    return nullptr;
}

std::int64_t count(const Verdict& verdict, const PropertyVerdict* about, Status status) {
    return std::ranges::count_if(verdict.properties, [&](const PropertyVerdict& each) {
        return &each != about && is_promised(each) && each.status == status;
    });
}

std::vector<std::string> names(const Verdict& verdict, const PropertyVerdict* about,
                               Promise promise, Status status) {
    std::vector<std::string> found;
    for (const PropertyVerdict& each : verdict.properties) {
        if (&each != about && each.promise == promise && each.status == status) {
            found.push_back(each.name);
        }
    }
    return found;
}

}  // namespace

Headline headline_of(const Verdict& verdict) {
    if (const PropertyVerdict* leading = verdict.leading()) {
        const Expectation* expectation = expectation_of(verdict, *leading);
        if (expectation && !expectation->met) return not_as_expected(*leading, *expectation);
        return broken(*leading, expectation);
    }
    if (const Expectation* expectation = unjudged(verdict)) {
        return {Tone::kBad, "NOT AS EXPECTED", nullptr,
                fmt::format("the scenario expects something of {}, which nobody judged",
                            expectation->property)};
    }
    if (verdict.result == checkers::Result::kUndecided) return undecided(verdict);
    const std::int64_t held = count(verdict, nullptr, Status::kHeld);
    return {Tone::kGood, "HELD", nullptr,
            held == 1 ? "the one promised guarantee held"
                      : fmt::format("all {} promised guarantees held", held)};
}

std::vector<std::string> rest_of(const Verdict& verdict, const PropertyVerdict* about) {
    std::vector<std::string> phrases;
    const std::int64_t held = count(verdict, about, Status::kHeld);
    if (about) {
        phrases.push_back(
            fmt::format("{} other promised guarantee{} held", held, held == 1 ? "" : "s"));
    }
    if (const std::int64_t vacuous = count(verdict, about, Status::kVacuous)) {
        phrases.push_back(fmt::format("{} never at risk", vacuous));
    }
    const auto name = [&](std::string_view words, Promise promise, Status status) {
        constexpr std::size_t kNamed = 2;
        const auto found = names(verdict, about, promise, status);
        if (found.size() > kNamed) {
            phrases.push_back(fmt::format("{} {} others", words, found.size()));
        } else if (!found.empty()) {
            phrases.push_back(fmt::format("{} {}", words, fmt::join(found, ", ")));
        }
    };
    name("also violated:", Promise::kPromised, Status::kViolated);
    name("undecided:", Promise::kPromised, Status::kUndecided);
    name("violated, but not promised:", Promise::kNone, Status::kViolated);
    return phrases;
}

}  // namespace assize::reports
