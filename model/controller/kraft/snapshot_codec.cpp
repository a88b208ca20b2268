#include "model/controller/kraft/snapshot_codec.h"

#include <optional>
#include <utility>
#include <variant>

#include "model/wire/control_batch.h"
#include "model/wire/messages/snapshot_footer_record.h"
#include "model/wire/messages/snapshot_header_record.h"
#include "model/wire/record_batch.h"

namespace assize::model::kraft {

namespace {

using wire::BatchError;
using wire::RecordBatchBuilder;
using wire::RecordBatchView;

void add(std::vector<std::byte>& file, std::span<const std::byte> batch) {
    file.insert(file.end(), batch.begin(), batch.end());
}

/// What a batch of one control record says, if it is such a message.
template <class Message>
std::optional<Message> message_in(const RecordBatchView& batch) {
    const auto records = wire::control_records(batch);
    if (!records || records->size() != 1) return std::nullopt;
    const auto message = wire::control_message(records->front());
    if (!message || !std::holds_alternative<Message>(*message)) return std::nullopt;
    return std::get<Message>(*message);
}

std::vector<RecordBatchView> all_batches(std::span<const std::byte> file) {
    std::vector<RecordBatchView> batches;
    for (const RecordBatchView batch : wire::BatchRange(file)) batches.push_back(batch);
    return batches;
}

}  // namespace

std::vector<std::byte> encode_snapshot(const SnapshotContents& contents, std::int64_t now_ms,
                                       std::int32_t batch_bytes_max) {
    const LeaderEpoch epoch = contents.id.epoch;
    std::vector<std::byte> file;
    const wire::SnapshotHeaderRecord header{.last_contained_log_timestamp =
                                                contents.last_contained_log_timestamp_ms};
    add(file, wire::control_batch({.leader_epoch = epoch, .timestamp_ms = now_ms}, header));

    Offset next_offset(1);
    std::optional<RecordBatchBuilder> builder;
    const auto finish = [&] {
        if (!builder) return;
        next_offset = builder->next_offset();
        add(file, builder->build());
        builder.reset();
    };
    for (const wire::Bytes& record : contents.records) {
        const auto bound = RecordBatchBuilder::record_size_bound(std::nullopt, record.span());
        const auto most = static_cast<std::size_t>(batch_bytes_max);
        if (builder && builder->estimated_size() + bound > most) finish();
        if (!builder)
            builder.emplace(wire::BatchOptions{.base_offset = next_offset, .leader_epoch = epoch});
        builder->append(now_ms, std::nullopt, record.span());
    }
    finish();

    add(file, wire::control_batch(
                  {.base_offset = next_offset, .leader_epoch = epoch, .timestamp_ms = now_ms},
                  wire::SnapshotFooterRecord{}));
    return file;
}

sim::Result<SnapshotContents, BatchError> decode_snapshot(const OffsetAndEpoch& id,
                                                          std::span<const std::byte> file) {
    const std::vector<RecordBatchView> batches = all_batches(file);
    if (wire::BatchRange(file).whole_bytes() != file.size()) {
        return sim::Failure(BatchError::kPartial);
    }
    if (batches.size() < 2) return sim::Failure(BatchError::kBadControl);
    for (const RecordBatchView& batch : batches) {
        if (!wire::check_crc(batch)) return sim::Failure(BatchError::kBadCrc);
    }
    const auto header = message_in<wire::SnapshotHeaderRecord>(batches.front());
    const auto footer = message_in<wire::SnapshotFooterRecord>(batches.back());
    if (!header || !footer) return sim::Failure(BatchError::kBadControl);

    SnapshotContents contents{
        .id = id,
        .last_contained_log_timestamp_ms = header->last_contained_log_timestamp,
        .records = {}};
    for (std::size_t n = 1; n + 1 < batches.size(); ++n) {
        if (batches[n].is_control()) continue;
        auto records = batches[n].records();
        if (!records) return sim::Failure(records.error());
        for (wire::Record& record : *records) {
            contents.records.push_back(std::move(record.value).value_or(wire::Bytes()));
        }
    }
    return contents;
}

}  // namespace assize::model::kraft
