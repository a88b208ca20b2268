#include "reports/html/slice.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "reports/headline.h"

namespace assize::reports {

namespace {

// What a reader wants to see whatever it is about: the trial, life and death, who leads.
constexpr std::array<std::string_view, 15> kAlways{
    "phase_began",     "fault_began",          "fault_ended",      "healing_ended",
    "process_died",    "process_paused",       "process_resumed",  "host_lost_power",
    "host_booted",     "host_wiped",           "file_lost_power",  "log_directory_failed",
    "bytes_corrupted", "controller_activated", "wall_clock_jumped"};
// And these, about the partition that the story is about.
constexpr std::array<std::string_view, 6> kOfPartition{"partition_changed", "became_leader",
                                                       "became_follower",   "isr_committed",
                                                       "log_truncated",     "log_loaded"};

class Slice {
public:
    Slice(const EventLog& log, const checkers::PropertyVerdict* about) : log_(log), about_(about) {
        const auto note = [&](const auto& kinds, std::vector<EventLog::Name>& names) {
            for (const std::string_view kind : kinds) {
                if (const auto name = log.name_of(kind)) names.push_back(*name);
            }
        };
        note(kAlways, always_);
        note(kOfPartition, of_partition_);
        if (!about) return;
        for (const checkers::SubjectRange& subject : about->subjects) {
            const auto kind = log.name_of(subject.kind);
            const auto name = log.name_of(subject.name);
            if (kind && name) subjects_.push_back({*kind, *name, subject.begin, subject.end});
        }
    }

    bool has(std::size_t index) const {
        const EventLog::Event& event = log_[index];
        if (std::ranges::find(always_, event.kind) != always_.end()) return true;
        const bool is_control = std::ranges::find(of_partition_, event.kind) != of_partition_.end();
        if (!about_) return is_control && log_.kind_of(index) == "partition_changed";
        for (const EventLog::Subject& subject : log_.subjects_of(index)) {
            for (const EventLog::Subject& wanted : subjects_) {
                if (event.changed && subject.touches(wanted)) return true;
                if (is_control && subject.name == wanted.name) return true;
            }
        }
        return is_witness(event.id);
    }

private:
    bool is_witness(sim::EventId id) const {
        return std::ranges::any_of(
            about_->witness, [&](const checkers::WitnessStep& step) { return step.event == id; });
    }

    const EventLog& log_;
    const checkers::PropertyVerdict* about_;
    std::vector<EventLog::Name> always_;
    std::vector<EventLog::Name> of_partition_;
    std::vector<EventLog::Subject> subjects_;
};

}  // namespace

std::vector<std::size_t> slice_of(const EventLog& log, const checkers::Verdict& verdict) {
    const Slice slice(log, headline_of(verdict).about);
    std::vector<std::size_t> events;
    for (std::size_t i = 0; i < log.size(); ++i) {
        if (slice.has(i)) events.push_back(i);
    }
    return events;
}

}  // namespace assize::reports
