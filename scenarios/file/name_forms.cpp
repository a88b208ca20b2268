#include <algorithm>

#include "scenarios/file/cast.h"
#include "scenarios/file/tables.h"

namespace assize::scenarios::file {

namespace {

std::string judge_broker(std::int32_t id, const Scenario& scenario) {
    const auto nodes = cluster_of(scenario.cluster).nodes;
    const bool there = std::ranges::any_of(nodes, [id](const model::NodeConfig& node) {
        return node.is_broker() && node.id.value() == id;
    });
    if (there) return "";
    return fmt::format("there is no broker {}; there are {}", id,
                       fmt::join(names_of_brokers(scenario), ", "));
}

std::string judge_random_partition(const std::string& text, const Scenario& scenario) {
    constexpr std::string_view kOf = " of ";
    const std::string_view rest = std::string_view(text).substr(kRandomPartition.size());
    if (rest.empty()) return scenario.topics.empty() ? "a [[topic]] is missing" : "";
    if (rest.starts_with(kOf)) return judge_topic(rest.substr(kOf.size()), scenario);
    return fmt::format("expected '{0}' or '{0} of TOPIC', found '{1}'", kRandomPartition, text);
}

}  // namespace

Place place_of(const Value& table, std::string_view key) {
    const Entry* entry = table.table() ? table.table()->find(key) : nullptr;
    return entry ? entry->value.place : table.place;
}

std::optional<Target> TargetForm::read(Reading& reading, const Value& value) {
    const std::string* text = value.text();
    if (!text) {
        reading.expect(value, "a target in quotes, such as \"leader(orders-0)\"");
        return std::nullopt;
    }
    const auto target = parse_target(*text);
    if (reading.is_plan() && target && target->is_random()) {
        reading.refuse(value.place,
                       fmt::format("'{}' is for scenarios: a plan leaves nothing open", *text));
        return std::nullopt;
    }
    reading.judge_later(value.place, [name = *text](const Scenario& scenario) {
        return judge_target(name, scenario);
    });
    return *text;
}

std::optional<std::vector<Target>> TargetsForm::read(Reading& reading, const Value& value) {
    if (value.array()) return ListForm<TargetForm, 1>::read(reading, value);
    auto one = TargetForm::read(reading, value);
    if (!one) return std::nullopt;
    return std::vector<Target>{std::move(*one)};
}

Table TargetsForm::schema(Language language) {
    return either(TargetForm::schema(language), ListForm<TargetForm, 1>::schema(language));
}

std::optional<std::string> TopicForm::read(Reading& reading, const Value& value) {
    auto name = TextForm::read(reading, value);
    if (!name) return std::nullopt;
    reading.judge_later(value.place, [name = *name](const Scenario& scenario) {
        return judge_topic(name, scenario);
    });
    return name;
}

std::optional<std::string> PartitionForm::read(Reading& reading, const Value& value) {
    auto text = TextForm::read(reading, value);
    if (!text) return std::nullopt;
    const bool random = !reading.is_plan() && text->starts_with(kRandomPartition);
    reading.judge_later(value.place, [text = *text, random](const Scenario& scenario) {
        return random ? judge_random_partition(text, scenario) : judge_partition(text, scenario);
    });
    return text;
}

std::optional<std::int32_t> BrokerForm::read(Reading& reading, const Value& value) {
    const auto id = NumberForm<std::int32_t, 0>::read(reading, value);
    if (!id) return std::nullopt;
    reading.judge_later(
        value.place, [id = *id](const Scenario& scenario) { return judge_broker(id, scenario); });
    return id;
}

}  // namespace assize::scenarios::file
