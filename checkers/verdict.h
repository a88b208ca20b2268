#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/trace.h"

namespace assize::checkers {

/// What a run says about a promise.
enum class Status : std::uint8_t {
    kHeld,
    kViolated,
    kVacuous,    // Nothing in the run could have broken it.
    kUndecided,  // It cannot be told: what it takes did not come in time, or is not known.
};
std::string_view to_string(Status status);

/// Whether the configuration, with the faults that really happened, promises a property.
enum class Promise : bool { kNone, kPromised };

/// One event of a witness, and what it has to do with it: "the promise", "drops x=41".
struct WitnessStep {
    sim::EventId event;
    std::string role;
};

/// As sim::Subject, but it outlives the trace.
struct SubjectRange {
    std::string kind;
    std::string name;
    std::int64_t begin;
    std::int64_t end;

    bool operator==(const SubjectRange&) const = default;
};

/// The answer about one property (interface.md, section 4: names are a contract).
struct PropertyVerdict {
    std::string name;  // Such as "durability.acked-survives".
    Promise promise = Promise::kNone;
    std::string reason;  // What it follows from that it is promised or not, in a sentence.
    Status status = Status::kVacuous;

    // When violated or undecided: the first case, in the user's words.
    std::string summary = {};   // "record p1/41 of orders-0 was acknowledged and then lost"
    std::string expected = {};  // "orders-0@41 = p1/41, readable from 2192.880 ms on"
    std::string observed = {};  // "reader-1 read orders-0 up to 57: nothing at 41"
    std::vector<WitnessStep> witness = {};    // At most seven, in order of time.
    std::vector<SubjectRange> subjects = {};  // What to slice a timeline by.
    std::int64_t cases = 0;                   // How many there are in all.

    /// What was put at risk, by name: "acknowledged": 412, "crashes_before_replication": 2.
    std::map<std::string, std::int64_t> exposure = {};
};

/// What a scenario said beforehand about a property. Without a word of it: what is promised, holds.
struct Expectation {
    std::string property;
    Status expected = Status::kHeld;
    bool met = false;
};

enum class Result : std::uint8_t { kHeld, kViolated, kUndecided };
std::string_view to_string(Result result);

/// The answer about a run.
/// Invariant: properties are sorted by name. kViolated when a promised property is violated that
/// was not expected to be, or an expectation is not met; else kUndecided when a promised property
/// is undecided and was not expected to be; else kHeld.
struct Verdict {
    Result result = Result::kUndecided;
    std::vector<PropertyVerdict> properties;
    std::vector<Expectation> expectations = {};

    /// Null when there is none of that name.
    const PropertyVerdict* find(std::string_view property) const;
    /// What a reader should hear of first: a promised property that is violated, then an
    /// expectation that is not met, then one that is violated as expected. Null when all held.
    const PropertyVerdict* leading() const;
};

}  // namespace assize::checkers
