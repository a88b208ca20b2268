#include "scenarios/cli/event_json.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "reports/timeline/timeline.h"

namespace assize::scenarios {

namespace {

using Json = nlohmann::ordered_json;
using Value = reports::EventLog::Value;

Json value_json(const reports::EventLog& log, const Value& value) {
    switch (value.type) {
        case Value::Type::kNothing: return nullptr;
        case Value::Type::kNumber: return value.number;
        case Value::Type::kFlag: return value.number != 0;
        case Value::Type::kText: return log.to_text(value);
        case Value::Type::kNumbers: {
            const auto numbers = log.numbers_of(value);
            return std::vector<std::int64_t>(numbers.begin(), numbers.end());
        }
    }
    return nullptr;
}

}  // namespace

Json event_json(const reports::EventLog& log, const reports::Describer& describer,
                std::size_t index) {
    const reports::EventLog::Event& event = log[index];
    Json json{{"id", event.id.value()}, {"t", event.at.since_origin().nanoseconds()}};
    if (event.process) {
        json["process"] = log.text(*event.process);
        json["incarnation"] = event.incarnation;
    }
    json["kind"] = log.kind_of(index);
    json["changed"] = event.changed;
    json["who"] = describer.who(index);
    json["line"] = describer.line(index);
    if (event.message) json["message"] = *event.message;
    for (const std::uint64_t cause : log.causes_of(index)) json["causes"].push_back(cause);
    for (const reports::EventLog::Subject& subject : log.subjects_of(index)) {
        json["subjects"].push_back({{"kind", log.text(subject.kind)},
                                    {"name", log.text(subject.name)},
                                    {"begin", subject.begin},
                                    {"end", subject.end}});
    }
    json["fact"] = Json::object();
    for (const reports::EventLog::Field& field : log.fields_of(index)) {
        json["fact"][std::string(log.text(field.name))] = value_json(log, field.value);
    }
    return json;
}

std::string event_line(const reports::EventLog& log, const reports::Describer& describer,
                       std::size_t index) {
    return fmt::format("{:>10}  {:<8} {:<15} {}", reports::milliseconds(log[index].at),
                       fmt::format("#{}", log[index].id.value()), describer.who(index),
                       describer.line(index));
}

}  // namespace assize::scenarios
