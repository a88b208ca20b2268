#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/file/fields.h"
#include "scenarios/file/target_text.h"
#include "scenarios/scenario.h"

namespace assize::scenarios::file {

/// "broker-1", "leader(orders-0)": see TargetText.
struct TargetForm {
    using type = Target;
    static std::optional<type> read(Reading& reading, const Value& value);
    static Value write(const type& target) { return Value::of(target); }
    static Table schema(Language) { return schema_of_type("string"); }
};

/// One target or an array of them.
struct TargetsForm {
    using type = std::vector<Target>;
    static std::optional<type> read(Reading& reading, const Value& value);
    static Value write(const type& targets) { return ListForm<TargetForm>::write(targets); }
    static Table schema(Language language);
};

/// The name of a [[topic]].
struct TopicForm {
    using type = std::string;
    static std::optional<type> read(Reading& reading, const Value& value);
    static Value write(const type& topic) { return Value::of(topic); }
    static Table schema(Language) { return schema_of_type("string"); }
};

/// "orders-0"; in scenarios also "random partition" and "random partition of orders".
struct PartitionForm {
    using type = std::string;
    static std::optional<type> read(Reading& reading, const Value& value);
    static Value write(const type& partition) { return Value::of(partition); }
    static Table schema(Language) { return schema_of_type("string"); }
};
inline constexpr std::string_view kRandomPartition = "random partition";

/// The id of a broker.
struct BrokerForm {
    using type = std::int32_t;
    static std::optional<type> read(Reading& reading, const Value& value);
    static Value write(type id) { return Value::of(std::int64_t{id}); }
    static Table schema(Language) { return number_schema(0, 1 << 30); }
};

/// What is done, and when: a [[fault]].
struct FaultTable {
    std::optional<sim::Duration> at = std::nullopt;
    std::optional<EventPattern> when = std::nullopt;
    std::optional<EventPattern> before = std::nullopt;
    std::optional<sim::Duration> then = std::nullopt;
    std::optional<FaultAction> action = std::nullopt;
    std::optional<sim::Duration> lasts = std::nullopt;
    std::optional<bool> drawn = std::nullopt;  // Of plans only.
    std::string note = {};
};
struct FaultForm {
    using type = FaultPlan;
    static std::optional<type> read(Reading& reading, const Value& value);
    static Value write(const type& fault);
    static Table schema(Language language);
};

/// What a [[fault]] can do, as its key, and what that means.
struct ActionDescription {
    std::string_view name;
    std::string_view documentation;
};
std::vector<ActionDescription> describe_actions();

template <>
const std::vector<Field<NodeScenario>>& fields();
template <>
const std::vector<Field<ClusterScenario>>& fields();
template <>
const std::vector<Field<TopicPlan>>& fields();
template <>
const std::vector<Field<ProducerScenario>>& fields();
template <>
const std::vector<Field<ConsumerScenario>>& fields();
template <>
const std::vector<Field<PhaseScenario>>& fields();
template <>
const std::vector<Field<EventPattern>>& fields();
template <>
const std::vector<Field<FaultTable>>& fields();
template <>
const std::vector<Field<RandomFaults>>& fields();
template <>
const std::vector<Field<Scenario>>& fields();

template <>
struct Whole<ClusterScenario> {
    static void judge(Reading& reading, const Value& value, ClusterScenario& cluster);
};
template <>
struct Whole<TopicPlan> {
    static void judge(Reading& reading, const Value& value, TopicPlan& topic);
};
template <>
struct Whole<ProducerScenario> {
    static void judge(Reading& reading, const Value& value, ProducerScenario& producer);
};
template <>
struct Whole<ConsumerScenario> {
    static void judge(Reading& reading, const Value& value, ConsumerScenario& consumer);
};
template <>
struct Whole<FaultTable> {
    static void judge(Reading& reading, const Value& value, FaultTable& fault);
};
template <>
struct Whole<RandomFaults> {
    static void judge(Reading& reading, const Value& value, RandomFaults& faults);
};
template <>
struct Whole<EventPattern> {
    static void judge(Reading& reading, const Value& value, EventPattern& pattern);
};

/// Of a key of a table, or of the table itself when it is not there.
Place place_of(const Value& table, std::string_view key);

/// Judges a scenario whose parts are fine: the cluster as Cluster::make() does, and how much there
/// is to do.
void judge_cluster(Reading& reading, const Value& file, const Scenario& scenario);
void judge_amounts(Reading& reading, const Value& file, const Scenario& scenario);

}  // namespace assize::scenarios::file
