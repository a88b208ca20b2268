#include "reports/event_filter.h"

#include <algorithm>
#include <span>

namespace assize::reports {

namespace {

// A filter in the log's own names. What the log does not mention matches nothing.
class Matcher {
public:
    Matcher(const EventLog& log, const EventFilter& filter)
        : log_(log),
          filter_(filter),
          kinds_(names(filter.kinds)),
          processes_(names(filter.processes)),
          about_(log.name_of(filter.about)),
          records_(log.name_of("records")) {}

    bool matches(std::size_t index) const {
        const EventLog::Event& event = log_[index];
        if (filter_.changed && !event.changed) return false;
        if (filter_.from && event.at < *filter_.from) return false;
        if (filter_.to && event.at > *filter_.to) return false;
        if (!filter_.kinds.empty() && !contains(kinds_, event.kind)) return false;
        if (!filter_.processes.empty() &&
            (!event.process || !contains(processes_, *event.process))) {
            return false;
        }
        return filter_.about.empty() || is_about(index);
    }

private:
    std::vector<EventLog::Name> names(const std::vector<std::string>& texts) const {
        std::vector<EventLog::Name> names;
        for (const std::string& text : texts) {
            if (const auto name = log_.name_of(text)) names.push_back(*name);
        }
        return names;
    }

    static bool contains(const std::vector<EventLog::Name>& names, EventLog::Name name) {
        return std::ranges::find(names, name) != names.end();
    }

    bool is_about(std::size_t index) const {
        return std::ranges::any_of(log_.subjects_of(index), [&](const EventLog::Subject& subject) {
            if (!about_ || subject.name != *about_) return false;
            if (!filter_.offset) return true;
            return subject.kind == records_ && subject.begin <= *filter_.offset &&
                   *filter_.offset < subject.end;
        });
    }

    const EventLog& log_;
    const EventFilter& filter_;
    const std::vector<EventLog::Name> kinds_;
    const std::vector<EventLog::Name> processes_;
    const std::optional<EventLog::Name> about_;
    const std::optional<EventLog::Name> records_;
};

bool touch(std::span<const EventLog::Subject> some, std::span<const EventLog::Subject> others) {
    return std::ranges::any_of(some, [&](const EventLog::Subject& a) {
        return std::ranges::any_of(others,
                                   [&](const EventLog::Subject& b) { return a.touches(b); });
    });
}

}  // namespace

std::vector<std::size_t> matching(const EventLog& log, const EventFilter& filter) {
    const Matcher matcher(log, filter);
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < log.size(); ++i) {
        if (matcher.matches(i)) found.push_back(i);
    }
    return found;
}

Neighbours neighbours_of(const EventLog& log, std::size_t index, std::size_t most) {
    const auto subjects = log.subjects_of(index);
    const auto is_one = [&](std::size_t other) {
        return log[other].changed && touch(subjects, log.subjects_of(other));
    };
    Neighbours found;
    for (std::size_t i = index; i > 0 && found.before.size() < most; --i) {
        if (is_one(i - 1)) found.before.push_back(i - 1);
    }
    std::ranges::reverse(found.before);
    for (std::size_t i = index + 1; i < log.size() && found.after.size() < most; ++i) {
        if (is_one(i)) found.after.push_back(i);
    }
    return found;
}

}  // namespace assize::reports
