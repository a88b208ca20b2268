#include "reports/timeline/rows.h"

#include <algorithm>
#include <array>

namespace assize::reports {

namespace {

struct Action {
    std::string_view name;
    Timeline::MarkKind mark;
    bool is_over_at_once = false;
};
using Kind = Timeline::MarkKind;

// As scenarios name them.
constexpr Action kActions[] = {
    {"crash", Kind::kCrash},
    {"power_loss", Kind::kCrash},
    {"wipe", Kind::kCrash},
    {"shut_down", Kind::kCrash},
    {"pause", Kind::kPause},
    {"cut", Kind::kNetworkFault},
    {"partition", Kind::kNetworkFault},
    {"ring", Kind::kNetworkFault},
    {"slow_link", Kind::kNetworkFault},
    {"stall", Kind::kNetworkFault},
    {"refuse", Kind::kNetworkFault},
    {"reset", Kind::kNetworkFault, true},
    {"corrupt", Kind::kNetworkFault},
    {"message", Kind::kNetworkFault},
    {"disk", Kind::kDiskFault},
    {"disk_full", Kind::kDiskFault},
    {"rot_log", Kind::kDiskFault, true},
    {"clock_jump", Kind::kClockFault, true},
    {"clock_drift", Kind::kClockFault},
    {"reassign", Kind::kFault, true},
    {"elect_leader", Kind::kFault, true},
    {"alter_topic", Kind::kFault},
    {"delete_records", Kind::kFault, true},
};

const Action* action_of(std::string_view name) {
    const Action* found = std::ranges::find(kActions, name, &Action::name);
    return found == std::end(kActions) ? nullptr : found;
}

bool contains(const std::vector<std::string_view>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

// Decides who joins whom.
class Joining {
public:
    Joining(const EventLog& log, const Describer& describer) : log_(log), describer_(describer) {}

    bool belongs_to(const Shown& shown, const RowParts& row) const {
        if (log_[shown.index].at != log_[row.main().index].at) return false;
        if (shown.step && row.main().step) return false;
        return std::ranges::any_of(row.parts,
                                   [&](const Shown* part) { return belong(*part, shown); });
    }

    // A request that left with the fact, and was the cause of what comes next.
    bool is_sending_of(const Shown& sending, const Shown& arrival) const {
        const Message* message = arrival.cause ? arrival.cause : arrival.lost;
        return message && !sending.step && log_.kind_of(sending.index) == "producer_batch_sent" &&
               message->api == "Produce" && sending.index < message->sent &&
               message->from == log_.process_of(sending.index) &&
               log_[message->sent].at == log_[sending.index].at;
    }

private:
    bool belong(const Shown& one, const Shown& other) const {
        if (is_fault_of_plan(log_, one.index)) return strikes(one, other);
        if (is_fault_of_plan(log_, other.index)) return strikes(other, one);
        const std::string_view lane = lane_of(log_, describer_, one.index);
        return !lane.empty() && lane == lane_of(log_, describer_, other.index);
    }
    bool strikes(const Shown& fault, const Shown& other) const {
        if (log_.kind_of(other.index) == "operator_answered") {
            return log_.number(fault.index, "fault") == log_.number(other.index, "fault");
        }
        static constexpr std::array kKinds{
            "process_died",    "process_started",   "process_paused", "process_resumed",
            "host_lost_power", "wall_clock_jumped", "host_wiped",     "wall_drift_changed"};
        return std::ranges::find(kKinds, log_.kind_of(other.index)) != kKinds.end() &&
               contains(targets_of(log_, fault.index), lane_of(log_, describer_, other.index));
    }

    const EventLog& log_;
    const Describer& describer_;
};

void join(RowParts& row, const Shown& shown) {
    row.parts.push_back(&shown);
    std::ranges::stable_sort(row.parts,
                             [](const Shown* a, const Shown* b) { return a->weight > b->weight; });
}

}  // namespace

std::size_t RowParts::last() const {
    return std::ranges::max(parts, {}, &Shown::index)->index;
}

std::string_view lane_of(const EventLog& log, const Describer& describer, std::size_t index) {
    if (const std::string_view process = log.process_of(index); !process.empty()) return process;
    const auto host = describer.hosts().find(log.number(index, "host").value_or(-1));
    return host == describer.hosts().end() ? std::string_view() : host->second;
}

std::vector<RowParts> join_rows(const EventLog& log, const Describer& describer,
                                const Selection& selection) {
    const Joining joining(log, describer);
    std::vector<RowParts> rows;
    for (const Shown& shown : selection.events) {
        if (!rows.empty() && joining.belongs_to(shown, rows.back())) {
            join(rows.back(), shown);
            continue;
        }
        rows.push_back({.parts = {&shown}});
        // Few rows back: other batches may be on their way.
        for (std::size_t back = 2; back <= std::min<std::size_t>(rows.size(), 6); ++back) {
            const auto before = rows.end() - static_cast<std::ptrdiff_t>(back);
            if (before->parts.size() > 1 || !joining.is_sending_of(before->main(), shown)) continue;
            rows.back().folded.push_back(log[before->main().index].id);
            rows.erase(before);
            break;
        }
    }
    return rows;
}

Timeline::MarkKind mark_of_action(std::string_view action) {
    const Action* found = action_of(action);
    return found ? found->mark : Timeline::MarkKind::kFault;
}

bool is_over_at_once(std::string_view action) {
    const Action* found = action_of(action);
    return found && found->is_over_at_once;
}

bool is_fault_of_plan(const EventLog& log, std::size_t index) {
    const std::string_view kind = log.kind_of(index);
    return kind == "fault_began" || kind == "fault_ended";
}

std::vector<std::string_view> targets_of(const EventLog& log, std::size_t index) {
    std::vector<std::string_view> targets;
    std::string_view left = log.text(index, "targets").value_or("");
    while (!left.empty()) {
        const std::size_t end = std::min(left.find(' '), left.size());
        if (end > 0) targets.push_back(left.substr(0, end));
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    return targets;
}

}  // namespace assize::reports
