#include "reports/timeline/lanes.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace assize::reports {

namespace {

struct Use {
    std::int64_t rows = 0;
    bool is_needed = false;
};
using Uses = std::map<std::string, Use, std::less<>>;

/// From left to right: who writes, who decides, who keeps, who reads.
int place_of(std::string_view process) {
    if (process.starts_with("controller-")) return 2;
    if (process.starts_with("broker-")) return 3;
    if (process.starts_with("consumer")) return 4;
    if (process.starts_with("reader")) return 5;
    return process.starts_with("producer") ? 1 : 0;
}

Timeline::Role role_of(std::string_view process) {
    if (process.starts_with("controller-")) return Timeline::Role::kController;
    if (process.starts_with("broker-")) return Timeline::Role::kBroker;
    return Timeline::Role::kClient;
}

void count(Uses& uses, std::string_view process, bool is_needed) {
    if (process.empty()) return;
    Use& use = uses.try_emplace(std::string(process)).first->second;
    use.rows += 1;
    use.is_needed = use.is_needed || is_needed;
}

Uses uses_of(const EventLog& log, const Describer& describer, const std::vector<RowParts>& rows) {
    Uses uses;
    for (const RowParts& row : rows) {
        for (const Shown* part : row.parts) {
            count(uses, lane_of(log, describer, part->index), part->weight >= Weight::kMust);
            if (part->cause) count(uses, part->cause->from, part->step.has_value());
            if (part->lost) count(uses, part->lost->to, false);
            if (!is_fault_of_plan(log, part->index)) continue;
            for (const std::string_view target : targets_of(log, part->index)) {
                count(uses, target, false);
            }
        }
    }
    return uses;
}

// "broker-2" before "broker-10".
std::tuple<int, std::size_t, std::string> order_of(const std::string& process) {
    return {place_of(process), process.size(), process};
}

}  // namespace

Lanes lanes_for(const EventLog& log, const Describer& describer, const std::vector<RowParts>& rows,
                std::size_t most) {
    const Uses uses = uses_of(log, describer, rows);
    std::vector<std::string> processes;
    for (const auto& [process, use] : uses) processes.push_back(process);
    std::ranges::stable_sort(processes, [&](const std::string& a, const std::string& b) {
        const Use& of_a = uses.find(a)->second;
        const Use& of_b = uses.find(b)->second;
        return std::pair(of_a.is_needed, of_a.rows) > std::pair(of_b.is_needed, of_b.rows);
    });
    Lanes lanes;
    while (processes.size() > most && !uses.find(processes.back())->second.is_needed) {
        lanes.left_out.push_back(processes.back());
        processes.pop_back();
    }
    std::ranges::sort(processes, {}, order_of);
    std::ranges::sort(lanes.left_out, {}, order_of);
    for (const std::string& process : processes) {
        lanes.lanes.push_back({.process = process, .name = process, .role = role_of(process)});
    }
    return lanes;
}

}  // namespace assize::reports
