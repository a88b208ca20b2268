#include "scenarios/cli/first_difference.h"

#include <fmt/format.h>

#include <algorithm>

namespace assize::scenarios {

namespace {

using reports::EventLog;

/// All of an event, so that equal events have equal texts.
std::string text_of(const EventLog& log, std::size_t i) {
    const EventLog::Event& event = log[i];
    std::string text = fmt::format("{} ns {}.{} {}", event.at.since_origin().nanoseconds(),
                                   log.process_of(i), event.incarnation, log.kind_of(i));
    for (const EventLog::Field& field : log.fields_of(i)) {
        text += fmt::format(" {}={}", log.text(field.name), log.to_text(field.value));
    }
    for (const EventLog::Subject& subject : log.subjects_of(i)) {
        text += fmt::format(" {} {}[{},{})", log.text(subject.kind), log.text(subject.name),
                            subject.begin, subject.end);
    }
    for (const std::uint64_t cause : log.causes_of(i)) text += fmt::format(" <-#{}", cause);
    if (event.message) text += fmt::format(" message {}", *event.message);
    return text;
}

std::string shown(const EventLog& log, std::size_t i) {
    if (i >= log.size()) return "nothing any more";
    const std::int64_t ns = log[i].at.since_origin().nanoseconds();
    std::string text = fmt::format("at {}.{:06} ms {} {}", ns / 1'000'000, ns % 1'000'000,
                                   log.process_of(i), log.kind_of(i));
    for (const EventLog::Field& field : log.fields_of(i)) {
        text += fmt::format(" {}={}", log.text(field.name), log.to_text(field.value));
    }
    return text;
}

}  // namespace

std::optional<std::string> first_difference(const EventLog& one, const EventLog& other) {
    const std::size_t both = std::min(one.size(), other.size());
    std::size_t i = 0;
    while (i < both && text_of(one, i) == text_of(other, i)) ++i;
    if (i == one.size() && i == other.size()) return std::nullopt;
    return fmt::format("event #{} is the first that differs\n  first   {}\n  second  {}", i + 1,
                       shown(one, i), shown(other, i));
}

}  // namespace assize::scenarios
