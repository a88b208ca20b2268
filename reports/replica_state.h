#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/event_log.h"

namespace assize::reports {

/// What a replica of a partition knew and held at a moment, as far as its broker said so.
struct ReplicaState {
    std::optional<std::int64_t> log_end = std::nullopt;
    std::optional<std::int64_t> high_watermark = std::nullopt;
    std::optional<std::int64_t> leader_epoch = std::nullopt;
    std::string role = {};  // "leader", "follower"; empty: neither.
    std::string isr = {};   // "{1,2}", of a leader.

    bool operator==(const ReplicaState&) const = default;
};

/// One thing that an event changed: "log end", "42", "41". Empty text: it was not known.
struct StateChange {
    std::string what;
    std::string before;
    std::string after;
};

/// Follows one broker's replica of one partition from the beginning of the log.
class ReplicaHistory {
public:
    ReplicaHistory(const EventLog& log, std::string_view process, std::string_view partition);

    /// What it is just after the event at `index`. Asked in rising order.
    const ReplicaState& after(std::size_t index);

private:
    void take(std::size_t index);
    bool is_about_it(std::size_t index) const;

    const EventLog& log_;
    std::optional<EventLog::Name> process_;
    std::optional<EventLog::Name> partition_;
    std::size_t next_ = 0;
    ReplicaState state_;
};

/// What the event changed at the replica of the process that stated it, of the partition that it is
/// about; nothing when that is none, or nothing changed.
std::vector<StateChange> changes_of(const EventLog& log, std::size_t index,
                                    std::string_view partition);

}  // namespace assize::reports
