#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/id.h"
#include "sim/result.h"

namespace assize::model {

// Kafka's own numbers, each with a type of its own. What Kafka writes as -1 ("no leader", "no
// epoch") is a std::optional here; only `wire` knows the -1.

/// A node of the cluster: broker or controller, they share one space.
using BrokerId = sim::Id<struct BrokerIdTag, std::int32_t>;
/// Which registration of a broker: the offset of its record in the metadata log.
using BrokerEpoch = sim::Id<struct BrokerEpochTag, std::int64_t>;
/// Counts the leaders that a partition (or the controller quorum) has had.
using LeaderEpoch = sim::Id<struct LeaderEpochTag, std::int32_t>;
/// Counts the changes of a partition's state in the metadata log.
using PartitionEpoch = sim::Id<struct PartitionEpochTag, std::int32_t>;

using ProducerId = sim::Id<struct ProducerIdTag, std::int64_t>;
using ProducerEpoch = sim::Id<struct ProducerEpochTag, std::int16_t>;
using Sequence = sim::Id<struct SequenceTag, std::int32_t>;

/// A point in a log: offset n lies before the nth record.
using Offset = sim::Id<struct OffsetTag, std::int64_t>;
/// A distance between two points of a log.
using RecordCount = sim::Id<struct RecordCountTag, std::int64_t>;

constexpr Offset operator+(Offset at, RecordCount count) {
    return Offset(at.value() + count.value());
}
constexpr Offset operator-(Offset at, RecordCount count) {
    return Offset(at.value() - count.value());
}
constexpr RecordCount operator-(Offset end, Offset begin) {
    return RecordCount(end.value() - begin.value());
}
/// The offset after `at`.
constexpr Offset next(Offset at) {
    return at + RecordCount(1);
}

/// 128 bits that name a topic, a directory or a cluster. All zero means none on the wire.
/// Its text form is Kafka's: base64 for URLs, without padding.
class Uuid {
public:
    constexpr Uuid() = default;
    constexpr Uuid(std::uint64_t most_significant, std::uint64_t least_significant)
        : most_significant_(most_significant), least_significant_(least_significant) {}

    constexpr std::uint64_t most_significant() const { return most_significant_; }
    constexpr std::uint64_t least_significant() const { return least_significant_; }
    constexpr bool is_zero() const { return *this == Uuid(); }
    constexpr auto operator<=>(const Uuid&) const = default;

private:
    std::uint64_t most_significant_ = 0;
    std::uint64_t least_significant_ = 0;
};

std::string to_string(const Uuid& uuid);
/// None when the text is no such form.
std::optional<Uuid> uuid_from_string(std::string_view text);

/// The topic id of the metadata log itself.
inline constexpr Uuid kMetadataTopicId(0, 1);

struct TopicPartition {
    std::string topic;
    std::int32_t partition = 0;

    auto operator<=>(const TopicPartition&) const = default;
};

/// As Kafka writes it: "orders-0".
std::string to_string(const TopicPartition& partition);

}  // namespace assize::model
