#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace assize::model {

// The facts about what controllers decide. A decision is stated when the active controller makes
// it: it names the place (offset, controller epoch) of its record in the metadata log, and counts
// once that is committed. It is committed when a MetadataApplied of any node has that epoch at that
// offset, or when the controller completes its operation; what ControllerResigned says was
// not committed yet may still be, or be cut off.
// Subjects: "records" of "__cluster_metadata-0" at the offset, beside what it is about.

struct ControllerActivated {
    static constexpr std::string_view kName = "controller_activated";
    static constexpr std::string_view kMeaning = "a controller decides from now on";
    std::int32_t controller;
    std::int32_t epoch;
    std::int64_t end;
    std::uint64_t digest;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("controller", &ControllerActivated::controller, "which");
        field("epoch", &ControllerActivated::epoch, "of the metadata log");
        field("end", &ControllerActivated::end, "it has all records below; the next will be there");
        field("digest", &ControllerActivated::digest, "of the image that they make");
    }
};

struct ControllerResigned {
    static constexpr std::string_view kName = "controller_resigned";
    static constexpr std::string_view kMeaning = "a controller decides no longer";
    std::int32_t controller;
    std::int32_t epoch;
    std::int64_t committed_end;
    std::int64_t decided_end;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("controller", &ControllerResigned::controller, "which");
        field("epoch", &ControllerResigned::epoch, "in which it did");
        field("committed_end", &ControllerResigned::committed_end,
              "what it decided below this is committed");
        field("decided_end", &ControllerResigned::decided_end,
              "what it decided from there up to this, it takes back: that may be committed yet");
    }
};

struct ControllerFailed {
    static constexpr std::string_view kName = "controller_failed";
    static constexpr std::string_view kMeaning =
        "a controller cannot make sense of the metadata log, and ends";
    std::int32_t controller;
    std::int64_t end;
    std::string why;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("controller", &ControllerFailed::controller, "which");
        field("end", &ControllerFailed::end, "all records below made sense");
        field("why", &ControllerFailed::why, "what does not");
    }
};

struct PartitionChanged {
    static constexpr std::string_view kName = "partition_changed";
    static constexpr std::string_view kMeaning =
        "a controller decided how a partition is from now on";
    std::int32_t controller;
    std::int32_t epoch;
    std::int64_t offset;
    std::string topic;
    std::string topic_id;
    std::int32_t partition;
    std::string_view reason;
    std::optional<std::int32_t> leader;
    std::int32_t leader_epoch;
    std::int32_t partition_epoch;
    std::vector<std::int32_t> replicas;
    std::vector<std::int32_t> isr;
    std::vector<std::int64_t> isr_broker_epochs;
    std::vector<std::int32_t> elr;
    std::vector<std::int32_t> last_known_elr;
    std::vector<std::int32_t> adding;
    std::vector<std::int32_t> removing;
    std::int32_t min_isr;
    bool leader_elected;
    bool unclean;
    bool recovering;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        using P = PartitionChanged;
        field("controller", &P::controller, "who decided");
        field("epoch", &P::epoch, "of the controller");
        field("offset", &P::offset, "of the record in the metadata log");
        field("topic", &P::topic, "of the partition");
        field("topic_id", &P::topic_id, "of the topic");
        field("partition", &P::partition, "its index");
        field("reason", &P::reason, "what led to it: an operation, or what befell a broker");
        field("leader", &P::leader, "who leads, if anyone does");
        field("leader_epoch", &P::leader_epoch, "since the leader was set last");
        field("partition_epoch", &P::partition_epoch, "of this change");
        field("replicas", &P::replicas, "the preferred leader first");
        field("isr", &P::isr, "the replicas in sync");
        field("isr_broker_epochs", &P::isr_broker_epochs,
              "for each of them the epoch of its registration; -1 when it has none");
        field("elr", &P::elr, "the replicas that may lead when none is in sync (KIP-966)");
        field("last_known_elr", &P::last_known_elr, "who led when none of those was left either");
        field("adding", &P::adding, "the replicas that a reassignment adds");
        field("removing", &P::removing, "the replicas that it will remove");
        field("min_isr", &P::min_isr, "how many in sync a write with acks=all needs");
        field("leader_elected", &P::leader_elected, "whether another leader than before was set");
        field("unclean", &P::unclean, "whether that was neither in sync nor eligible");
        field("recovering", &P::recovering, "whether the leader has yet to recover from that");
    }
};

struct BrokerRegistrationAccepted {
    static constexpr std::string_view kName = "broker_registration_accepted";
    static constexpr std::string_view kMeaning =
        "a controller decided to take a broker in, or another life of it";
    std::int32_t controller;
    std::int32_t epoch;
    std::int64_t offset;
    std::int32_t broker;
    std::int64_t broker_epoch;
    std::string incarnation;
    std::optional<std::int64_t> previous_epoch;
    bool fenced;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        using B = BrokerRegistrationAccepted;
        field("controller", &B::controller, "who decided");
        field("epoch", &B::epoch, "of the controller");
        field("offset", &B::offset, "of the record in the metadata log");
        field("broker", &B::broker, "which");
        field("broker_epoch", &B::broker_epoch,
              "of the registration: the offset, unless the same incarnation asks again");
        field("incarnation", &B::incarnation, "which life of the broker");
        field("previous_epoch", &B::previous_epoch, "of the registration that this one replaces");
        field("fenced", &B::fenced, "whether it may not lead yet");
    }
};

struct BrokerFencingChanged {
    static constexpr std::string_view kName = "broker_fencing_changed";
    static constexpr std::string_view kMeaning =
        "a controller decided whether a broker may lead and be in sync";
    std::int32_t controller;
    std::int32_t epoch;
    std::int64_t offset;
    std::int32_t broker;
    std::int64_t broker_epoch;
    bool fenced;
    bool in_controlled_shutdown;
    std::string_view reason;
    std::optional<std::int64_t> metadata_offset;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        using B = BrokerFencingChanged;
        field("controller", &B::controller, "who decided");
        field("epoch", &B::epoch, "of the controller");
        field("offset", &B::offset, "of the record in the metadata log");
        field("broker", &B::broker, "which");
        field("broker_epoch", &B::broker_epoch, "its registration");
        field("fenced", &B::fenced, "whether it may not");
        field("in_controlled_shutdown", &B::in_controlled_shutdown,
              "whether it is about to go, and may not either");
        field("reason", &B::reason, "what led to it");
        field("metadata_offset", &B::metadata_offset,
              "how far the broker said it is with the metadata log, if it was asked");
    }
};

struct BrokerUnregistered {
    static constexpr std::string_view kName = "broker_unregistered";
    static constexpr std::string_view kMeaning = "a controller decided to strike a broker off";
    std::int32_t controller;
    std::int32_t epoch;
    std::int64_t offset;
    std::int32_t broker;
    std::int64_t broker_epoch;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("controller", &BrokerUnregistered::controller, "who decided");
        field("epoch", &BrokerUnregistered::epoch, "of the controller");
        field("offset", &BrokerUnregistered::offset, "of the record in the metadata log");
        field("broker", &BrokerUnregistered::broker, "which");
        field("broker_epoch", &BrokerUnregistered::broker_epoch, "its registration");
    }
};

struct BrokerShutdownGranted {
    static constexpr std::string_view kName = "broker_shutdown_granted";
    static constexpr std::string_view kMeaning = "a controller told a broker that it may go";
    std::int32_t controller;
    std::int32_t epoch;
    std::int32_t broker;
    std::int64_t broker_epoch;
    bool controlled;
    std::int64_t leads;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("controller", &BrokerShutdownGranted::controller, "who told it");
        field("epoch", &BrokerShutdownGranted::epoch, "of the controller");
        field("broker", &BrokerShutdownGranted::broker, "which");
        field("broker_epoch", &BrokerShutdownGranted::broker_epoch, "its registration");
        field("controlled", &BrokerShutdownGranted::controlled,
              "whether it had handed over, and all others knew; else it was fenced, led nothing, "
              "or would not wait");
        field("leads", &BrokerShutdownGranted::leads, "how many partitions it leads still");
    }
};

struct TopicCreated {
    static constexpr std::string_view kName = "topic_created";
    static constexpr std::string_view kMeaning = "a controller decided that there is a topic";
    std::int32_t controller;
    std::int32_t epoch;
    std::int64_t offset;
    std::string topic;
    std::string topic_id;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("controller", &TopicCreated::controller, "who decided");
        field("epoch", &TopicCreated::epoch, "of the controller");
        field("offset", &TopicCreated::offset, "of the record in the metadata log");
        field("topic", &TopicCreated::topic, "its name");
        field("topic_id", &TopicCreated::topic_id, "what tells it from others of that name");
    }
};

struct TopicDeleted {
    static constexpr std::string_view kName = "topic_deleted";
    static constexpr std::string_view kMeaning = "a controller decided that a topic is no more";
    std::int32_t controller;
    std::int32_t epoch;
    std::int64_t offset;
    std::string topic;
    std::string topic_id;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("controller", &TopicDeleted::controller, "who decided");
        field("epoch", &TopicDeleted::epoch, "of the controller");
        field("offset", &TopicDeleted::offset, "of the record in the metadata log");
        field("topic", &TopicDeleted::topic, "its name");
        field("topic_id", &TopicDeleted::topic_id, "what tells it from others of that name");
    }
};

struct ConfigChanged {
    static constexpr std::string_view kName = "config_changed";
    static constexpr std::string_view kMeaning = "a controller decided on a dynamic setting";
    std::int32_t controller;
    std::int32_t epoch;
    std::int64_t offset;
    std::string_view resource_type;
    std::string resource;
    std::string key;
    std::optional<std::string> value;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("controller", &ConfigChanged::controller, "who decided");
        field("epoch", &ConfigChanged::epoch, "of the controller");
        field("offset", &ConfigChanged::offset, "of the record in the metadata log");
        field("resource_type", &ConfigChanged::resource_type, "topic or broker");
        field("resource", &ConfigChanged::resource, "its name; empty for all brokers");
        field("key", &ConfigChanged::key, "which setting");
        field("value", &ConfigChanged::value, "nothing when it is as by default again");
    }
};

struct ProducerIdsAllocated {
    static constexpr std::string_view kName = "producer_ids_allocated";
    static constexpr std::string_view kMeaning = "a controller gave producer ids to a broker";
    std::int32_t controller;
    std::int32_t epoch;
    std::int64_t offset;
    std::int32_t broker;
    std::int64_t first;
    std::int64_t end;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("controller", &ProducerIdsAllocated::controller, "who decided");
        field("epoch", &ProducerIdsAllocated::epoch, "of the controller");
        field("offset", &ProducerIdsAllocated::offset, "of the record in the metadata log");
        field("broker", &ProducerIdsAllocated::broker, "to whom");
        field("first", &ProducerIdsAllocated::first, "the first of them");
        field("end", &ProducerIdsAllocated::end, "the first of the next block");
    }
};

struct FeatureLevelChanged {
    static constexpr std::string_view kName = "feature_level_changed";
    static constexpr std::string_view kMeaning = "a controller decided on the level of a feature";
    std::int32_t controller;
    std::int32_t epoch;
    std::int64_t offset;
    std::string feature;
    std::int16_t level;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("controller", &FeatureLevelChanged::controller, "who decided");
        field("epoch", &FeatureLevelChanged::epoch, "of the controller");
        field("offset", &FeatureLevelChanged::offset, "of the record in the metadata log");
        field("feature", &FeatureLevelChanged::feature, "its name");
        field("level", &FeatureLevelChanged::level, "0 when it is off");
    }
};

struct WriteOperationCompleted {
    static constexpr std::string_view kName = "write_operation_completed";
    static constexpr std::string_view kMeaning =
        "a controller answers a request, all that it decided being committed";
    std::int32_t controller;
    std::int32_t epoch;
    std::string_view operation;
    std::int64_t end;
    std::int64_t records;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("controller", &WriteOperationCompleted::controller, "who answers");
        field("epoch", &WriteOperationCompleted::epoch, "of the controller");
        field("operation", &WriteOperationCompleted::operation, "what was asked for");
        field("end", &WriteOperationCompleted::end,
              "the records that the answer stands on are below this offset, and committed");
        field("records", &WriteOperationCompleted::records, "how many it wrote itself");
    }
};

struct WriteOperationFailed {
    static constexpr std::string_view kName = "write_operation_failed";
    static constexpr std::string_view kMeaning =
        "a controller refuses a request, or cannot say what becomes of it";
    std::int32_t controller;
    std::optional<std::int32_t> epoch;
    std::string_view operation;
    std::string_view error;
    std::int64_t records;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("controller", &WriteOperationFailed::controller, "who answers");
        field("epoch", &WriteOperationFailed::epoch, "in which it decides, if it does");
        field("operation", &WriteOperationFailed::operation, "what was asked for");
        field("error", &WriteOperationFailed::error, "Kafka's name for why");
        field("records", &WriteOperationFailed::records,
              "how many it had written: what becomes of them is open");
    }
};

using ControllerFacts =
    std::tuple<ControllerActivated, ControllerResigned, ControllerFailed, PartitionChanged,
               BrokerRegistrationAccepted, BrokerFencingChanged, BrokerUnregistered,
               BrokerShutdownGranted, TopicCreated, TopicDeleted, ConfigChanged,
               ProducerIdsAllocated, FeatureLevelChanged, WriteOperationCompleted,
               WriteOperationFailed>;

}  // namespace assize::model
