#include "reports/timeline/focus.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace assize::reports {

namespace {

// More records than that cannot be told one by one.
constexpr std::int64_t kRecordsMost = 64;

std::string name_of(const checkers::SubjectRange& range) {
    if (range.kind == "records") {
        return range.end - range.begin == 1
                   ? fmt::format("{}@{}", range.name, range.begin)
                   : fmt::format("{}@{}..{}", range.name, range.begin, range.end - 1);
    }
    if (range.kind == "send") return fmt::format("{}/{}", range.name, range.begin);
    return fmt::format("{} of {}", range.kind, range.name);
}

bool stands_for_partition(const checkers::SubjectRange& range) {
    if (range.kind == "leader_epoch") return true;
    return range.kind == "records" &&
           (range.end <= range.begin || range.begin < range.end - kRecordsMost);
}

}  // namespace

Focus::Focus(const EventLog& log, const std::vector<checkers::SubjectRange>& subjects) : log_(log) {
    for (const checkers::SubjectRange& range : subjects) add(range);
    if (name_.empty() && !partitions_.empty()) name_ = partitions_.front();
    add_counterparts();
    if (partitions_.empty() && subjects_.empty()) add_partition_that_changed_most();
    learn_names();
}

void Focus::add(const checkers::SubjectRange& range) {
    if (range.kind == "records" || range.kind == "leader_epoch") add_partition(range.name);
    if (stands_for_partition(range)) return;
    if (name_.empty()) name_ = name_of(range);
    const auto kind = log_.name_of(range.kind);
    const auto name = log_.name_of(range.name);
    if (kind && name) subjects_.push_back({*kind, *name, range.begin, range.end});
}

void Focus::add_partition(const std::string& partition) {
    if (std::ranges::find(partitions_, partition) == partitions_.end()) {
        partitions_.push_back(partition);
    }
}

// Only a send's end speaks of both: which number its user gave it, and where it is.
void Focus::add_counterparts() {
    const auto ended = log_.name_of("send_ended");
    const auto records = log_.name_of("records");
    if (!ended || subjects_.empty()) return;
    const std::vector<EventLog::Subject> named = subjects_;
    for (std::size_t i = 0; i < log_.size(); ++i) {
        if (log_[i].kind != *ended) continue;
        const auto about = log_.subjects_of(i);
        const bool touches = std::ranges::any_of(about, [&](const EventLog::Subject& subject) {
            return std::ranges::any_of(
                named, [&](const EventLog::Subject& each) { return each.touches(subject); });
        });
        if (!touches) continue;
        for (const EventLog::Subject& subject : about) {
            subjects_.push_back(subject);
            if (subject.kind == records) add_partition(std::string(log_.text(subject.name)));
        }
    }
}

void Focus::add_partition_that_changed_most() {
    const auto changed = log_.name_of("partition_changed");
    const auto epoch = log_.name_of("leader_epoch");
    std::map<std::string, int> changes;
    for (std::size_t i = 0; i < log_.size(); ++i) {
        if (log_[i].kind != changed) continue;
        for (const EventLog::Subject& subject : log_.subjects_of(i)) {
            if (subject.kind == epoch) ++changes[std::string(log_.text(subject.name))];
        }
    }
    const auto most = std::ranges::max_element(
        changes, [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most != changes.end()) add_partition(most->first);
}

void Focus::learn_names() {
    for (const std::string& partition : partitions_) {
        if (const auto name = log_.name_of(partition)) partition_names_.push_back(*name);
    }
}

bool Focus::is_about_partition(std::size_t index) const {
    const auto is_one = [&](EventLog::Name name) {
        return std::ranges::find(partition_names_, name) != partition_names_.end();
    };
    if (std::ranges::any_of(log_.subjects_of(index), [&](const EventLog::Subject& subject) {
            return is_one(subject.name);
        })) {
        return true;
    }
    const auto partition = log_.text(index, "partition");
    return partition && std::ranges::find(partitions_, *partition) != partitions_.end();
}

bool Focus::is_about_records(std::size_t index) const {
    return std::ranges::any_of(log_.subjects_of(index), [&](const EventLog::Subject& subject) {
        return std::ranges::any_of(
            subjects_, [&](const EventLog::Subject& each) { return each.touches(subject); });
    });
}

}  // namespace assize::reports
