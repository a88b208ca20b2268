#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "checkers/verdict.h"
#include "model/cluster.h"
#include "model/config/parse.h"
#include "sim/disk/fault.h"
#include "sim/network/profile.h"
#include "sim/time.h"

namespace assize::scenarios {

/// A topic that is made before the clients begin.
struct TopicPlan {
    std::string name;
    std::int32_t partitions = 1;
    std::int16_t replication_factor = 3;
    /// Which brokers each partition is on, the preferred leader first. Empty: the controller says.
    std::vector<std::vector<std::int32_t>> assignment = {};
    model::config::Settings config = {};
    bool operator==(const TopicPlan&) const = default;
};

/// One record that a producer is given. Its value begins with "<producer>/<number> ".
struct SendPlan {
    sim::Duration at;  // Since the warm-up began.
    std::string topic;
    std::optional<std::int32_t> partition = std::nullopt;  // None: the partitioner chooses.
    std::optional<std::string> key = std::nullopt;
    std::int32_t value_bytes = 100;
    bool operator==(const SendPlan&) const = default;
};

struct ProducerPlan {
    std::string name;  // Of its host and process, too: "producer-1".
    model::config::Settings config = {};
    std::vector<SendPlan> sends = {};  // In order of time.
    bool operator==(const ProducerPlan&) const = default;
};

/// A consumer that reads all partitions of some topics, by assignment.
struct ConsumerPlan {
    std::string name;  // "consumer-1"
    model::config::Settings config = {};
    std::vector<std::string> topics = {};
    bool operator==(const ConsumerPlan&) const = default;
};

/// Whom a fault strikes: "broker-1", "producer-1", "brokers", "controllers", "clients", "nodes",
/// "controller" (the active one), "leader(orders-0)", "followers(orders-0)", "isr(orders-0)",
/// "follower(orders-0, 1)" (the nth, by id, from 0). What is a role is looked up when the fault
/// begins. Scenarios also have "random broker", "random follower of orders-0" and the like; plans
/// do not.
using Target = std::string;

/// What is done. Those that last are taken back at the end of the fault.
namespace fault {

/// The process dies; it is started again at the end of the fault.
struct Crash {
    Target target;
    bool operator==(const Crash&) const = default;
};
struct PowerLoss {
    Target target;
    bool operator==(const PowerLoss&) const = default;
};
/// The process dies and the disk is replaced by an empty one; restarted at the end.
struct Wipe {
    Target target;
    bool operator==(const Wipe&) const = default;
};
struct Pause {
    Target target;
    bool operator==(const Pause&) const = default;
};
/// An orderly shutdown; restarted at the end.
struct ShutDown {
    Target target;
    bool operator==(const ShutDown&) const = default;
};

/// Nothing passes between two sets of hosts; with one_way: nothing from the first to the second.
struct Cut {
    std::vector<Target> from;
    std::vector<Target> to;
    bool one_way = false;
    bool operator==(const Cut&) const = default;
};
/// Groups that do not see each other; who is in none of them sees all.
struct Partition {
    std::vector<std::vector<Target>> groups;
    bool operator==(const Partition&) const = default;
};
/// Each sees its two neighbours only.
struct Ring {
    std::vector<Target> nodes;
    bool operator==(const Ring&) const = default;
};
struct SlowLink {
    std::vector<Target> from;
    std::vector<Target> to;
    sim::Duration by = sim::Duration::zero();
    std::int64_t bandwidth_divisor = 1;
    bool operator==(const SlowLink&) const = default;
};
/// What is sent waits until the end of the fault.
struct Stall {
    std::vector<Target> from;
    std::vector<Target> to;
    bool operator==(const Stall&) const = default;
};
/// Nobody can connect to it.
struct Refuse {
    Target target;
    bool operator==(const Refuse&) const = default;
};
/// Connections between the two are reset, once.
struct Reset {
    std::vector<Target> from;
    std::vector<Target> to;
    bool operator==(const Reset&) const = default;
};
/// Flips bits in frames, each with this chance.
struct Corrupt {
    std::vector<Target> from;
    std::vector<Target> to;
    std::int32_t per_mille = 10;
    bool operator==(const Corrupt&) const = default;
};

/// One kind of message, by Kafka's API, role and occurrence.
struct Message {
    enum class Side : std::uint8_t { kRequest, kResponse };
    enum class Fate : std::uint8_t { kDrop, kDelay, kHold, kCorrupt };
    std::string api;  // "Produce"
    Side side = Side::kRequest;
    std::vector<Target> from = {};  // Empty: anybody.
    std::vector<Target> to = {};
    std::optional<std::uint64_t> nth = std::nullopt;  // From 1, since the fault began; none: each.
    Fate fate = Fate::kDrop;
    sim::Duration by = sim::Duration::zero();  // Of a delay.
    bool operator==(const Message&) const = default;
};

/// Something goes wrong on a disk.
struct Disk {
    Target target;
    sim::DiskFault fault;
    bool operator==(const Disk&) const = default;
};
/// No space is left: every write that would take some fails.
struct DiskFull {
    Target target;
    bool operator==(const DiskFull&) const = default;
};
/// Flips one bit of what lies in a partition's log, at its end.
struct RotLog {
    Target target;
    std::string partition;  // "orders-0"
    bool operator==(const RotLog&) const = default;
};
struct ClockJump {
    Target target;
    sim::Duration by = sim::Duration::zero();
    bool operator==(const ClockJump&) const = default;
};
struct ClockDrift {
    Target target;
    std::int64_t parts_per_million = 0;
    bool operator==(const ClockDrift&) const = default;
};

// What an operator does while all goes on.

struct Reassign {
    std::string partition;
    std::vector<std::int32_t> replicas;
    bool operator==(const Reassign&) const = default;
};
struct ElectLeader {
    std::string partition;
    bool unclean = false;
    bool operator==(const ElectLeader&) const = default;
};
/// At the end the topic gets back what it was made with.
struct AlterTopic {
    std::string topic;
    model::config::Settings config;
    bool operator==(const AlterTopic&) const = default;
};
struct DeleteRecords {
    std::string partition;
    std::int64_t before = -1;  // -1: the high watermark.
    bool operator==(const DeleteRecords&) const = default;
};

}  // namespace fault

using FaultAction =
    std::variant<fault::Crash, fault::PowerLoss, fault::Wipe, fault::Pause, fault::ShutDown,
                 fault::Cut, fault::Partition, fault::Ring, fault::SlowLink, fault::Stall,
                 fault::Refuse, fault::Reset, fault::Corrupt, fault::Message, fault::Disk,
                 fault::DiskFull, fault::RotLog, fault::ClockJump, fault::ClockDrift,
                 fault::Reassign, fault::ElectLeader, fault::AlterTopic, fault::DeleteRecords>;
/// As in files: "crash", "power_loss", ...
std::string_view name_of(const FaultAction& action);

/// Picks facts of the trace.
struct EventPattern {
    std::string event;                                    // A fact's name: "batch_appended".
    std::optional<Target> by = std::nullopt;              // Whose fact.
    std::optional<std::string> partition = std::nullopt;  // A subject's name ...
    std::optional<std::int64_t> offset = std::nullopt;    // ... and what it covers.
    std::map<std::string, std::string> fields = {};       // As the trace file shows them.
    std::uint64_t nth = 1;                                // Of those that match, from 1.
    bool operator==(const EventPattern&) const = default;
};

/// When a fault begins.
struct AtTime {
    sim::Duration at;  // Since the phase of faults began.
    bool operator==(const AtTime&) const = default;
};
/// At the moment of a fact, unless another came before. Looked for since the warm-up ended.
struct AtEvent {
    EventPattern when;
    std::optional<EventPattern> before = std::nullopt;
    sim::Duration then = sim::Duration::zero();  // So long after it.
    bool operator==(const AtEvent&) const = default;
};

struct FaultPlan {
    FaultAction action;
    std::variant<AtTime, AtEvent> begins;
    /// None: until everything is healed.
    std::optional<sim::Duration> lasts = std::nullopt;
    /// Out of [[random_faults]]: nobody asked for this one, so that it is no error when nothing
    /// comes of it.
    bool drawn = false;
    std::string note = {};  // Why, for the reader.
    int line = 0;           // Of the file it came from; 0: none.
    bool operator==(const FaultPlan&) const = default;
};

/// What is healed before the final check: all, or so few nodes that the promises can be kept.
struct HealingPlan {
    enum class What : std::uint8_t { kEverything, kCore };
    What what = What::kEverything;
    std::vector<Target> core = {};  // The nodes that are to live, of kCore.
    sim::Duration within = sim::Duration::seconds(120);
    bool operator==(const HealingPlan&) const = default;
};

struct PhasePlan {
    sim::Duration warm_up = sim::Duration::seconds(2);
    sim::Duration faults = sim::Duration::seconds(20);
    HealingPlan healing = {};
    bool operator==(const PhasePlan&) const = default;
};

/// A scenario with nothing left to chance but what the world itself does (latencies, torn pages),
/// which follows from the seed. A value: files hold it, and later the shrinker cuts it down.
struct Plan {
    std::string scenario;
    std::string title = {};
    std::uint64_t seed = 1;
    model::ClusterConfig cluster = {};
    sim::LinkProfile link = {};
    std::vector<TopicPlan> topics = {};
    std::vector<ProducerPlan> producers = {};
    std::vector<ConsumerPlan> consumers = {};
    std::vector<FaultPlan> faults = {};
    PhasePlan phases = {};
    std::map<std::string, checkers::Status> expect = {};  // By property.
    bool operator==(const Plan&) const = default;
};

}  // namespace assize::scenarios
