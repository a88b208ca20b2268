#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/describe_words.h"
#include "reports/event_log.h"

namespace assize::reports {

/// What a witness says of its step, where who and line stand beside it already: without the name at
/// its beginning, and nothing when the line says the same.
std::string role_beside(std::string_view role, std::string_view who, std::string_view line);

/// Tells of single events in plain words. Kinds that it has no words for are told by their fields.
/// Requires: the log is complete, and outlives it.
class Describer {
public:
    explicit Describer(const EventLog& log);

    /// What happened, without when and who: "ISR {1,2,3} -> {1} of orders-0".
    std::string line(std::size_t index) const;
    /// The words that line() fills, if there are any for this event.
    const Words* words_for(std::size_t index) const;
    /// Who: the process; of a message "broker-1 -> producer-1"; what befalls a host has that host's
    /// name. Empty when it is about nobody, such as a phase.
    std::string who(std::size_t index) const;
    /// The topic-partition that it is about: "orders-0". Empty when it is about none.
    std::string partition_of(std::size_t index) const;

    /// "broker-2" of 2; the number itself when no node has it.
    std::string node_name(std::int64_t id) const;
    /// "broker-2" of a host's number; the number itself when no process ran there.
    std::string host_name(std::int64_t host) const;
    const std::map<std::int64_t, std::string>& nodes() const { return nodes_; }
    const std::map<std::int64_t, std::string>& hosts() const { return hosts_; }

    /// What a place of Words holds for this event; none when that is nothing.
    std::optional<std::string> place(std::string_view place, std::size_t index) const;
    /// Whether the flag of that name is set.
    bool flag(std::string_view field, std::size_t index) const;

private:
    /// Whose view of which partition: what tells a change from what was before.
    using View = std::pair<EventLog::Name, std::string>;

    void learn_names();
    void learn_words();
    void learn_changes();
    std::string by_fields(std::size_t index) const;
    std::optional<std::string> range(std::string_view from, std::string_view to,
                                     std::size_t index) const;
    std::optional<std::string> shown(const EventLog::Value& value, std::string_view form) const;
    std::optional<std::string> was(std::string_view field, std::string_view form,
                                   std::size_t index) const;
    const EventLog::Value* value(std::size_t index, std::string_view field) const;
    bool applies(const Words& words, std::size_t index) const;
    View view_of(std::size_t index) const;

    const EventLog& log_;
    std::map<std::int64_t, std::string> nodes_;
    std::map<std::int64_t, std::string> hosts_;
    std::vector<std::span<const Words>> words_;         // By the Name of the kind.
    std::map<View, std::vector<std::size_t>> changes_;  // Where leader and ISR were told.
};

}  // namespace assize::reports
