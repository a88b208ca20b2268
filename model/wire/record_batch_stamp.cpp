#include "model/wire/record_batch_stamp.h"

#include "model/wire/big_endian.h"
#include "model/wire/crc32c.h"
#include "model/wire/record_batch_layout.h"

namespace assize::model::wire {

namespace {

void stamp_crc(std::span<std::byte> batch) {
    store_big_endian(batch.data() + layout::kCrc, crc32c(batch.subspan(layout::kAttributes)));
}

}  // namespace

void set_base_offset(std::span<std::byte> batch, Offset offset) {
    store_big_endian(batch.data() + layout::kBaseOffset, offset.value());
}

void set_leader_epoch(std::span<std::byte> batch, LeaderEpoch epoch) {
    store_big_endian(batch.data() + layout::kLeaderEpoch, epoch.value());
}

void set_max_timestamp(std::span<std::byte> batch, TimestampType type,
                       std::int64_t max_timestamp_ms) {
    constexpr unsigned kTypeBit = layout::kLogAppendTimeBit;
    const unsigned old = load_big_endian<std::uint16_t>(batch.data() + layout::kAttributes);
    const bool append_time = type == TimestampType::kLogAppendTime;
    const unsigned attributes = append_time ? old | kTypeBit : old & ~kTypeBit;
    const auto old_max = load_big_endian<std::int64_t>(batch.data() + layout::kMaxTimestamp);
    if (attributes == old && old_max == max_timestamp_ms) return;
    store_big_endian(batch.data() + layout::kAttributes, static_cast<std::uint16_t>(attributes));
    store_big_endian(batch.data() + layout::kMaxTimestamp, max_timestamp_ms);
    stamp_crc(batch);
}

void set_producer(std::span<std::byte> batch, const ProducerStamp& producer) {
    const std::int32_t sequence = producer.base_sequence ? producer.base_sequence->value() : -1;
    store_big_endian(batch.data() + layout::kProducerId, producer.id.value());
    store_big_endian(batch.data() + layout::kProducerEpoch, producer.epoch.value());
    store_big_endian(batch.data() + layout::kBaseSequence, sequence);
    stamp_crc(batch);
}

}  // namespace assize::model::wire
