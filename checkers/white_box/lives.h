#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "sim/trace.h"

namespace assize::checkers {

/// Which node is which process on which host, and what befell their disks. It reads the facts of
/// the world by their names, which are a contract.
class Lives {
public:
    struct Node {
        std::optional<sim::ProcessId> process;
        std::uint64_t died_at = 0;        // Events; 0 is never.
        std::uint64_t lost_power_at = 0;  // Also when it was not running.
        std::uint64_t wiped_at = 0;
        std::uint64_t disk_erred_at = 0;  // Rot, misdirected or failed writes.
    };

    void on_event(const sim::Event& event);
    /// A fact of this event is about what `node` does.
    void note(std::int32_t node, const sim::Event& event);

    const Node& node(std::int32_t id) const;
    /// Whether a host lost power or its disk by this event.
    bool is_disaster(const sim::Event& event) const { return disaster_ == event.id.value(); }
    /// Whose disk is empty now.
    std::vector<std::int32_t> wiped_by(const sim::Event& event) const;

private:
    struct Process {
        std::optional<std::int64_t> host;
        std::optional<std::int32_t> node;
    };
    template <class Mark>
    void for_nodes_of(std::int64_t host, Mark mark);

    std::map<sim::ProcessId, Process> processes_;
    std::map<std::int32_t, Node> nodes_;
    std::uint64_t disaster_ = 0;
};

}  // namespace assize::checkers
