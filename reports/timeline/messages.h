#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/describe.h"
#include "reports/event_log.h"

namespace assize::reports {

/// A request or an answer on its way, as far as the log tells of it.
struct Message {
    std::uint64_t id;                          // The frame's.
    std::size_t sent;                          // Where in the log.
    std::optional<std::size_t> received = {};  // None: it never arrived.
    std::string_view from;                     // Processes; `to` is empty when nobody knows.
    std::string_view to;
    std::string_view api;
    bool is_request;
};

/// A kind of facts that messages lead to, and the field that tells which of them, if any.
struct CausedKind {
    std::string_view kind;
    std::string_view field;
};
std::vector<CausedKind> kinds_with_causes();

/// All messages of a log, and which of them led to what.
/// Requires: the log is complete; log and describer outlive it.
class Messages {
public:
    Messages(const EventLog& log, const Describer& describer);

    /// In the order of being sent.
    const std::vector<Message>& all() const { return messages_; }

    /// The message that led to a fact, if one did: the last of the API that leads to such facts
    /// that its process had taken in. A batch tells by its checksum which request brought it.
    const Message* cause_of(std::size_t index) const;
    /// The first request of that API that the process of `index` sent after it, soon, to `to`
    /// (empty: to anybody).
    const Message* sent_after(std::size_t index, std::string_view api, std::string_view to) const;
    /// By how long faults delayed it; none when they did not.
    std::optional<sim::Duration> delay_of(const Message& message) const;
    /// Whether a fault held it up for as long as that lasted.
    bool was_held(const Message& message) const { return held_.contains(message.id); }

    /// Whether a rule of the network delayed, held, dropped or corrupted it.
    bool was_struck(const Message& message) const { return struck_.contains(message.id); }
    /// Whether a process was dead when the event at that place happened, or died right after.
    bool is_down(std::string_view process, std::size_t index) const;

private:
    /// Who leads, as known from a place in the log on.
    using Leaders = std::vector<std::pair<std::size_t, std::string_view>>;

    void learn_sent(std::size_t index);
    void learn_received(std::size_t index);
    void learn_fault(std::size_t index);
    void learn_batch(std::size_t index);
    void learn_leader(std::size_t index);
    std::string_view leader_for(std::size_t index) const;
    std::optional<std::size_t> follower_update_before(std::size_t index) const;
    const Message* produce_request_of(std::size_t append) const;
    const Message* last_received(std::size_t index, std::string_view api, bool is_request,
                                 std::string_view from) const;

    const EventLog& log_;
    const Describer& describer_;
    std::vector<Message> messages_;
    std::map<std::uint64_t, std::size_t> by_id_;                // By frame: which.
    std::map<std::uint32_t, std::vector<std::size_t>> sent_;    // By process: which, by time.
    std::map<std::uint32_t, std::vector<std::size_t>> taken_;   // The same, received.
    std::map<std::int64_t, std::vector<std::size_t>> batches_;  // By checksum: where in the log.
    std::map<std::uint64_t, std::int64_t> delays_;              // By frame, in ns.
    std::set<std::uint64_t> held_;
    std::set<std::uint64_t> struck_;
    std::map<std::string, std::vector<std::size_t>, std::less<>> lives_;  // Deaths and starts.
    Leaders controllers_;
    /// By who sees it so (empty: the leader itself) and partition.
    std::map<std::pair<std::string, std::string>, Leaders> leaders_;
};

}  // namespace assize::reports
