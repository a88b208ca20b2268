#include "reports/event_log.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace assize::reports {

std::optional<std::size_t> EventLog::find(sim::EventId id) const {
    const auto id_of = [](const Row& row) { return row.event.id; };
    const auto found = std::ranges::lower_bound(rows_, id, {}, id_of);
    if (found == rows_.end() || found->event.id != id) return std::nullopt;
    return static_cast<std::size_t>(found - rows_.begin());
}

template <class T>
std::span<const T> EventLog::part(const std::vector<T>& all, std::uint32_t Row::*first,
                                  std::size_t index) const {
    const std::size_t begin = rows_[index].*first;
    const std::size_t end = index + 1 < rows_.size() ? rows_[index + 1].*first : all.size();
    return std::span(all).subspan(begin, end - begin);
}

std::span<const EventLog::Field> EventLog::fields_of(std::size_t index) const {
    return part(fields_, &Row::first_field, index);
}

std::span<const EventLog::Subject> EventLog::subjects_of(std::size_t index) const {
    return part(subjects_, &Row::first_subject, index);
}

std::span<const std::uint64_t> EventLog::causes_of(std::size_t index) const {
    return part(causes_, &Row::first_cause, index);
}

std::string_view EventLog::process_of(std::size_t index) const {
    const auto& process = rows_[index].event.process;
    return process ? text(*process) : std::string_view();
}

std::optional<EventLog::Name> EventLog::name_of(std::string_view text) const {
    const auto found = names_.find(text);
    if (found == names_.end()) return std::nullopt;
    return Name(found->second);
}

// --- Fields.

const EventLog::Value* EventLog::field(std::size_t index, std::string_view name,
                                       Value::Type type) const {
    for (const Field& each : fields_of(index)) {
        if (text(each.name) == name) return each.value.type == type ? &each.value : nullptr;
    }
    return nullptr;
}

std::optional<std::int64_t> EventLog::number(std::size_t index, std::string_view name) const {
    const Value* value = field(index, name, Value::Type::kNumber);
    return value ? std::optional(value->number) : std::nullopt;
}

std::optional<bool> EventLog::flag(std::size_t index, std::string_view name) const {
    const Value* value = field(index, name, Value::Type::kFlag);
    return value ? std::optional(value->number != 0) : std::nullopt;
}

std::optional<std::string_view> EventLog::text(std::size_t index, std::string_view name) const {
    const Value* value = field(index, name, Value::Type::kText);
    if (!value) return std::nullopt;
    return text(Name(static_cast<std::uint32_t>(value->number)));
}

std::optional<std::span<const std::int64_t>> EventLog::numbers(std::size_t index,
                                                               std::string_view name) const {
    const Value* value = field(index, name, Value::Type::kNumbers);
    return value ? std::optional(numbers_of(*value)) : std::nullopt;
}

std::span<const std::int64_t> EventLog::numbers_of(const Value& value) const {
    const auto at = static_cast<std::size_t>(value.number);
    return std::span(numbers_).subspan(at + 1, static_cast<std::size_t>(numbers_[at]));
}

std::string EventLog::to_text(const Value& value) const {
    switch (value.type) {
        case Value::Type::kNothing: return "none";
        case Value::Type::kNumber: return fmt::format("{}", value.number);
        case Value::Type::kFlag: return value.number != 0 ? "true" : "false";
        case Value::Type::kText:
            return std::string(text(Name(static_cast<std::uint32_t>(value.number))));
        case Value::Type::kNumbers: return fmt::format("[{}]", fmt::join(numbers_of(value), " "));
    }
    return "?";
}

// --- Filling.

EventLog::Name EventLog::intern(std::string_view text) {
    // Most names are those of kinds and fields, which come again and again.
    std::uint32_t& recent = recent_[recent_slot(text)];
    if (recent < texts_.size() && *texts_[recent] == text) return Name(recent);
    auto found = names_.lower_bound(text);
    if (found == names_.end() || found->first != text) {
        const auto id = static_cast<std::uint32_t>(texts_.size());
        found = names_.emplace_hint(found, text, id);
        texts_.push_back(&found->first);
    }
    recent = found->second;
    return Name(recent);
}

std::size_t EventLog::recent_slot(std::string_view text) {
    std::size_t hash = text.size();
    for (const char c : text) hash = hash * 31 + static_cast<unsigned char>(c);
    return hash % kRecent;
}

void EventLog::add(const Event& event) {
    rows_.push_back({.event = event,
                     .first_field = static_cast<std::uint32_t>(fields_.size()),
                     .first_subject = static_cast<std::uint32_t>(subjects_.size()),
                     .first_cause = static_cast<std::uint32_t>(causes_.size())});
}

void EventLog::add_numbers(Name field, std::span<const std::int64_t> numbers) {
    add_field(field, {Value::Type::kNumbers, static_cast<std::int64_t>(numbers_.size())});
    numbers_.push_back(static_cast<std::int64_t>(numbers.size()));
    numbers_.insert(numbers_.end(), numbers.begin(), numbers.end());
}

// --- Recording.

namespace {

class FieldTaker final : public sim::FieldReader {
public:
    explicit FieldTaker(EventLog& log) : log_(log) {}

    void number(std::string_view field, std::int64_t value) override {
        log_.add_field(log_.intern(field), {EventLog::Value::Type::kNumber, value});
    }
    void text(std::string_view field, std::string_view value) override {
        log_.add_field(log_.intern(field),
                       {EventLog::Value::Type::kText, log_.intern(value).value()});
    }
    void flag(std::string_view field, bool value) override {
        log_.add_field(log_.intern(field), {EventLog::Value::Type::kFlag, value ? 1 : 0});
    }
    void numbers(std::string_view field, const std::vector<std::int64_t>& values) override {
        log_.add_numbers(log_.intern(field), values);
    }
    void nothing(std::string_view field) override {
        log_.add_field(log_.intern(field), {EventLog::Value::Type::kNothing, 0});
    }

private:
    EventLog& log_;
};

}  // namespace

EventRecorder::EventRecorder(sim::Trace& trace, EventLog& log) : trace_(trace), log_(log) {
    trace_.subscribe(*this);
}

EventRecorder::~EventRecorder() {
    trace_.unsubscribe(*this);
}

void EventRecorder::on_event(const sim::Event& event) {
    std::optional<EventLog::Name> process;
    if (event.emitter) process = log_.intern(trace_.name(event.emitter->process));
    std::optional<std::uint64_t> message;
    if (event.about.message) message = event.about.message->value();
    log_.add({.id = event.id,
              .at = event.at,
              .kind = log_.intern(event.kind.name),
              .process = process,
              .incarnation = event.emitter ? event.emitter->incarnation.value() : 0,
              .changed = event.about.changed == sim::Changed::kYes,
              .message = message});
    for (const sim::EventId cause : event.about.causes) log_.add_cause(cause.value());
    for (const sim::Subject& subject : event.about.subjects) {
        log_.add_subject({.kind = log_.intern(subject.kind),
                          .name = log_.intern(trace_.name(subject.name)),
                          .begin = subject.begin,
                          .end = subject.end});
    }
    FieldTaker fields(log_);
    event.kind.read_fields(event.fact, fields);
}

}  // namespace assize::reports
