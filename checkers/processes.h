#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "sim/trace.h"

namespace assize::checkers {

/// Which processes live, as the facts of the world have it.
class Processes {
public:
    /// Requires: the trace outlives this.
    explicit Processes(const sim::Trace& trace) : trace_(trace) {}

    struct Process {
        bool alive = false;
        bool paused = false;
        bool ended_in_order = false;  // It returned; it was not killed.
        std::int64_t host = -1;
        std::int64_t power_losses = 0;  // Of its host, whether it was running or not.
        std::int64_t wipes = 0;
        sim::EventId changed_at{0};  // When it began, ended, was paused or went on last.
        sim::Instant paused_since = sim::Instant::origin();
        sim::Duration paused_for = sim::Duration::zero();  // In all, but for a pause under way.
    };

    void on_event(const sim::Event& event);

    /// Of one that nobody spoke of: neither alive nor anything else.
    const Process& find(std::string_view name) const;
    bool is_running(std::string_view name) const {
        const Process& process = find(name);
        return process.alive && !process.paused;
    }

private:
    void on_host(const sim::Event& event);

    const sim::Trace& trace_;
    std::map<std::string, Process, std::less<>> processes_;
};

}  // namespace assize::checkers
