#include "checkers/processes.h"

#include "checkers/field.h"

namespace assize::checkers {

void Processes::on_event(const sim::Event& event) {
    const std::string_view name = event.kind.name;
    if (name == "host_lost_power" || name == "host_wiped") return on_host(event);
    if (!event.emitter || !name.starts_with("process_")) return;
    Process& process = processes_[std::string(trace_.name(event.emitter->process))];
    const bool goes_on = name == "process_resumed" || name == "process_died";
    if (process.paused && goes_on) process.paused_for += event.at - process.paused_since;
    if (goes_on) process.paused = false;
    if (name == "process_started") {
        process.alive = true;
        process.host = number_in(event, "host").value_or(-1);
    } else if (name == "process_died") {
        process.alive = false;
        process.ended_in_order = text_in(event, "death") == "returned";
    } else if (name == "process_paused") {
        process.paused = true;
        process.paused_since = event.at;
    }
    process.changed_at = event.id;
}

void Processes::on_host(const sim::Event& event) {
    const std::int64_t host = number_in(event, "host").value_or(-1);
    for (auto& [name, process] : processes_) {
        if (process.host != host) continue;
        (event.kind.name == "host_wiped" ? process.wipes : process.power_losses) += 1;
    }
}

const Processes::Process& Processes::find(std::string_view name) const {
    static const Process kUnknown;
    const auto found = processes_.find(name);
    return found == processes_.end() ? kUnknown : found->second;
}

}  // namespace assize::checkers
