#pragma once

#include <cstdint>

#include "scenarios/plan.h"
#include "scenarios/run/world.h"
#include "sim/trace.h"

namespace assize::scenarios {

/// Looks for the nth fact that an EventPattern picks.
class PatternWatch {
public:
    /// Requires: pattern and world outlive this.
    PatternWatch(const EventPattern& pattern, const World& world)
        : pattern_(pattern), world_(world) {}

    /// Sees the next fact. Returns whether it is the one.
    bool is_it(const sim::Event& event);
    /// How many were picked so far.
    std::uint64_t matches() const { return matches_; }

private:
    bool matches(const sim::Event& event) const;
    bool is_by(const sim::Event& event) const;
    bool has_subject(const sim::Event& event) const;
    bool has_fields(const sim::Event& event) const;

    const EventPattern& pattern_;
    const World& world_;
    std::uint64_t matches_ = 0;
};

/// What a fact would have to be, in words: "batch_appended of orders-0@12 by broker-1".
std::string to_words(const EventPattern& pattern);

}  // namespace assize::scenarios
