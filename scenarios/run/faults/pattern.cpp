#include "scenarios/run/faults/pattern.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "scenarios/run/targets.h"

namespace assize::scenarios {

namespace {

/// Counts which of some fields hold what is asked for.
class FieldsThatHold final : public sim::FieldReader {
public:
    explicit FieldsThatHold(const std::map<std::string, std::string>& wanted) : wanted_(wanted) {}

    void number(std::string_view field, std::int64_t value) override {
        compare(field, [&] { return fmt::format("{}", value); });
    }
    void text(std::string_view field, std::string_view value) override {
        compare(field, [&] { return std::string(value); });
    }
    void flag(std::string_view field, bool value) override {
        compare(field, [&] { return std::string(value ? "true" : "false"); });
    }
    void numbers(std::string_view field, const std::vector<std::int64_t>& values) override {
        compare(field, [&] { return fmt::format("[{}]", fmt::join(values, ",")); });
    }
    void nothing(std::string_view field) override {
        compare(field, [] { return std::string("null"); });
    }

    std::size_t count() const { return count_; }

private:
    template <class Text>
    void compare(std::string_view field, Text text) {
        const auto wanted = wanted_.find(std::string(field));
        if (wanted != wanted_.end() && wanted->second == text()) ++count_;
    }

    const std::map<std::string, std::string>& wanted_;
    std::size_t count_ = 0;
};

}  // namespace

bool PatternWatch::is_it(const sim::Event& event) {
    if (matches_ >= pattern_.nth || !matches(event)) return false;
    matches_ += 1;
    return matches_ == pattern_.nth;
}

bool PatternWatch::matches(const sim::Event& event) const {
    return event.kind.name == pattern_.event && has_subject(event) && has_fields(event) &&
           is_by(event);
}

bool PatternWatch::is_by(const sim::Event& event) const {
    if (!pattern_.by) return true;
    if (!event.emitter) return false;
    const auto names = resolve(world_, *pattern_.by);
    const std::string_view who = world_.simulation().trace().name(event.emitter->process);
    return names && std::ranges::find(*names, who) != names->end();
}

bool PatternWatch::has_subject(const sim::Event& event) const {
    if (!pattern_.partition) return true;
    const sim::Trace& trace = world_.simulation().trace();
    return std::ranges::any_of(event.about.subjects, [&](const sim::Subject& subject) {
        if (trace.name(subject.name) != *pattern_.partition) return false;
        if (!pattern_.offset) return true;
        return subject.kind == "records" && subject.begin <= *pattern_.offset &&
               *pattern_.offset < subject.end;
    });
}

bool PatternWatch::has_fields(const sim::Event& event) const {
    if (pattern_.fields.empty()) return true;
    FieldsThatHold reader(pattern_.fields);
    event.kind.read_fields(event.fact, reader);
    return reader.count() == pattern_.fields.size();
}

std::string to_words(const EventPattern& pattern) {
    std::string words = pattern.event;
    if (pattern.partition) words += " of " + *pattern.partition;
    if (pattern.offset) words += fmt::format("@{}", *pattern.offset);
    if (pattern.by) words += " by " + *pattern.by;
    for (const auto& [field, value] : pattern.fields) words += fmt::format(", {} {}", field, value);
    if (pattern.nth > 1) words += fmt::format(", number {}", pattern.nth);
    return words;
}

}  // namespace assize::scenarios
