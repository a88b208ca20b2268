#include "model/broker/metadata_feed.h"

#include <string>
#include <utility>

#include "model/controller/kraft/raft_node.h"
#include "model/facts/broker.h"
#include "model/metadata/delta.h"
#include "model/metadata/record.h"
#include "sim/sync/task_group.h"

namespace assize::model::broker {

void MetadataFeed::on_commit(const std::vector<kraft::CommittedBatch>& batches) {
    if (follows_controller_) return;
    queue_.insert(queue_.end(), batches.begin(), batches.end());
    work_.notify_all();
}

void MetadataFeed::on_load_snapshot(const kraft::SnapshotContents& snapshot) {
    if (follows_controller_) return;
    queue_.emplace_back(snapshot);
    work_.notify_all();
}

void MetadataFeed::on_leader_change(const kraft::LeaderAndEpoch&) {
    leader_changed_.notify_all();
}

void MetadataFeed::on_step(const metadata::MetadataDelta& delta) {
    queue_.emplace_back(delta);
    work_.notify_all();
}

void MetadataFeed::follow(controller::QuorumController& controller) {
    follows_controller_ = true;
    controller.tell(*this);
}

void MetadataFeed::run(sim::Fiber& fiber, kraft::RaftNode& quorum) {
    sim::TaskGroup snapshots(fiber);
    snapshot_at_ = fiber.now();
    for (;;) {
        work_.wait_until(fiber, sim::Deadline::never(),
                         [this] { return !queue_.empty() || !newcomers_.empty(); });
        introduce_newcomers(fiber);
        if (!take_from_queue(fiber)) return;
        if (!wants_snapshot(fiber)) continue;
        writing_snapshot_ = true;
        bytes_since_snapshot_ = 0;
        snapshot_at_ = fiber.now();
        snapshots.spawn([this, &quorum](sim::Fiber& writer) { write_snapshot(writer, quorum); });
    }
}

void MetadataFeed::note_applied() {
    if (image().applied) applied_ = image().applied->offset;
}

void MetadataFeed::publish_to(metadata::MetadataPublisher& publisher) {
    newcomers_.push_back(&publisher);
    work_.notify_all();
}

void MetadataFeed::introduce_newcomers(sim::Fiber& fiber) {
    while (!newcomers_.empty()) {
        metadata::MetadataPublisher* newcomer = newcomers_.front();
        newcomers_.erase(newcomers_.begin());
        if (image().applied) {
            metadata::MetadataDelta everything{metadata::MetadataImage()};
            everything.replace_by(image());
            newcomer->on_metadata(fiber, everything, everything.image());
        }
        publishers_.push_back(newcomer);
    }
}

// All that waits in it becomes one step, but each of a controller's steps stays one. Returns
// whether all could be read.
bool MetadataFeed::take_from_queue(sim::Fiber& fiber) {
    while (!queue_.empty()) {
        const Step step = std::move(queue_.front());
        queue_.pop_front();
        if (const auto* delta = std::get_if<metadata::MetadataDelta>(&step)) {
            publish(fiber, *delta);
            continue;
        }
        const auto* batch = std::get_if<kraft::CommittedBatch>(&step);
        const auto done = batch ? read(*batch) : read(std::get<kraft::SnapshotContents>(step));
        if (done) continue;
        fiber.life().emit(MetadataRefused{node_.value(), done.error().message},
                          {.changed = sim::Changed::kYes});
        return false;
    }
    if (loader_.has_step()) publish(fiber, loader_.take_step(fiber.life()));
    return true;
}

sim::Result<void, metadata::ReplayError> MetadataFeed::read(const kraft::CommittedBatch& batch) {
    last_timestamp_ms_ = batch.append_timestamp_ms;
    bytes_since_snapshot_ += batch.size_bytes;
    return loader_.add({.base_offset = batch.base_offset,
                        .last_offset = batch.last_offset,
                        .epoch = batch.epoch,
                        .records = batch.records});
}

sim::Result<void, metadata::ReplayError> MetadataFeed::read(
    const kraft::SnapshotContents& snapshot) {
    last_timestamp_ms_ = snapshot.last_contained_log_timestamp_ms;
    bytes_since_snapshot_ = 0;
    return loader_.load({.offset = snapshot.id.offset - RecordCount(1), .epoch = snapshot.id.epoch},
                        snapshot.records);
}

void MetadataFeed::publish(sim::Fiber& fiber, const metadata::MetadataDelta& delta) {
    image_ = delta.image();
    for (metadata::MetadataPublisher* publisher : publishers_) {
        publisher->on_metadata(fiber, delta, delta.image());
    }
    note_applied();
}

bool MetadataFeed::wants_snapshot(sim::Fiber& fiber) const {
    if (writing_snapshot_ || bytes_since_snapshot_ == 0 || !image().applied) return false;
    return bytes_since_snapshot_ >= policy_.bytes_between ||
           (policy_.interval && fiber.now() - snapshot_at_ >= *policy_.interval);
}

void MetadataFeed::write_snapshot(sim::Fiber& fiber, kraft::RaftNode& quorum) {
    const metadata::LogPosition last = *image().applied;
    std::vector<wire::Bytes> records;
    for (const metadata::MetadataRecord& record : metadata::to_records(image())) {
        records.push_back(metadata::encode(record));
    }
    // Should the disk fail, the node finds out as it goes on.
    [[maybe_unused]] const auto written =
        quorum.create_snapshot(fiber, last.offset, last.epoch, last_timestamp_ms_, records);
    writing_snapshot_ = false;
}

}  // namespace assize::model::broker
