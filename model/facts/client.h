#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>

#include "model/types.h"
#include "sim/fact.h"

namespace assize::model {

// The facts about clients, as they see the cluster. Their subjects are the partition's records
// (kind "records", name "topic-partition"), where the client knows offsets; and of the kind "send"
// the records of a producer's batch: the name is the producer's, the interval what its user numbers
// them by, in the order of the batch. Records that have no number are in none.

struct ProducerBatchSent {
    static constexpr std::string_view kName = "producer_batch_sent";
    static constexpr std::string_view kMeaning = "a producer sent a batch to a leader";
    std::string_view partition;
    std::uint64_t batch;
    BrokerId broker;
    std::int32_t records;
    std::uint32_t crc;
    std::uint32_t attempt;
    std::int8_t acks;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("partition", &ProducerBatchSent::partition, "topic-partition");
        field("batch", &ProducerBatchSent::batch, "which of the producer's batches, from 1");
        field("broker", &ProducerBatchSent::broker, "to whom");
        field("records", &ProducerBatchSent::records, "how many records are in it");
        field("crc", &ProducerBatchSent::crc,
              "its checksum; a log that alters it says this one, too");
        field("attempt", &ProducerBatchSent::attempt, "1 is the first");
        field("acks", &ProducerBatchSent::acks, "what is to have happened before the answer");
    }
};

struct ProducerBatchAcknowledged {
    static constexpr std::string_view kName = "producer_batch_acknowledged";
    static constexpr std::string_view kMeaning = "a producer told its user that a batch is written";
    std::string_view partition;
    std::uint64_t batch;
    std::int32_t records;
    std::optional<Offset> base_offset;
    std::int8_t acks;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("partition", &ProducerBatchAcknowledged::partition, "topic-partition");
        field("batch", &ProducerBatchAcknowledged::batch, "which of the producer's batches");
        field("records", &ProducerBatchAcknowledged::records, "how many records are in it");
        field("base_offset", &ProducerBatchAcknowledged::base_offset,
              "of the first; none when nobody said");
        field("acks", &ProducerBatchAcknowledged::acks, "what happened before, as promised");
    }
};

struct ProducerBatchRetried {
    static constexpr std::string_view kName = "producer_batch_retried";
    static constexpr std::string_view kMeaning =
        "an attempt to send a batch failed, and there will be another";
    std::string_view partition;
    std::uint64_t batch;
    std::string_view error;
    std::uint32_t attempt;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("partition", &ProducerBatchRetried::partition, "topic-partition");
        field("batch", &ProducerBatchRetried::batch, "which of the producer's batches");
        field("error", &ProducerBatchRetried::error, "how the attempt ended, by Kafka's name");
        field("attempt", &ProducerBatchRetried::attempt, "which attempt");
    }
};

struct ProducerBatchFailed {
    static constexpr std::string_view kName = "producer_batch_failed";
    static constexpr std::string_view kMeaning = "a producer told its user that a batch failed";
    std::string_view partition;
    std::uint64_t batch;
    std::int32_t records;
    std::string_view error;
    bool maybe_written;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("partition", &ProducerBatchFailed::partition, "topic-partition");
        field("batch", &ProducerBatchFailed::batch, "which of the producer's batches");
        field("records", &ProducerBatchFailed::records, "how many records are in it");
        field("error", &ProducerBatchFailed::error, "why, by Kafka's name");
        field("maybe_written", &ProducerBatchFailed::maybe_written,
              "whether it can be in a log all the same, now or later");
    }
};

struct ProducerBatchSplit {
    static constexpr std::string_view kName = "producer_batch_split";
    static constexpr std::string_view kMeaning =
        "a batch was too large for the broker: its records are in smaller ones now";
    std::string_view partition;
    std::uint64_t batch;
    std::int32_t records;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("partition", &ProducerBatchSplit::partition, "topic-partition");
        field("batch", &ProducerBatchSplit::batch, "which of the producer's batches");
        field("records", &ProducerBatchSplit::records, "how many records were in it");
    }
};

struct RecordsConsumed {
    static constexpr std::string_view kName = "records_consumed";
    static constexpr std::string_view kMeaning = "a consumer handed records to its user";
    std::string_view partition;
    std::int32_t records;
    Offset position_before;
    Offset position_after;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("partition", &RecordsConsumed::partition, "topic-partition");
        field("records", &RecordsConsumed::records, "how many");
        field("position_before", &RecordsConsumed::position_before, "where it stood");
        field("position_after", &RecordsConsumed::position_after, "where it goes on");
    }
};

/// Why a consumer stands elsewhere than after the last record that it handed over.
enum class PositionReason : std::uint8_t {
    kSeek,        // Its user said so.
    kReset,       // It had none, or one that is out of range: by auto.offset.reset.
    kTruncation,  // What it had read is no longer there: back to where the logs part (KIP-320).
};
constexpr std::string_view to_string(PositionReason reason) {
    switch (reason) {
        case PositionReason::kSeek: return "seek";
        case PositionReason::kReset: return "reset";
        case PositionReason::kTruncation: return "truncation";
    }
    return "?";
}

struct ConsumerPositionSet {
    static constexpr std::string_view kName = "consumer_position_set";
    static constexpr std::string_view kMeaning = "a consumer goes on reading elsewhere";
    std::string_view partition;
    std::optional<Offset> position_before;
    Offset position_after;
    PositionReason reason;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("partition", &ConsumerPositionSet::partition, "topic-partition");
        field("position_before", &ConsumerPositionSet::position_before,
              "where it stood, if at all");
        field("position_after", &ConsumerPositionSet::position_after, "where it stands");
        field("reason", &ConsumerPositionSet::reason, "why");
    }
};

using ClientFacts =
    std::tuple<ProducerBatchSent, ProducerBatchAcknowledged, ProducerBatchRetried,
               ProducerBatchFailed, ProducerBatchSplit, RecordsConsumed, ConsumerPositionSet>;

}  // namespace assize::model
