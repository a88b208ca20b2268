#include "sim/trace_line.h"

#include <nlohmann/json.hpp>
#include <string>

namespace assize::sim {

namespace {

using nlohmann::json;

class FactWriter final : public FieldReader {
public:
    explicit FactWriter(fmt::memory_buffer& out) : out_(fmt::appender(out)) {}

    void number(std::string_view field, std::int64_t value) override {
        fmt::format_to(out_, "{}\"{}\":{}", comma(), field, value);
    }
    void text(std::string_view field, std::string_view value) override {
        fmt::format_to(out_, "{}\"{}\":{}", comma(), field, json_quoted(value));
    }
    void flag(std::string_view field, bool value) override {
        fmt::format_to(out_, "{}\"{}\":{}", comma(), field, value);
    }
    void numbers(std::string_view field, const std::vector<std::int64_t>& values) override {
        fmt::format_to(out_, "{}\"{}\":[{}]", comma(), field, fmt::join(values, ","));
    }
    void nothing(std::string_view field) override {
        fmt::format_to(out_, "{}\"{}\":null", comma(), field);
    }

private:
    std::string_view comma() { return first_ ? (first_ = false, "") : ","; }

    fmt::appender out_;
    bool first_ = true;
};

void append_subjects(fmt::appender out, const ListOf<Subject>& subjects, const Trace& trace) {
    std::string_view comma;
    fmt::format_to(out, ",\"subjects\":[");
    for (const Subject& subject : subjects) {
        fmt::format_to(out, "{}{{\"kind\":\"{}\",\"name\":{},\"begin\":{},\"end\":{}}}", comma,
                       subject.kind, json_quoted(trace.name(subject.name)), subject.begin,
                       subject.end);
        comma = ",";
    }
    fmt::format_to(out, "]");
}

void append_causes(fmt::appender out, const ListOf<EventId>& causes) {
    std::string_view comma;
    fmt::format_to(out, ",\"causes\":[");
    for (EventId cause : causes) {
        fmt::format_to(out, "{}{}", comma, cause.value());
        comma = ",";
    }
    fmt::format_to(out, "]");
}

}  // namespace

std::string json_quoted(std::string_view text) {
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

void append_trace_line(fmt::memory_buffer& buffer, const Event& event, const Trace& trace) {
    const auto out = fmt::appender(buffer);
    fmt::format_to(out, "{{\"id\":{},\"t\":{}", event.id.value(),
                   event.at.since_origin().nanoseconds());
    if (event.emitter) {
        fmt::format_to(out, ",\"process\":{},\"incarnation\":{}",
                       json_quoted(trace.name(event.emitter->process)),
                       event.emitter->incarnation.value());
    }
    const About& about = event.about;
    fmt::format_to(out, ",\"kind\":\"{}\",\"changed\":{}", event.kind.name,
                   about.changed == Changed::kYes);
    if (!about.causes.empty()) append_causes(out, about.causes);
    if (about.message) fmt::format_to(out, ",\"message\":{}", about.message->value());
    if (!about.subjects.empty()) append_subjects(out, about.subjects, trace);
    fmt::format_to(out, ",\"fact\":{{");
    FactWriter fields(buffer);
    event.kind.read_fields(event.fact, fields);
    fmt::format_to(out, "}}}}\n");
}

}  // namespace assize::sim
