#include "reports/property_words.h"

#include <algorithm>

namespace assize::reports {

namespace {

constexpr PropertyWords kProperties[] = {
    {"control.broker-lifecycle", "brokers are registered, fenced and unfenced by the rules"},
    {"control.metadata-durable", "what the metadata quorum committed is never taken back"},
    {"control.one-leader-per-epoch", "a partition, and the quorum, has one leader in each epoch"},
    {"control.quorum-protocol", "nodes of the quorum vote, lead and follow by the rules"},
    {"delivery.at-least-once", "what was acknowledged is delivered to each consumer"},
    {"delivery.at-most-once", "no record is in its partition twice, or delivered twice"},
    {"delivery.exactly-once", "what was acknowledged is delivered, once"},
    {"delivery.no-phantom", "what is delivered was sent"},
    {"durability.acked-survives", "an acknowledged record is there when all is healed"},
    {"liveness.cluster-recovers", "after healing each partition is led, and in sync"},
    {"liveness.consumers-catch-up", "after healing each consumer reads all there is"},
    {"liveness.sends-end", "each send ends within delivery.timeout.ms"},
    {"log.integrity", "a log is what was appended: no hole, no change, and it survives a restart"},
    {"order.key", "the records of one key are delivered in the order in which they were sent"},
    {"order.no-skip", "no consumer skips a record that is there"},
    {"order.offset-stable", "an offset always holds the same record"},
    {"order.partition", "each consumer sees a partition in the order of its offsets"},
    {"order.producer", "the records of one producer lie in the order in which they were sent"},
    {"producer.sequence", "a log takes an idempotent producer's batches in order, each once"},
    {"replication.high-watermark", "the high watermark passes what all in sync have, no more"},
    {"replication.in-sync-replicas", "who is in the ISR has what it takes to be"},
    {"replication.leader-completeness", "a new leader has all that was committed before"},
    {"replication.log-matching", "logs that agree on an epoch and offset agree on all before"},
};

}  // namespace

std::span<const PropertyWords> all_properties() {
    return kProperties;
}

std::string_view meaning_of(std::string_view property) {
    const auto* found = std::ranges::find(kProperties, property, &PropertyWords::name);
    return found == std::end(kProperties) ? std::string_view() : found->meaning;
}

}  // namespace assize::reports
