#include <algorithm>
#include <array>

#include "scenarios/file/cast.h"
#include "scenarios/file/settings_form.h"
#include "scenarios/file/tables.h"
#include "sim/clock.h"

namespace assize::scenarios::file {

namespace {

using model::broker::CpuProfile;
using model::config::BrokerConfig;
using model::config::ProcessRoles;
using sim::ClockOptions;
using sim::DiskProfile;
using sim::LinkProfile;

constexpr std::int32_t kBrokersMost = 100;
constexpr std::int32_t kControllersMost = 25;
constexpr std::int64_t kPebibyte = 1ll << 50;

// How far a wall clock is ahead when the simulation begins.
struct AheadForm {
    using type = sim::WallInstant;
    using Ahead = DurationForm<-24 * 3650 * kHour, 24 * 3650 * kHour>;
    static std::optional<type> read(Reading& reading, const Value& value) {
        const auto ahead = Ahead::read(reading, value);
        if (!ahead) return std::nullopt;
        return sim::kWallEpoch + *ahead;
    }
    static Value write(type at_start) { return write_duration(at_start - sim::kWallEpoch); }
    static Table schema(Language language) { return Ahead::schema(language); }
};

struct DriftForm {
    using type = sim::Drift;
    using Parts = NumberForm<std::int64_t, -999'999'999, 1'000'000'000>;
    static std::optional<type> read(Reading& reading, const Value& value) {
        const auto parts = Parts::read(reading, value);
        if (!parts) return std::nullopt;
        return sim::Drift::parts_per_billion(*parts);
    }
    static Value write(type drift) { return Value::of(drift.parts_per_billion()); }
    static Table schema(Language language) { return Parts::schema(language); }
};

struct LayoutWords {
    using type = Layout;
    static auto all() {
        return std::array{std::pair{std::string_view("separate"), Layout::kSeparate},
                          std::pair{std::string_view("combined"), Layout::kCombined}};
    }
};

struct RoleWords {
    using type = ProcessRoles;
    static auto all() {
        return std::array{
            std::pair{std::string_view("broker"), ProcessRoles::kBroker},
            std::pair{std::string_view("controller"), ProcessRoles::kController},
            std::pair{std::string_view("combined"), ProcessRoles::kBrokerAndController}};
    }
};

NodeScenario base_of(const ClusterScenario& cluster) {
    return {.disk = cluster.disk, .cpu = cluster.cpu};
}

void judge_name(Reading& reading, const Entry& entry, const NodeScenario& node,
                const ClusterScenario& cluster) {
    const auto name = parse_node_name(entry.key);
    if (reading.is_plan()) {
        const bool is_broker = node.roles != ProcessRoles::kController;
        if (name && name->is_broker == is_broker) return;
        reading.refuse(
            entry.place,
            fmt::format("expected {}, found '{}'",
                        is_broker ? "broker-N for a broker" : "controller-N", entry.key));
        return;
    }
    std::vector<std::string> names;
    ClusterScenario counted = cluster;
    counted.nodes.clear();
    for (const model::NodeConfig& each : cluster_of(counted).nodes) names.push_back(each.name());
    if (std::ranges::find(names, entry.key) != names.end()) return;
    reading.refuse(entry.place, fmt::format("there is no node '{}'; there are {}", entry.key,
                                            fmt::join(names, ", ")));
}

// Nodes begin with what the cluster has.
void read_nodes(Reading& reading, const Value& value, ClusterScenario& cluster) {
    const Table* table = value.table();
    if (!table) return reading.expect(value, "a table of nodes by name");
    for (const Entry& each : table->entries) {
        NodeScenario node = base_of(cluster);
        reading.node = each.key;
        read_onto(reading, each.value, node);
        reading.node = "";
        judge_name(reading, each, node, cluster);
        cluster.nodes.insert_or_assign(each.key, std::move(node));
    }
}

std::optional<Value> write_nodes(const ClusterScenario& cluster, const ClusterScenario*) {
    const NodeScenario base = base_of(cluster);
    Table table;
    for (const auto& [name, node] : cluster.nodes) {
        table.add(name, Value::of(write_fields(node, &base)));
    }
    if (table.entries.empty()) return std::nullopt;
    return Value::of(std::move(table));
}

}  // namespace

template <>
const std::vector<Field<LinkProfile>>& fields() {
    using L = LinkProfile;
    static const std::vector<Field<L>> kFields{
        field<&L::latency, LatencyForm>("latency", "how long a message is under way"),
        field<&L::bytes_per_second, BandwidthForm<1'000'000'000'000>>("bandwidth",
                                                                      "of each direction"),
        field<&L::buffer_bytes, BytesForm<1024, 1ll << 30>>(
            "buffer", "how much may be sent and not yet read, before the sender waits"),
        field<&L::retransmit_first, DurationForm<1'000, kHour>>("retransmit_first",
                                                                "when what was lost is sent again"),
        field<&L::retransmit_most, DurationForm<1'000, kHour>>(
            "retransmit_most", "to which the time between two tries doubles"),
        field<&L::give_up_after, DurationForm<1'000>>(
            "give_up_after", "when a connection over which nothing passes is over"),
    };
    return kFields;
}

template <>
const std::vector<Field<DiskProfile>>& fields() {
    using D = DiskProfile;
    static const std::vector<Field<D>> kFields{
        field<&D::capacity_bytes, BytesForm<1 << 20, kPebibyte>>("capacity", "how much it holds"),
        field<&D::read_latency, LatencyForm>("read",
                                             "how long a read takes of what is not in memory"),
        field<&D::sync_latency, LatencyForm>("sync", "how long a sync takes"),
        field<&D::bytes_per_second, BandwidthForm<9'000'000'000>>("bandwidth",
                                                                  "of reading and writing"),
        field<&D::nothing_unsynced_survives, ChanceForm>(
            "nothing_survives", "chance that a power loss takes all that was not synced"),
        field<&D::everything_unsynced_survives, ChanceForm>(
            "everything_survives", "chance that a power loss takes nothing at all"),
        field<&D::unsynced_page_survives, ChanceForm>(
            "page_survives", "otherwise: chance of each unsynced page to be written after all"),
        field<&D::unsynced_page_is_torn, ChanceForm>(
            "page_torn", "otherwise: chance of each unsynced page to be written in part"),
    };
    return kFields;
}

template <>
struct Whole<LinkProfile> {
    static void judge(Reading& reading, const Value& value, LinkProfile& link) {
        if (link.retransmit_first <= link.retransmit_most) return;
        reading.refuse(place_of(value, "retransmit_first"),
                       "'retransmit_first' is longer than 'retransmit_most'");
    }
};

template <>
struct Whole<DiskProfile> {
    static void judge(Reading& reading, const Value& value, DiskProfile& disk) {
        const auto sum = [](sim::Chance a, sim::Chance b) {
            return a.per_million() + b.per_million();
        };
        if (sum(disk.nothing_unsynced_survives, disk.everything_unsynced_survives) > 1'000'000) {
            // Whoever says one thing for sure need not say that the other is out of the question.
            if (disk.nothing_unsynced_survives == sim::Chance::always()) {
                disk.everything_unsynced_survives = sim::Chance::never();
            } else if (disk.everything_unsynced_survives == sim::Chance::always()) {
                disk.nothing_unsynced_survives = sim::Chance::never();
            } else {
                reading.refuse(place_of(value, "nothing_survives"),
                               "'nothing_survives' and 'everything_survives' are more than 100%");
            }
        }
        if (sum(disk.unsynced_page_survives, disk.unsynced_page_is_torn) > 1'000'000) {
            reading.refuse(place_of(value, "page_survives"),
                           "'page_survives' and 'page_torn' are more than 100%");
        }
    }
};

template <>
const std::vector<Field<CpuProfile>>& fields() {
    using C = CpuProfile;
    static const std::vector<Field<C>> kFields{
        field<&C::cores, NumberForm<std::size_t, 1, 1024>>("cores",
                                                           "how many requests run at a time"),
        field<&C::per_request, DurationForm<0, kHour>>("per_request", "what each request takes"),
        field<&C::per_kib, DurationForm<0, kHour>>("per_kib", "what each KiB of a request takes"),
    };
    return kFields;
}

template <>
const std::vector<Field<ClockOptions>>& fields() {
    using C = ClockOptions;
    static const std::vector<Field<C>> kFields{
        field<&C::wall_at_start, AheadForm>("ahead", "how far its wall clock is ahead at first"),
        field<&C::wall_drift, DriftForm>("wall_drift_ppb",
                                         "how much too fast its wall clock runs, per billion"),
        field<&C::monotonic_drift, DriftForm>("monotonic_drift_ppb",
                                              "how much too fast its timers run, per billion"),
    };
    return kFields;
}

template <>
const std::vector<Field<NodeScenario>>& fields() {
    using N = NodeScenario;
    static const std::vector<Field<N>> kFields{
        field<&N::roles, WordForm<RoleWords>>("roles", "what it is", Presence::kRequired,
                                              In::kPlans),
        field<&N::rack, TextForm>("rack", "Kafka's broker.rack"),
        field<&N::config, SettingsForm<BrokerConfig>>("config", "Kafka's keys of this node alone"),
        field_onto<&N::clock>("clock", "its clocks"),
        field_onto<&N::disk>("disk", "its disk, where it differs from the cluster's"),
        field_onto<&N::cpu>("cpu", "its processor, where it differs from the cluster's"),
    };
    return kFields;
}

template <>
const std::vector<Field<ClusterScenario>>& fields() {
    using C = ClusterScenario;
    static const std::vector<Field<C>> kFields{
        field<&C::cluster_id, TextForm>("cluster_id", "Kafka's cluster.id"),
        field<&C::brokers, NumberForm<std::int32_t, 1, kBrokersMost>>(
            "brokers", "how many: broker-1, broker-2 and so on; default: 3", Presence::kOptional,
            In::kScenarios),
        field<&C::controllers, NumberForm<std::int32_t, 1, kControllersMost>>(
            "controllers", "how many: controller-101, controller-102 and so on; default: 3",
            Presence::kOptional, In::kScenarios),
        field<&C::roles, WordForm<LayoutWords>>("roles",
                                                "\"combined\": each broker is a controller, too",
                                                Presence::kOptional, In::kScenarios),
        field<&C::racks, ListForm<TextForm, 1>>("racks", "dealt out to the brokers in turn",
                                                Presence::kOptional, In::kScenarios),
        field<&C::config, SettingsForm<BrokerConfig>>("config", "Kafka's keys for all nodes"),
        field_onto<&C::link>("link", "the network between any two hosts"),
        field_onto<&C::disk>("disk", "the disk of each node"),
        field_onto<&C::cpu>("cpu", "the processor of each node"),
        Field<C>{.name = "nodes",
                 .documentation = "what single nodes have of their own, by name",
                 .read = read_nodes,
                 .write = write_nodes,
                 .schema =
                     [](Language language) {
                         return map_schema(schema_of_fields<NodeScenario>(language));
                     }},
    };
    return kFields;
}

void Whole<ClusterScenario>::judge(Reading& reading, const Value& value, ClusterScenario& cluster) {
    if (reading.is_plan() && cluster.nodes.empty()) {
        reading.refuse(value.place, "the key 'nodes' is missing: a plan lists all of them");
    }
    if (cluster.roles == Layout::kCombined && cluster.controllers) {
        reading.refuse(place_of(value, "controllers"),
                       "'controllers' and roles = \"combined\" contradict each other: there each "
                       "broker is a controller");
    }
}

void judge_cluster(Reading& reading, const Value& file, const Scenario& scenario) {
    const model::ClusterConfig cluster = cluster_of(scenario.cluster);
    const auto place_of_key = [&](const std::string& node, const std::string& key) {
        for (const std::string& whose : {node, std::string()}) {
            for (const Reading::NodeKey& each : reading.node_keys) {
                if (each.node == whose && each.key == key) return each.place;
            }
        }
        return place_of(file, "cluster");
    };
    if (reading.has_forgiven()) return;  // They would all be told again.
    for (const model::NodeConfig& node : cluster.nodes) {
        if (const auto config = model::config_of(cluster, node); !config) {
            reading.refuse(place_of_key(node.name(), config.error().key), config.error().message);
        }
    }
    if (reading.has_failed()) return;
    if (const auto error = model::check(cluster)) {
        reading.refuse(place_of(file, "cluster"), error->message);
    }
}

}  // namespace assize::scenarios::file
