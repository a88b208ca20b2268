#include "reports/replica_state.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace assize::reports {

ReplicaHistory::ReplicaHistory(const EventLog& log, std::string_view process,
                               std::string_view partition)
    : log_(log), process_(log.name_of(process)), partition_(log.name_of(partition)) {}

const ReplicaState& ReplicaHistory::after(std::size_t index) {
    for (; next_ <= index; ++next_) take(next_);
    return state_;
}

bool ReplicaHistory::is_about_it(std::size_t index) const {
    return std::ranges::any_of(log_.subjects_of(index), [&](const EventLog::Subject& subject) {
        return partition_ && subject.name == *partition_;
    });
}

void ReplicaHistory::take(std::size_t index) {
    if (!process_ || log_[index].process != process_) return;
    const std::string_view kind = log_.kind_of(index);
    if (kind == "process_died") {
        // Its log lies on the disk; what it knew is gone.
        state_ = {.log_end = state_.log_end};
        return;
    }
    if (!is_about_it(index)) return;
    const auto number = [&](std::string_view field) { return log_.number(index, field); };
    if (kind == "batch_appended") state_.log_end = number("end");
    if (kind == "log_loaded") {
        state_.log_end = number("log_end");
        state_.high_watermark = number("high_watermark");
    }
    if (kind == "log_truncated") {
        state_.log_end = number("to");
        state_.high_watermark = number("high_watermark");
    }
    if (kind == "log_restarted") state_.log_end = number("at");
    if (kind == "high_watermark_moved") state_.high_watermark = number("to");
    if (kind == "became_leader" || kind == "became_follower") {
        state_.leader_epoch = number("leader_epoch");
        state_.role = kind == "became_leader" ? "leader" : "follower";
        state_.isr.clear();
    }
    if (const auto isr = log_.numbers(index, "isr");
        isr && (kind == "became_leader" || kind == "isr_committed")) {
        state_.isr = fmt::format("{{{}}}", fmt::join(*isr, ","));
    }
}

std::vector<StateChange> changes_of(const EventLog& log, std::size_t index,
                                    std::string_view partition) {
    ReplicaHistory history(log, log.process_of(index), partition);
    const ReplicaState before = index == 0 ? ReplicaState() : history.after(index - 1);
    const ReplicaState after = history.after(index);
    std::vector<StateChange> changes;
    const auto add = [&](std::string_view what, const std::string& was, const std::string& is) {
        if (was != is) changes.push_back({std::string(what), was, is});
    };
    const auto text = [](const std::optional<std::int64_t>& number) {
        return number ? fmt::format("{}", *number) : std::string();
    };
    add("role", before.role, after.role);
    add("leader epoch", text(before.leader_epoch), text(after.leader_epoch));
    add("ISR", before.isr, after.isr);
    add("log end", text(before.log_end), text(after.log_end));
    add("high watermark", text(before.high_watermark), text(after.high_watermark));
    return changes;
}

}  // namespace assize::reports
