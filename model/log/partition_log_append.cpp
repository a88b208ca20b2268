#include <algorithm>
#include <utility>

#include "model/facts/log.h"
#include "model/log/append_rules.h"
#include "model/log/checkpoint_files.h"
#include "model/log/log_segment.h"
#include "model/log/partition_log.h"
#include "model/log/wall_clock.h"

namespace assize::model::log {

using wire::ErrorCode;

// --- What callers bring --------------------------------------------------------------------

PartitionLog::Answer<AppendInfo> PartitionLog::append_as_leader(sim::Fiber& fiber,
                                                                std::span<const std::byte> records,
                                                                LeaderEpoch epoch,
                                                                AppendOrigin origin) {
    const auto turn = enter(fiber);
    if (!turn) return sim::Failure(turn.error());

    // Refuse what is not to be appended, and stamp the rest.
    scratch_.assign(records.begin(), records.end());
    if (auto sound = take_apart(scratch_, PartialTail::kRefuse, *incoming_); !sound) {
        return sim::Failure(sound.error());
    }
    const StampingRules rules{.config = config_,
                              .origin = origin,
                              .next_offset = log_end_offset_,
                              .epoch = epoch,
                              .now_ms = wall_ms(fiber)};
    if (auto right = check_and_stamp(scratch_, rules, *incoming_); !right) {
        return sim::Failure(right.error());
    }
    if (origin != AppendOrigin::kRaftLeader) {
        const auto duplicate = find_duplicate();
        if (!duplicate) return sim::Failure(duplicate.error());
        if (*duplicate) return **duplicate;
    }

    auto appended = append_batches(fiber, scratch_, origin);
    if (appended && config_.message_timestamp_type == TimestampPolicy::kLogAppendTime) {
        appended->log_append_time_ms = rules.now_ms;
    }
    return appended;
}

PartitionLog::Answer<AppendInfo> PartitionLog::append_as_follower(
    sim::Fiber& fiber, std::span<const std::byte> records) {
    const auto turn = enter(fiber);
    if (!turn) return sim::Failure(turn.error());

    if (auto sound = take_apart(records, PartialTail::kDrop, *incoming_); !sound) {
        return sim::Failure(ErrorCode::kCorruptMessage);
    }
    if (!incoming_->summaries.empty()) {
        const BatchSummary& first = incoming_->summaries.front();
        const bool straddles =
            first.base_offset < log_end_offset_ && incoming_->last_offset() >= log_end_offset_;
        if (straddles && log_start_offset_ == log_end_offset_) {
            if (auto restarted = restart_at(fiber, first.base_offset); !restarted) {
                return sim::Failure(fail(restarted.error(), "restart"));
            }
        }
    }
    if (auto in_order = check_order(*incoming_, log_end_offset_); !in_order) {
        return sim::Failure(in_order.error());
    }
    return append_batches(fiber, records.first(incoming_->bytes), AppendOrigin::kReplication);
}

PartitionLog::Answer<void> PartitionLog::assign_epoch(sim::Fiber& fiber, LeaderEpoch epoch,
                                                      Offset start) {
    const auto turn = enter(fiber);
    if (!turn) return sim::Failure(turn.error());
    if (auto noted = note_epoch(fiber, epoch, start); !noted) {
        return sim::Failure(fail(noted.error(), "write leader epochs"));
    }
    return {};
}

/// The answer for a batch of an idempotent producer that is in the log already.
PartitionLog::Answer<std::optional<AppendInfo>> PartitionLog::find_duplicate() {
    for (const wire::RecordBatchView& batch : incoming_->views) {
        const auto known = producers_.check(batch);
        if (!known) return sim::Failure(known.error());
        if (!*known) continue;
        const ProducerBatch& original = **known;
        directory_.life().emit(
            DuplicateRecognized{.broker = directory_.broker().value(),
                                .topic_id = topic_id_text_,
                                .base = original.first_offset.value(),
                                .end = next(original.last_offset).value(),
                                .producer_id = batch.producer_id()->value(),
                                .producer_epoch = batch.producer_epoch()->value(),
                                .base_sequence = original.first_sequence.value()},
            {.changed = sim::Changed::kNo,
             .subjects = {records(original.first_offset, next(original.last_offset))}});
        AppendInfo info{.first_offset = original.first_offset,
                        .last_offset = original.last_offset,
                        .log_append_time_ms = std::nullopt,
                        .log_start_offset = log_start_offset_,
                        .appended = Appended::kEarlier};
        if (config_.message_timestamp_type == TimestampPolicy::kLogAppendTime) {
            info.log_append_time_ms = original.timestamp_ms;
        }
        return info;
    }
    return std::nullopt;
}

// --- Appending -----------------------------------------------------------------------------

/// Appends what incoming_ says is in `bytes`. It is in the log, as far as this process goes,
/// when it is in the file: the rest may wait, and is made good should the fiber be killed.
PartitionLog::Answer<AppendInfo> PartitionLog::append_batches(sim::Fiber& fiber,
                                                              std::span<const std::byte> bytes,
                                                              AppendOrigin origin) {
    const IncomingBatches& batches = *incoming_;
    AppendInfo info{.first_offset = log_end_offset_,
                    .last_offset = log_end_offset_ - RecordCount(1),
                    .log_append_time_ms = std::nullopt,
                    .log_start_offset = log_start_offset_};
    if (batches.views.empty()) return info;
    info.first_offset = batches.first_offset();
    info.last_offset = batches.last_offset();

    // Epochs are durable before the data is.
    for (const wire::RecordBatchView& batch : batches.views) {
        const auto epoch = batch.leader_epoch();
        if (!epoch || (epochs_durable_ && epochs_.latest_epoch() == epoch)) continue;
        if (auto noted = note_epoch(fiber, *epoch, batch.base_offset()); !noted) {
            return sim::Failure(fail(noted.error(), "write leader epochs"));
        }
    }
    const LogSegment::Incoming incoming{.bytes = static_cast<std::int64_t>(bytes.size()),
                                        .last_offset = batches.last_offset(),
                                        .max_timestamp_ms = batches.max_timestamp_ms(),
                                        .now_ms = wall_ms(fiber)};
    if (active().should_roll_before(incoming, config_)) {
        if (auto rolled = roll_to(fiber, batches.first_offset()); !rolled) {
            return sim::Failure(fail(rolled.error(), "roll"));
        }
    }

    const std::int64_t position = active().size();
    if (auto written = active().write(fiber, bytes, batches.summaries); !written) {
        return sim::Failure(fail(written.error(), "append"));
    }
    for (std::size_t i = 0; i < batches.views.size(); ++i) {
        take_in(batches.views[i], batches.checksums[i], origin);
    }

    if (auto indexed = index_batches(fiber, position); !indexed) {
        return sim::Failure(fail(indexed.error(), "append"));
    }
    const std::int64_t unflushed = (log_end_offset_ - recovery_point_).value();
    if (unflushed >= config_.flush_messages) {
        if (auto flushed = flush(fiber, log_end_offset_); !flushed) {
            return sim::Failure(flushed.error());
        }
    }
    return info;
}

/// The log has the batch now: says so, and learns from it. `sent_crc`: the checksum it came with.
void PartitionLog::take_in(const wire::RecordBatchView& batch, std::uint32_t sent_crc,
                           AppendOrigin origin) {
    emit_appended(batch, sent_crc, origin);
    log_end_offset_ = batch.next_offset();
    if (const auto aborted = learn_producer(batch)) aborted_.push_back(*aborted);
    emit_producer(batch);
}

DiskResult<void> PartitionLog::index_batches(sim::Fiber& fiber, std::int64_t position) {
    for (const BatchSummary& batch : incoming_->summaries) {
        const std::int64_t at = position + static_cast<std::int64_t>(batch.at);
        const IndexSizes before = index_sizes(active());
        auto indexed = active().index(fiber, batch, at, config_.index_interval_bytes);
        if (!indexed) return indexed;
        emit_index_added(active(), before);
    }
    for (const TxnEntry& entry : std::exchange(aborted_, {})) {
        if (auto indexed = active().append(fiber, entry); !indexed) return indexed;
    }
    return {};
}

// --- What goes with it ---------------------------------------------------------------------

DiskResult<void> PartitionLog::roll_to(sim::Fiber& fiber, Offset base) {
    base = std::max(base, log_end_offset_);
    if (active().empty() && active().base() == base) return {};
    if (auto sealed = seal(fiber); !sealed) return sealed;
    // A flush at this moment may have missed what sealing wrote; one that is over did.
    ++cuts_;
    if (recovery_point_ >= base) {
        if (auto synced = active().sync(fiber); !synced) return synced;
    }
    if (auto taken = take_snapshot(fiber, base); !taken) return taken;
    auto segment = LogSegment::open(fiber, directory_.disk(), path_, base);
    if (!segment) return sim::Failure(segment.error());
    directory_.life().emit(
        SegmentRolled{.broker = directory_.broker().value(),
                      .topic_id = topic_id_text_,
                      .base = base.value()},
        {.changed = sim::Changed::kYes, .subjects = {records(base, next(base))}});
    segments_.push_back(std::move(*segment));
    directory_.flush_later(weak_from_this(), base);
    return {};
}

/// The active segment will not be written to any more, by this process at least.
DiskResult<void> PartitionLog::seal(sim::Fiber& fiber) {
    const IndexSizes before = index_sizes(active());
    auto sealed = active().seal(fiber);
    if (sealed) emit_index_added(active(), before);
    return sealed;
}

DiskResult<void> PartitionLog::note_epoch(sim::Fiber& fiber, LeaderEpoch epoch, Offset start) {
    const bool changed = epochs_.assign(epoch, start);
    if (!changed && epochs_durable_) return {};
    if (auto written = write_epochs(fiber); !written) return written;
    if (!changed) return {};
    directory_.life().emit(LeaderEpochAssigned{.broker = directory_.broker().value(),
                                               .topic_id = topic_id_text_,
                                               .leader_epoch = epoch.value(),
                                               .start = start.value()},
                           {.changed = sim::Changed::kYes,
                            .subjects = {{"leader_epoch", name_, epoch.value(), epoch.value() + 1},
                                         records(start, next(start))}});
    return {};
}

/// Departs: Kafka does not sync the file after a truncation, and may find it empty.
DiskResult<void> PartitionLog::write_epochs(sim::Fiber& fiber) {
    epochs_durable_ = false;
    auto written = replace_file(fiber, directory_.disk(), file(kLeaderEpochFile),
                                write_epochs_text(epochs_.entries()), Durability::kSynced);
    if (written) epochs_durable_ = true;
    return written;
}

DiskResult<void> PartitionLog::take_snapshot(sim::Fiber& fiber, Offset offset) {
    const std::string path = file(offset_in_file_name(offset) + ".snapshot");
    const std::vector<std::byte> bytes = producers_.snapshot();
    auto written = replace_file(fiber, directory_.disk(), path, bytes, Durability::kCached);
    if (!written) return written;
    snapshots_.insert(offset);
    unsynced_snapshots_.insert(offset);
    return {};
}

/// Makes the snapshots durable that were taken at or below `offset`.
DiskResult<void> PartitionLog::sync_snapshots(sim::Fiber& fiber, Offset offset) {
    while (!unsynced_snapshots_.empty() && *unsynced_snapshots_.begin() <= offset) {
        const Offset first = *unsynced_snapshots_.begin();
        unsynced_snapshots_.erase(first);
        const std::string path = file(offset_in_file_name(first) + ".snapshot");
        auto snapshot = directory_.disk().open(fiber, path, sim::OpenMode::kExisting);
        if (!snapshot && snapshot.error() == sim::DiskError::kNotFound) continue;
        if (!snapshot) return sim::Failure(snapshot.error());
        if (auto synced = snapshot->sync(fiber); !synced) return synced;
    }
    return {};
}

}  // namespace assize::model::log
