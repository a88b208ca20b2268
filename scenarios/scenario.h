#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checkers/verdict.h"
#include "model/broker/cpu.h"
#include "model/config/parse.h"
#include "model/config/values.h"
#include "model/variant.h"
#include "scenarios/plan.h"
#include "sim/clock.h"
#include "sim/disk/profile.h"
#include "sim/network/profile.h"
#include "sim/time.h"

namespace assize::scenarios {

/// What one node has of its own.
struct NodeScenario {
    std::optional<model::config::ProcessRoles> roles = std::nullopt;  // Of plans only.
    std::optional<std::string> rack = std::nullopt;
    model::config::Settings config = {};
    sim::ClockOptions clock = {};
    sim::DiskProfile disk = {};
    model::broker::CpuProfile cpu = {};

    bool operator==(const NodeScenario&) const = default;
};

/// How controllers are laid out: on nodes of their own, or each broker is one, too.
enum class Layout : std::uint8_t { kSeparate, kCombined };

struct ClusterScenario {
    std::string cluster_id = model::ClusterConfig{}.cluster_id;
    std::int32_t brokers = 3;
    std::optional<std::int32_t> controllers = std::nullopt;  // 3, unless brokers are controllers.
    Layout roles = Layout::kSeparate;
    std::vector<std::string> racks = {};  // Dealt out to the brokers in turn.
    model::config::Settings config = {};
    sim::LinkProfile link = {};
    sim::DiskProfile disk = {};
    model::broker::CpuProfile cpu = {};
    /// By name. Of a scenario: those that differ. Of a plan: all that there are.
    std::map<std::string, NodeScenario> nodes = {};

    bool operator==(const ClusterScenario&) const = default;
};

/// Some producers that are alike: they send at random times, or regularly, or what is listed.
struct ProducerScenario {
    std::optional<std::string> name = std::nullopt;  // None: "producer-1", counted over all.
    std::int32_t count = 1;
    std::string topic = {};
    std::optional<std::int64_t> rate = std::nullopt;  // Records a second, on average, of each.
    std::optional<sim::Duration> every = std::nullopt;
    std::optional<std::int64_t> records = std::nullopt;  // At most so many, of each.
    std::int32_t keys = 0;                               // Distinct ones; 0: records have none.
    std::int32_t value_bytes = 100;
    std::optional<std::int32_t> partition = std::nullopt;  // None: the partitioner chooses.
    model::config::Settings config = {};
    std::vector<SendPlan> sends = {};

    bool operator==(const ProducerScenario&) const = default;
};

struct ConsumerScenario {
    std::optional<std::string> name = std::nullopt;  // None: "consumer-1", counted over all.
    std::int32_t count = 1;
    std::vector<std::string> topics = {};
    model::config::Settings config = {};

    bool operator==(const ConsumerScenario&) const = default;
};

/// Any duration of [least, most].
struct DurationRange {
    sim::Duration least;
    sim::Duration most;
    bool operator==(const DurationRange&) const = default;
};

/// Faults that come by themselves while the phase of faults lasts.
struct RandomFaults {
    sim::Duration every = sim::Duration::seconds(5);  // The mean gap.
    std::vector<std::string> kinds = {};              // As name_of() has them.
    std::vector<Target> targets = {"random broker"};  // One is drawn for each.
    DurationRange lasts{sim::Duration::seconds(1), sim::Duration::seconds(4)};
    std::int32_t at_once = 1;  // So many overlap at most.

    bool operator==(const RandomFaults&) const = default;
};

/// What is healed in the end. kRandomCore draws the nodes that are to live.
struct HealingScenario {
    enum class What : std::uint8_t { kEverything, kCore, kRandomCore };
    What what = What::kEverything;
    std::vector<Target> core = {};

    bool operator==(const HealingScenario&) const = default;
};

struct PhaseScenario {
    sim::Duration warm_up = PhasePlan{}.warm_up;
    sim::Duration faults = PhasePlan{}.faults;
    HealingScenario heal = {};
    sim::Duration within = HealingPlan{}.within;

    bool operator==(const PhaseScenario&) const = default;
};

/// What a scenario file says (docs/scenarios.md). With a seed it becomes a Plan: see plan_of().
/// Faults may have targets such as "random broker". A plan's file is a scenario, too: one that
/// leaves nothing open.
struct Scenario {
    std::string name;  // Of the file, without folder and ending; plans say it.
    std::string title = {};
    std::uint64_t seed = 1;                                // Unless the user gives another.
    std::optional<model::Variant> variant = std::nullopt;  // Of plans only.
    ClusterScenario cluster = {};
    std::vector<TopicPlan> topics = {};
    std::vector<ProducerScenario> producers = {};
    std::vector<ConsumerScenario> consumers = {};
    PhaseScenario phases = {};
    std::vector<FaultPlan> faults = {};
    std::vector<RandomFaults> random_faults = {};
    std::map<std::string, checkers::Status> expect = {};

    bool operator==(const Scenario&) const = default;
};

}  // namespace assize::scenarios
