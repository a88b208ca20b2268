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

#include "checkers/white_box/violation.h"
#include "model/facts.h"
#include "sim/trace.h"

namespace assize::checkers {

/// K1 to K14, judged from the facts alone: it knows what nodes of the metadata quorum
/// said, and nothing of how they work.
class KraftChecker {
public:
    struct Options {
        /// For the loss of committed data on one node: judge K1, K5 and K6 only, and no node
        /// that was wiped for what it did before.
        bool data_loss = false;
    };
    explicit KraftChecker(Violations& violations) : violations_(violations) {}

    void on_event(const sim::Event& event);
    /// The disk of a node was replaced by an empty one.
    void wiped(int node);
    void set_options(Options options) { options_ = options; }

    bool is_voter(std::int32_t node) const { return voters_.contains(node); }
    /// Up to where it knows what is committed.
    std::int64_t committed_end() const { return committed_end_; }
    /// The highest high watermark that any leader of the quorum had; none before there is one.
    std::optional<std::int64_t> high_watermark() const { return high_watermark_max_; }

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
        model::KraftRole role = model::KraftRole::kUnattached;
        std::int32_t epoch = 0;
        std::optional<std::int32_t> leader;
        std::optional<std::int32_t> voted;
        std::optional<model::KraftElectionStored> stored;
        bool writable = false;
        Log log;
        std::int64_t log_start = 0;
        std::int64_t log_end = 0;
        std::optional<std::int64_t> high_watermark;  // In this life.
        std::set<std::int64_t> snapshots;
        std::map<std::int32_t, std::int32_t> votes;  // By epoch, in all lives.
        std::optional<model::KraftElectionWon> won;
    };

    // What nodes say of the quorum.
    void on(const model::KraftStarted& fact);
    void on(const model::KraftElectionStored& fact);
    void on(const model::KraftStateChanged& fact);
    void on(const model::KraftVoteAnswered& fact);
    void on(const model::KraftVoteCounted& fact);
    void on(const model::KraftElectionWon& fact);
    void on(const model::KraftReplicaProgressed& fact);
    void on(const model::KraftHighWatermarkAdvanced& fact);
    void on(const model::KraftSnapshotCreated& fact);
    void on(const model::KraftSnapshotDeleted& fact);
    void on(const model::KraftSnapshotLoaded& fact);
    void on(const model::KraftLeadershipClaimed& fact);
    void on(const model::KraftFailed& fact);
    // And their logs, of the metadata.
    void on(const model::LogLoaded& fact);
    void on(const model::BatchAppended& fact);
    void on(const model::LogTruncated& fact);
    void on(const model::LogRestarted& fact);
    void on(const model::LogStartMoved& fact);

    void check_one_leader(std::int32_t node, std::int32_t epoch,
                          const std::optional<std::int32_t>& leader);
    void check_transition(const model::KraftStateChanged& fact);
    void check_epoch_raise(const model::KraftStateChanged& fact);
    void check_leader_completeness(std::int32_t node);
    void check_majority_holds_committed(std::int32_t about);
    void check_snapshot_at_log_start(std::int32_t node);
    void check_committed(std::int32_t node, std::int64_t from, std::int64_t to);
    void cut(Node& node, std::int64_t end);
    /// Whether the node has what is committed below `end`, or a snapshot of it.
    bool holds(const Node& node, std::int64_t end) const;
    std::size_t majority() const;
    void violate(std::string_view invariant, std::int32_t node, const std::string& what);

    Violations& violations_;
    Options options_;
    std::optional<std::int64_t> high_watermark_max_;
    std::map<std::int32_t, Node> nodes_;
    std::set<std::int32_t> voters_;
    std::map<std::int32_t, std::int32_t> leaders_;  // By epoch.
    std::int32_t epoch_max_ = 0;                    // That any node ever was in.
    std::optional<std::pair<std::int32_t, std::int64_t>> leader_high_watermark_;  // With its epoch.
    Log committed_;
    std::int64_t committed_end_ = 0;
    std::map<std::int32_t, std::int64_t> committed_by_;  // The end, by the epoch of who committed.
    /// Who granted a vote or pre-vote: (epoch, candidate, pre-vote) -> voters.
    std::map<std::tuple<std::int32_t, std::int32_t, bool>, std::set<std::int32_t>> grants_;
};

}  // namespace assize::checkers
