#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "model/facts.h"
#include "sim/trace.h"

namespace assize::model::kraft {

/// K1 to K13 of the catalogue (semantics.md 10.3), judged from the facts alone: it knows what
/// nodes said, and nothing of how they work. A violation is a line that begins with its invariant.
class RaftInvariants final : public sim::TraceSubscriber {
public:
    struct Options {
        /// For the loss of committed data on one node: judge K1, K5 and K6 only, and no node
        /// that was wiped for what it did before.
        bool data_loss = false;
    };
    RaftInvariants() = default;
    explicit RaftInvariants(Options options) : options_(options) {}

    void on_event(const sim::Event& event) override;
    /// The disk of a node was replaced by an empty one.
    void wiped(int node);
    void set_options(Options options) { options_ = options; }

    const std::vector<std::string>& violations() const { return violations_; }
    /// Up to where it knows what is committed.
    std::int64_t committed_end() const { return committed_end_; }

private:
    struct Entry {
        std::int64_t end;
        std::int32_t epoch;
        std::uint32_t crc;

        bool operator==(const Entry&) const = default;
    };
    using Log = std::map<std::int64_t, Entry>;  // By base offset.
    struct Node {
        bool is_voter = true;
        bool started = false;  // In some life.
        KraftRole role = KraftRole::kUnattached;
        std::int32_t epoch = 0;
        std::optional<std::int32_t> leader;
        std::optional<std::int32_t> voted;
        std::optional<KraftElectionStored> stored;
        bool writable = false;
        Log log;
        std::int64_t log_start = 0;
        std::int64_t log_end = 0;
        std::optional<std::int64_t> high_watermark;  // In this life.
        std::set<std::int64_t> snapshots;
        std::map<std::int32_t, std::int32_t> votes;  // By epoch, in all lives.
        std::optional<KraftElectionWon> won;
    };

    // What nodes say of the quorum.
    void on(const KraftStarted& fact);
    void on(const KraftElectionStored& fact);
    void on(const KraftStateChanged& fact);
    void on(const KraftVoteAnswered& fact);
    void on(const KraftVoteCounted& fact);
    void on(const KraftElectionWon& fact);
    void on(const KraftReplicaProgressed& fact);
    void on(const KraftHighWatermarkAdvanced& fact);
    void on(const KraftSnapshotCreated& fact);
    void on(const KraftSnapshotDeleted& fact);
    void on(const KraftSnapshotLoaded& fact);
    void on(const KraftLeadershipClaimed& fact);
    void on(const KraftFailed& fact);
    // And their logs, of the metadata.
    void on(const LogLoaded& fact);
    void on(const BatchAppended& fact);
    void on(const LogTruncated& fact);
    void on(const LogRestarted& fact);
    void on(const LogStartMoved& fact);

    void check_one_leader(std::int32_t node, std::int32_t epoch,
                          const std::optional<std::int32_t>& leader);
    void check_transition(const KraftStateChanged& fact);
    void check_epoch_raise(const KraftStateChanged& fact);
    void check_leader_completeness(std::int32_t node);
    void check_majority_holds_committed(std::int32_t about);
    void check_snapshot_at_log_start(std::int32_t node);
    void check_committed(std::int32_t node, std::int64_t from, std::int64_t to);
    void cut(Node& node, std::int64_t end);
    /// Whether the node has what is committed below `end`, or a snapshot of it.
    bool holds(const Node& node, std::int64_t end) const;
    std::size_t majority() const;
    void violate(std::string_view invariant, std::int32_t node, const std::string& what);

    Options options_;
    std::vector<std::string> violations_;
    std::map<std::int32_t, Node> nodes_;
    std::set<std::int32_t> voters_;
    std::map<std::int32_t, std::int32_t> leaders_;  // By epoch.
    std::int32_t epoch_max_ = 0;                    // That any node ever was in.
    std::optional<std::pair<std::int32_t, std::int64_t>> leader_high_watermark_;  // With its epoch.
    Log committed_;
    std::int64_t committed_end_ = 0;
    /// Who granted a vote or pre-vote: (epoch, candidate, pre-vote) -> voters.
    std::map<std::tuple<std::int32_t, std::int32_t, bool>, std::set<std::int32_t>> grants_;
};

}  // namespace assize::model::kraft
