#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reports/event_log.h"

namespace assize::reports {

/// Which events of a log are asked for: those that satisfy all that is said.
struct EventFilter {
    std::vector<std::string> kinds = {};      // One of these; empty: any.
    std::vector<std::string> processes = {};  // One of these; empty: any.
    std::string about = {};                   // A subject's name: "orders-0"; empty: any.
    std::optional<std::int64_t> offset = {};  // And that is what it covers, of the records.
    std::optional<sim::Instant> from = {};
    std::optional<sim::Instant> to = {};  // Inclusive.
    bool changed = false;                 // Those only that changed something.
};

/// As indices, in order.
std::vector<std::size_t> matching(const EventLog& log, const EventFilter& filter);

/// The nearest events before and after one that changed something and touch a subject of it; at
/// most `most` each, in order of time.
struct Neighbours {
    std::vector<std::size_t> before;
    std::vector<std::size_t> after;
};
Neighbours neighbours_of(const EventLog& log, std::size_t index, std::size_t most);

}  // namespace assize::reports
