#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "sim/network/rule.h"

namespace assize::sim {

/// Which of the frames that match are meant.
class Occurrence {
public:
    static Occurrence every() { return Occurrence(std::nullopt); }
    /// Only the nth, counted from 1 since the rule was made.
    static Occurrence nth(std::uint64_t n) { return Occurrence(n); }

    bool includes(std::uint64_t match) const { return !only_ || *only_ == match; }
    std::string describe() const;

private:
    explicit Occurrence(std::optional<std::uint64_t> only) : only_(only) {}

    std::optional<std::uint64_t> only_;
};

/// A verdict on frames that somebody who can read them picks out: the 2nd answer to p1, say.
class FrameRule final : public Rule {
public:
    using Predicate = std::function<bool(const FrameInTransit&)>;

    /// `description` says in words what the predicate picks, for the trace.
    FrameRule(std::string description, Predicate matches, Occurrence occurrence, Verdict verdict)
        : description_(std::move(description)),
          matches_(std::move(matches)),
          occurrence_(occurrence),
          verdict_(verdict) {}

    Verdict on_frame(const FrameInTransit& frame, Random& random) override;
    std::string describe() const override;

private:
    const std::string description_;
    const Predicate matches_;
    const Occurrence occurrence_;
    const Verdict verdict_;
    std::uint64_t matched_ = 0;  // How many frames so far.
};

}  // namespace assize::sim
