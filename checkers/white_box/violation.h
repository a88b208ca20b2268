#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/trace.h"

namespace assize::checkers {

/// An invariant that did not hold, with what shows it.
struct Violation {
    std::string invariant;  // Such as "R6".
    std::string statement;  // What must hold.
    std::string about;      // Which partition, or node.
    std::string expected;
    std::string observed;
    std::vector<sim::EventId> witnesses;  // In order; the last is where it was seen.
    sim::EventId seen_at;
};

/// In one line: "R6 of orders-0: <statement>: expected ..., observed ... (events 3, 17)".
std::string to_string(const Violation& violation);

/// What must hold, in one sentence; empty for an unknown id.
std::string_view statement_of(std::string_view invariant);
/// All that the white box judges by.
std::vector<std::string_view> all_invariants();

/// Takes violations down, each invariant at most `kMaxEach` times: the first are what matters.
class Violations {
public:
    static constexpr std::size_t kMaxEach = 20;
    using Callback = std::function<void(const Violation&)>;

    explicit Violations(Callback on_violation = {}) : on_violation_(std::move(on_violation)) {}

    /// The event that is judged now.
    void set_event(sim::EventId event) { event_ = event; }
    sim::EventId event() const { return event_; }

    /// What a checker says of what it found.
    struct Finding {
        std::string about;
        std::string expected;
        std::string observed;
        std::vector<sim::EventId> witnesses = {};  // Before the event that is judged now.
    };
    void add(std::string_view invariant, Finding finding);

    const std::vector<Violation>& all() const { return all_; }

private:
    Callback on_violation_;
    sim::EventId event_{0};
    std::vector<Violation> all_;
};

}  // namespace assize::checkers
