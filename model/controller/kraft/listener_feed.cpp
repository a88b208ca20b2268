#include "model/controller/kraft/listener_feed.h"

#include <cstdint>
#include <utility>

#include "model/controller/kraft/snapshot_codec.h"
#include "model/controller/kraft/subjects.h"
#include "model/wire/record_batch.h"

namespace assize::model::kraft {

namespace {

constexpr std::int32_t kReadBytes = 1 << 20;

sim::Result<CommittedBatch, wire::BatchError> committed(const wire::RecordBatchView& batch) {
    CommittedBatch result{.base_offset = batch.base_offset(),
                          .last_offset = batch.last_offset(),
                          .epoch = batch.leader_epoch().value_or(LeaderEpoch(0)),
                          .append_timestamp_ms = batch.max_timestamp_ms(),
                          .size_bytes = static_cast<std::int64_t>(batch.size_bytes()),
                          .records = {}};
    if (batch.is_control()) return result;
    auto records = batch.records();
    if (!records) return sim::Failure(records.error());
    for (wire::Record& record : *records) {
        result.records.push_back(std::move(record.value).value_or(wire::Bytes()));
    }
    return result;
}

}  // namespace

sim::Result<void, wire::ErrorCode> ListenerFeed::advance(sim::Fiber& fiber, Offset high_watermark,
                                                         const Context& context) {
    if (next_ >= high_watermark) return {};
    const auto snapshot = log_.snapshots().latest();
    const bool behind = next_ < log_.start() || next_ == Offset(0);
    if (snapshot && behind && snapshot->offset <= high_watermark) {
        const auto loaded = load_snapshot(fiber, *snapshot, context);
        if (!loaded) return loaded;
    }
    while (next_ < high_watermark) {
        const auto bytes = log_.read(fiber, next_, kReadBytes);
        if (!bytes) return sim::Failure(bytes.error());
        auto batches = decode(bytes->span(), high_watermark);
        if (!batches) return sim::Failure(batches.error());
        if (batches->empty()) return {};
        next_ = next(batches->back().last_offset);
        listener_.on_commit(*batches);
    }
    return {};
}

sim::Result<void, wire::ErrorCode> ListenerFeed::load_snapshot(sim::Fiber& fiber,
                                                               const OffsetAndEpoch& id,
                                                               const Context& context) {
    const auto file = log_.snapshots().read(fiber, id);
    if (!file) return sim::Failure(file.error());
    const auto contents = decode_snapshot(id, file->span());
    if (!contents) return sim::Failure(wire::ErrorCode::kCorruptMessage);
    context.life.emit(KraftSnapshotLoaded{.node = context.node.value(),
                                          .end = id.offset.value(),
                                          .epoch = id.epoch.value(),
                                          .role = context.role,
                                          .writable = writable_},
                      {.changed = sim::Changed::kYes,
                       .subjects = {records_subject(context.life, Offset(0), id.offset)}});
    next_ = id.offset;
    listener_.on_load_snapshot(*contents);
    return {};
}

void ListenerFeed::tell_leader(const LeaderAndEpoch& leader,
                               const std::optional<Offset>& epoch_start, const Context& context) {
    if (told_ == leader) return;
    writable_ = false;
    if (epoch_start) {
        if (next_ <= *epoch_start) return;  // Not all of what was committed before is given.
        writable_ = true;
        context.life.emit(KraftLeadershipClaimed{.node = context.node.value(),
                                                 .epoch = leader.epoch.value(),
                                                 .epoch_start = epoch_start->value(),
                                                 .applied = next_.value()},
                          {.changed = sim::Changed::kYes,
                           .subjects = {epoch_subject(context.life, leader.epoch)}});
    }
    told_ = leader;
    listener_.on_leader_change(leader);
}

sim::Result<std::vector<CommittedBatch>, wire::ErrorCode> ListenerFeed::decode(
    std::span<const std::byte> batches, Offset high_watermark) const {
    std::vector<CommittedBatch> result;
    for (const wire::RecordBatchView batch : wire::BatchRange(batches)) {
        if (batch.last_offset() < next_) continue;
        if (batch.last_offset() >= high_watermark) break;
        auto decoded = committed(batch);
        if (!decoded) return sim::Failure(wire::ErrorCode::kCorruptMessage);
        result.push_back(std::move(*decoded));
    }
    return result;
}

}  // namespace assize::model::kraft
