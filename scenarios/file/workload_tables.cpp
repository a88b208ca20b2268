#include <algorithm>
#include <set>

#include "model/cluster.h"
#include "model/metadata/topic_name.h"
#include "scenarios/file/cast.h"
#include "scenarios/file/settings_form.h"
#include "scenarios/file/tables.h"
#include "scenarios/file/units.h"

namespace assize::scenarios::file {

namespace {

using model::config::ConsumerConfig;
using model::config::ProducerConfig;
using model::config::TopicConfig;

constexpr std::int32_t kPartitionsMost = 1000;
constexpr std::int32_t kReplicasMost = 100;
constexpr std::int32_t kClientsMost = 100;
constexpr std::int64_t kRateMost = 100'000;
constexpr std::int32_t kValueBytesMost = 1 << 20;
/// What a run may send in all: its plan lists each record.
constexpr std::int64_t kSendsMost = 200'000;
constexpr std::int64_t kSentBytesMost = 1ll << 30;

using PartitionNumber = NumberForm<std::int32_t, 0, kPartitionsMost - 1>;
using ValueBytes = NumberForm<std::int32_t, 0, kValueBytesMost>;

// --- Topics.

std::string judge_assignment(const TopicPlan& topic) {
    if (topic.assignment.size() != static_cast<std::size_t>(topic.partitions)) {
        return fmt::format("'assignment' is about {} partitions, and there are {}",
                           topic.assignment.size(), topic.partitions);
    }
    for (const std::vector<std::int32_t>& replicas : topic.assignment) {
        if (replicas.size() != static_cast<std::size_t>(topic.replication_factor)) {
            return fmt::format(
                "'assignment' has {} replicas of a partition, and the replication "
                "factor is {}",
                replicas.size(), topic.replication_factor);
        }
        if (std::set(replicas.begin(), replicas.end()).size() != replicas.size()) {
            return fmt::format("a partition is assigned to a broker twice: [{}]",
                               fmt::join(replicas, ", "));
        }
    }
    return "";
}

std::string judge_factor(const TopicPlan& topic, const Scenario& scenario) {
    const std::size_t brokers = names_of_brokers(scenario).size();
    if (static_cast<std::size_t>(topic.replication_factor) <= brokers) return "";
    return fmt::format("a replication factor of {} needs as many brokers, and there are {}",
                       topic.replication_factor, brokers);
}

std::string judge_uniqueness(const std::string& name, const Scenario& scenario) {
    const auto count = std::ranges::count(scenario.topics, name, &TopicPlan::name);
    return count == 1 ? "" : fmt::format("the topic '{}' is there {} times", name, count);
}

// --- Sends.

// [at_us, "topic", partition or -1, "key" or "", value bytes]
struct SendForm {
    using type = SendPlan;
    static constexpr std::string_view kShape =
        "[microseconds, \"topic\", partition or -1, \"key\" or \"\", bytes]";
    static std::optional<type> read(Reading& reading, const Value& value);
    static Value write(const type& send);
    static Table schema(Language) { return schema_of_type("array"); }
};

std::optional<sim::Duration> read_send_time(Reading& reading, const Value& value) {
    constexpr std::int64_t kMicrosecondsMost = 48 * kHour / 1000;
    if (value.text()) return DurationForm<0, 48 * kHour>::read(reading, value);
    const auto at = read_number(reading, value, 0, kMicrosecondsMost);
    if (!at) return std::nullopt;
    return sim::Duration::microseconds(*at);
}

void judge_send(Reading& reading, const Value& value, const SendPlan& send) {
    const model::TopicPartition partition{send.topic, send.partition.value_or(0)};
    reading.judge_once(to_string(partition), value.place, [partition](const Scenario& scenario) {
        return judge_partition(to_string(partition), scenario);
    });
}

std::optional<SendPlan> SendForm::read(Reading& reading, const Value& value) {
    const Array* parts = value.array();
    if (!parts || parts->size() != 5) {
        reading.expect(value, kShape);
        return std::nullopt;
    }
    const auto at = read_send_time(reading, (*parts)[0]);
    auto topic = TextForm::read(reading, (*parts)[1]);
    const auto partition =
        NumberForm<std::int32_t, -1, kPartitionsMost - 1>::read(reading, (*parts)[2]);
    auto key = TextForm::read(reading, (*parts)[3]);
    const auto bytes = ValueBytes::read(reading, (*parts)[4]);
    if (!at || !topic || !partition || !key || !bytes) return std::nullopt;
    SendPlan send{.at = *at, .topic = std::move(*topic), .value_bytes = *bytes};
    if (*partition >= 0) send.partition = *partition;
    if (!key->empty()) send.key = std::move(*key);
    judge_send(reading, value, send);
    return send;
}

Value SendForm::write(const SendPlan& send) {
    const std::int64_t nanoseconds = send.at.nanoseconds();
    Array parts;
    parts.push_back(nanoseconds % 1000 == 0 ? Value::of(nanoseconds / 1000)
                                            : write_duration(send.at));
    parts.push_back(Value::of(send.topic));
    parts.push_back(Value::of(std::int64_t{send.partition.value_or(-1)}));
    parts.push_back(Value::of(send.key.value_or("")));
    parts.push_back(Value::of(std::int64_t{send.value_bytes}));
    return Value::of(std::move(parts));
}

// --- Clients.

void judge_client_name(Reading& reading, const Value& value, const std::optional<std::string>& name,
                       std::string_view kind) {
    if (!reading.is_plan()) return;
    const bool good = name && name->starts_with(kind) && name->size() > kind.size() + 1 &&
                      (*name)[kind.size()] == '-' &&
                      std::all_of(name->begin() + static_cast<std::ptrdiff_t>(kind.size()) + 1,
                                  name->end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!good) {
        reading.refuse(place_of(value, "name"), fmt::format("expected a name such as {}-1", kind));
    }
    reading.judge_later(place_of(value, "name"), [name](const Scenario& scenario) -> std::string {
        const auto is_it = [&](const auto& client) { return client.name == name; };
        const auto count = std::ranges::count_if(scenario.producers, is_it) +
                           std::ranges::count_if(scenario.consumers, is_it);
        return count == 1 ? "" : fmt::format("the name '{}' is there {} times", *name, count);
    });
}

void judge_pace(Reading& reading, const Value& value, const ProducerScenario& producer) {
    const auto has = [&](std::string_view key) { return value.table()->find(key) != nullptr; };
    const int paces = int{has("rate")} + int{has("every")} + int{has("sends")};
    if (paces == 0) {
        reading.refuse(value.place,
                       "a producer needs 'rate' (records a second), 'every' (the gap between "
                       "two) or 'sends' (a list)");
    }
    if (paces > 1) {
        reading.refuse(value.place,
                       "'rate', 'every' and 'sends' contradict each other: a producer "
                       "has one of them");
    }
    if (has("sends")) {
        if (producer.count > 1) {
            reading.refuse(place_of(value, "count"), "'sends' are of one producer: no 'count'");
        }
    } else if (!has("topic")) {
        reading.refuse(value.place, "the key 'topic' is missing: where it sends to");
    }
}

}  // namespace

template <>
const std::vector<Field<TopicPlan>>& fields() {
    using T = TopicPlan;
    static const std::vector<Field<T>> kFields{
        field<&T::name, TextForm>("name", "such as orders", Presence::kRequired),
        field<&T::partitions, NumberForm<std::int32_t, 1, kPartitionsMost>>(
            "partitions", "how many; default: 1, or as many as are assigned"),
        field<&T::replication_factor, NumberForm<std::int16_t, 1, kReplicasMost>>(
            "replication_factor", "on how many brokers each is; default: 3, or as assigned"),
        field<&T::assignment, ListForm<ListForm<BrokerForm, 1>>>(
            "assignment",
            "the brokers of each partition, the preferred leader first: [[1, 2, 3], [2, 3, 1]]"),
        field<&T::config, SettingsForm<TopicConfig>>("config", "Kafka's keys of topics"),
    };
    return kFields;
}

void Whole<TopicPlan>::judge(Reading& reading, const Value& value, TopicPlan& topic) {
    if (!topic.assignment.empty()) {
        const Table& table = *value.table();
        if (!table.find("partitions")) {
            topic.partitions = static_cast<std::int32_t>(
                std::min<std::size_t>(topic.assignment.size(), kPartitionsMost));
        }
        if (!table.find("replication_factor")) {
            topic.replication_factor = static_cast<std::int16_t>(
                std::min<std::size_t>(topic.assignment.front().size(), kReplicasMost));
        }
        if (std::string wrong = judge_assignment(topic); !wrong.empty()) {
            reading.refuse(place_of(value, "assignment"), std::move(wrong));
        }
    }
    if (!topic.name.empty() && (!model::metadata::is_valid_topic_name(topic.name) ||
                                model::metadata::is_internal_topic(topic.name))) {
        reading.refuse(place_of(value, "name"),
                       fmt::format("'{}' is no name for a topic: expected 1 to 249 of letters, "
                                   "digits, '.', '_' and '-', and no topic of Kafka's own",
                                   topic.name));
    }
    reading.judge_later(place_of(value, "replication_factor"),
                        [topic](const Scenario& all) { return judge_factor(topic, all); });
    reading.judge_later(place_of(value, "name"), [name = topic.name](const Scenario& all) {
        return judge_uniqueness(name, all);
    });
}

template <>
const std::vector<Field<ProducerScenario>>& fields() {
    using P = ProducerScenario;
    constexpr auto kOptional = Presence::kOptional;
    static const std::vector<Field<P>> kFields{
        field<&P::name, TextForm>("name", "producer-1, producer-2 and so on", Presence::kRequired,
                                  In::kPlans),
        field<&P::count, NumberForm<std::int32_t, 1, kClientsMost>>(
            "count", "how many there are; default: 1", kOptional, In::kScenarios),
        field<&P::topic, TopicForm>("topic", "where it sends to", kOptional, In::kScenarios),
        field<&P::rate, NumberForm<std::int64_t, 1, kRateMost>>(
            "rate", "records a second on average, of each; gaps are random (exponential)",
            kOptional, In::kScenarios),
        field<&P::every, DurationForm<10'000, 24 * kHour>>(
            "every", "instead of 'rate': the gap between two records", kOptional, In::kScenarios),
        field<&P::records, NumberForm<std::int64_t, 1, kSendsMost>>(
            "records", "at most so many, of each; default: until the phase of faults ends",
            kOptional, In::kScenarios),
        field<&P::keys, NumberForm<std::int32_t, 0, 1'000'000'000>>(
            "keys", "how many different keys records have; default: 0, none has a key", kOptional,
            In::kScenarios),
        field<&P::value_bytes, ValueBytes>("value_bytes", "the size of a value; default: 100",
                                           kOptional, In::kScenarios),
        field<&P::partition, PartitionNumber>(
            "partition", "send to this one only; default: the partitioner chooses", kOptional,
            In::kScenarios),
        field<&P::config, SettingsForm<ProducerConfig>>("config", "Kafka's keys of producers"),
        field<&P::sends, ListForm<SendForm>>(
            "sends",
            "each record since the warm-up began: [microseconds, \"topic\", partition or -1, "
            "\"key\" or \"\", bytes of its value]"),
    };
    return kFields;
}

void Whole<ProducerScenario>::judge(Reading& reading, const Value& value,
                                    ProducerScenario& producer) {
    judge_client_name(reading, value, producer.name, "producer");
    if (!reading.is_plan()) judge_pace(reading, value, producer);
    if (!std::ranges::is_sorted(producer.sends, {}, &SendPlan::at)) {
        reading.refuse(place_of(value, "sends"), "'sends' are not in order of time");
    }
    if (producer.partition && !producer.topic.empty()) {
        const model::TopicPartition partition{producer.topic, *producer.partition};
        reading.judge_later(place_of(value, "partition"), [partition](const Scenario& scenario) {
            // An unknown topic is a complaint of its own.
            if (!find_topic(scenario, partition.topic)) return std::string();
            return judge_partition(to_string(partition), scenario);
        });
    }
}

template <>
const std::vector<Field<ConsumerScenario>>& fields() {
    using C = ConsumerScenario;
    static const std::vector<Field<C>> kFields{
        field<&C::name, TextForm>("name", "consumer-1, consumer-2 and so on", Presence::kRequired,
                                  In::kPlans),
        field<&C::count, NumberForm<std::int32_t, 1, kClientsMost>>(
            "count", "how many there are; default: 1", Presence::kOptional, In::kScenarios),
        field<&C::topics, ListForm<TopicForm, 1>>("topics", "each reads all partitions of these",
                                                  Presence::kRequired),
        field<&C::config, SettingsForm<ConsumerConfig>>("config", "Kafka's keys of consumers"),
    };
    return kFields;
}

void Whole<ConsumerScenario>::judge(Reading& reading, const Value& value,
                                    ConsumerScenario& consumer) {
    judge_client_name(reading, value, consumer.name, "consumer");
    const std::set<std::string> distinct(consumer.topics.begin(), consumer.topics.end());
    if (distinct.size() != consumer.topics.size()) {
        reading.refuse(place_of(value, "topics"), "a topic is there twice");
    }
}

namespace {

// How many records one of these producers sends on average, up to a little more than allowed.
std::int64_t sends_of_one(const ProducerScenario& producer, sim::Duration time) {
    constexpr std::int64_t kTooMany = kSendsMost + 1;
    std::int64_t sends = static_cast<std::int64_t>(producer.sends.size());
    if (producer.every) sends = time / *producer.every + 1;
    if (producer.rate) {
        const std::int64_t milliseconds = time / sim::Duration::milliseconds(1) + 1;
        sends = *producer.rate * milliseconds / 1000 + 1;
    }
    return std::min({sends, producer.records.value_or(kTooMany), kTooMany});
}

// Nothing, or whether all these clients' configuration goes with the cluster's.
void judge_topic_configs(Reading& reading, const Value& file, const Scenario& scenario) {
    const model::ClusterConfig cluster = cluster_of(scenario.cluster);
    const auto node = std::ranges::find_if(cluster.nodes, &model::NodeConfig::is_broker);
    const auto broker = model::config_of(cluster, *node);
    if (!broker) return;
    const Entry* topics = file.table()->find("topic");
    for (std::size_t i = 0; i < scenario.topics.size(); ++i) {
        const auto config = model::config::parse_onto(model::config::topic_defaults(*broker),
                                                      scenario.topics[i].config);
        if (config) continue;
        reading.refuse(place_of((*topics->value.array())[i], "config"), config.error().message);
    }
}

}  // namespace

void judge_amounts(Reading& reading, const Value& file, const Scenario& scenario) {
    if (!reading.has_forgiven()) judge_topic_configs(reading, file, scenario);
    if (scenario.producers.empty()) return;
    const Array& values = *file.table()->find("producer")->value.array();
    if (values.size() != scenario.producers.size()) return;
    const sim::Duration time = scenario.phases.warm_up + scenario.phases.faults;
    std::int64_t sends = 0;
    std::int64_t bytes = 0;
    for (std::size_t i = 0; i < scenario.producers.size(); ++i) {
        const ProducerScenario& producer = scenario.producers[i];
        const std::int64_t more = sends_of_one(producer, time) * producer.count;
        sends += more;
        bytes += more * producer.value_bytes;
        const Value& value = values[i];
        const Place place = place_of(value, producer.rate    ? "rate"
                                            : producer.every ? "every"
                                                             : "sends");
        if (sends > kSendsMost) {
            return reading.refuse(
                place, fmt::format("a run sends at most {} records in all; with these it would be "
                                   "more, in {} of warm-up and faults",
                                   kSendsMost, to_text(time)));
        }
        if (bytes > kSentBytesMost) {
            return reading.refuse(
                place, fmt::format("a run sends at most {} in all; with these it would be {}",
                                   bytes_to_text(kSentBytesMost), bytes_to_text(bytes)));
        }
    }
}

}  // namespace assize::scenarios::file
