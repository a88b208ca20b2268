#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "model/controller/kraft/listener.h"
#include "model/controller/quorum_controller.h"
#include "model/metadata/control_plane.h"
#include "model/metadata/image.h"
#include "model/metadata/loader.h"
#include "model/types.h"
#include "sim/fiber.h"
#include "sim/process.h"
#include "sim/sync/condition.h"
#include "sim/time.h"

namespace assize::model::kraft {
class RaftNode;
}

namespace assize::model::broker {

/// When a node writes a snapshot of the metadata log: `metadata.log.max.*`.
struct SnapshotPolicy {
    std::int64_t bytes_between = 20 << 20;
    std::optional<sim::Duration> interval = sim::Duration::seconds(3600);
};

/// Brings what is committed to the metadata log to those who are interested, as images, in order;
/// now and then it has a snapshot written.
///
/// The quorum's fiber fills a queue, and run() empties it: all that waits there is one step. In a
/// node that is a controller, too, the steps are the controller's, which has the snapshots written.
/// Source: Kafka, MetadataLoader and SnapshotGenerator.
class MetadataFeed final : public kraft::RaftListener, public controller::CommittedSteps {
public:
    MetadataFeed(BrokerId node, SnapshotPolicy policy)
        : policy_(policy), loader_(node), node_(node) {}

    void on_commit(const std::vector<kraft::CommittedBatch>& batches) override;
    void on_load_snapshot(const kraft::SnapshotContents& snapshot) override;
    void on_leader_change(const kraft::LeaderAndEpoch& leader) override;
    void on_step(const metadata::MetadataDelta& delta) override;

    /// From now on the steps are those of that controller.
    /// Requires: called before anything was committed.
    void follow(controller::QuorumController& controller);

    /// Publishes until the fiber is killed, or a record makes no sense: then it returns, and the
    /// node should end.
    void run(sim::Fiber& fiber, kraft::RaftNode& quorum);

    const metadata::MetadataImage& image() const { return image_; }
    /// The last offset that all publishers were told of.
    std::optional<Offset> applied() const { return applied_; }
    /// See ControlPlane::publish_to.
    void publish_to(metadata::MetadataPublisher& publisher);
    /// Notified when a leader of the quorum may have come.
    sim::Condition& leader_changed() { return leader_changed_; }

private:
    using Step =
        std::variant<kraft::CommittedBatch, kraft::SnapshotContents, metadata::MetadataDelta>;

    bool take_from_queue(sim::Fiber& fiber);
    sim::Result<void, metadata::ReplayError> read(const kraft::CommittedBatch& batch);
    sim::Result<void, metadata::ReplayError> read(const kraft::SnapshotContents& snapshot);
    void publish(sim::Fiber& fiber, const metadata::MetadataDelta& delta);
    void note_applied();
    void introduce_newcomers(sim::Fiber& fiber);
    bool wants_snapshot(sim::Fiber& fiber) const;
    void write_snapshot(sim::Fiber& fiber, kraft::RaftNode& quorum);

    const SnapshotPolicy policy_;
    metadata::MetadataLoader loader_;  // Not used by who follows a controller.
    bool follows_controller_ = false;
    metadata::MetadataImage image_;
    const BrokerId node_;
    std::deque<Step> queue_;
    std::vector<metadata::MetadataPublisher*> publishers_;
    std::vector<metadata::MetadataPublisher*> newcomers_;
    std::optional<Offset> applied_;
    std::int64_t last_timestamp_ms_ = 0;  // Of the last batch in the image.
    std::int64_t bytes_since_snapshot_ = 0;
    sim::MonotonicInstant snapshot_at_ = sim::MonotonicInstant::origin();
    bool writing_snapshot_ = false;
    sim::Condition work_;
    sim::Condition leader_changed_;
};

}  // namespace assize::model::broker
