#include "tests/model/controller/kraft/raft_invariants.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace assize::model::kraft {
namespace {

using Maybe = std::optional<std::int32_t>;

/// A quorum of 1, 2 and 3, and the observer 9, as somebody tells of it. What is told is legal, but
/// for what a test adds.
class Story {
public:
    Story() {
        trace_.subscribe(invariants);
        for (const int node : {1, 2, 3, 9}) started(node);
    }

    template <class F>
    void tell(const F& fact) {
        trace_.emit(sim::Instant::origin(), std::nullopt, fact,
                    sim::About{.changed = sim::Changed::kYes});
    }
    void started(int node, std::int32_t epoch = 0, std::int64_t start = 0, std::int64_t end = 0,
                 std::vector<std::int64_t> snapshots = {}) {
        tell(LogLoaded{.broker = node,
                       .topic_id = kTopic,
                       .path = "",
                       .log_start = start,
                       .log_end = end,
                       .high_watermark = 0,
                       .recovery_point = 0,
                       .clean_shutdown = false,
                       .segments_scanned = 1,
                       .bytes_cut = 0,
                       .segments_cut = 0});
        tell(KraftStarted{.node = node,
                          .directory_id = "",
                          .voters = {1, 2, 3},
                          .log_start = start,
                          .log_end = end,
                          .log_end_epoch = 0,
                          .snapshot_ends = std::move(snapshots),
                          .stored_epoch = epoch});
    }
    void stored(int node, std::int32_t epoch, Maybe leader = {}, Maybe voted = {}) {
        tell(KraftElectionStored{
            .node = node, .epoch = epoch, .leader = leader, .voted = voted, .voted_directory = ""});
    }
    void changed(int node, KraftRole from, std::int32_t from_epoch, KraftRole to,
                 std::int32_t epoch, Maybe leader = {}, Maybe voted = {}) {
        tell(KraftStateChanged{.node = node,
                               .from = from,
                               .from_epoch = from_epoch,
                               .to = to,
                               .epoch = epoch,
                               .leader = leader,
                               .voted = voted,
                               .reason = KraftReason::kEpochLearned});
    }
    /// Stores it, and is in that state.
    void becomes(int node, KraftRole from, std::int32_t from_epoch, KraftRole to,
                 std::int32_t epoch, Maybe leader = {}, Maybe voted = {}) {
        stored(node, epoch, leader, voted);
        changed(node, from, from_epoch, to, epoch, leader, voted);
    }
    struct Logs {
        std::int32_t last_epoch = 0;
        std::int64_t end = 0;
    };
    void grants(int node, int candidate, std::int32_t epoch, bool pre_vote, Logs candidates,
                Logs own, Maybe own_epoch = {}) {
        tell(KraftVoteAnswered{.node = node,
                               .candidate = candidate,
                               .pre_vote = pre_vote,
                               .granted = true,
                               .error = 0,
                               .epoch = epoch,
                               .own_epoch = own_epoch.value_or(epoch),
                               .candidate_last_epoch = candidates.last_epoch,
                               .candidate_log_end = candidates.end,
                               .own_last_epoch = own.last_epoch,
                               .own_log_end = own.end});
    }
    void wins(int node, std::int32_t epoch, bool pre_vote, std::vector<std::int32_t> granted) {
        tell(KraftElectionWon{.node = node,
                              .epoch = epoch,
                              .pre_vote = pre_vote,
                              .granted = std::move(granted),
                              .log_end = 0});
    }
    /// Node 1 is elected in epoch 1, by 2; both 2 and 3 follow.
    void elect() {
        using enum KraftRole;
        becomes(1, kUnattached, 0, kProspective, 0);
        grants(2, 1, 0, true, {}, {});
        wins(1, 0, true, {1, 2});
        becomes(1, kProspective, 0, kCandidate, 1, {}, 1);
        becomes(2, kUnattached, 0, kUnattached, 1);
        becomes(2, kUnattached, 1, kUnattached, 1, {}, 1);
        grants(2, 1, 1, false, {}, {});
        wins(1, 1, false, {1, 2});
        becomes(1, kCandidate, 1, kLeader, 1, 1, 1);
        becomes(2, kUnattached, 1, kFollower, 1, 1, 1);
        becomes(3, kUnattached, 0, kFollower, 1, 1);
    }
    void appended(int node, std::int64_t base, std::int64_t end, std::int32_t epoch = 1,
                  std::uint32_t crc = 7) {
        tell(BatchAppended{.broker = node,
                           .topic_id = kTopic,
                           .base = base,
                           .end = end,
                           .leader_epoch = epoch,
                           .crc = crc,
                           .bytes = 100,
                           .origin = AppendedBy::kReplication,
                           .producer_id = {},
                           .producer_epoch = {},
                           .base_sequence = {},
                           .transactional = false,
                           .control = false});
    }
    void high_watermark(int node, std::int64_t to, bool as_leader, std::int32_t epoch = 1) {
        tell(KraftHighWatermarkAdvanced{.node = node,
                                        .epoch = epoch,
                                        .as_leader = as_leader,
                                        .from = {},
                                        .to = to,
                                        .log_end = to});
    }
    void truncated(int node, std::int64_t from, std::int64_t to) {
        tell(LogTruncated{.broker = node,
                          .topic_id = kTopic,
                          .from = from,
                          .to = to,
                          .log_start = 0,
                          .high_watermark = 0,
                          .recovery_point = 0});
    }
    /// Leader 1 and follower 2 have [0, 5), which is committed.
    void commit() {
        elect();
        appended(1, 0, 5);
        appended(2, 0, 5);
        high_watermark(1, 5, true);
        high_watermark(2, 5, false);
    }
    void snapshot(int node, std::int64_t end, bool fetched = false) {
        tell(KraftSnapshotCreated{.node = node,
                                  .end = end,
                                  .epoch = 1,
                                  .bytes = 10,
                                  .fetched = fetched,
                                  .high_watermark = 5,
                                  .log_end = 5});
    }
    void log_start_moved(int node, std::int64_t to) {
        tell(LogStartMoved{.broker = node,
                           .topic_id = kTopic,
                           .from = 0,
                           .to = to,
                           .reason = LogStartReason::kSnapshot});
    }

    /// The invariants that were broken, each as often as it was.
    std::string broken() const {
        std::string names;
        for (const std::string& violation : invariants.violations()) {
            if (!names.empty()) names += " ";
            names += violation.substr(0, violation.find(':'));
        }
        return names;
    }

    RaftInvariants invariants;  // Outlives the trace.

private:
    static constexpr std::string_view kTopic = "AAAAAAAAAAAAAAAAAAAAAQ";
    sim::Trace trace_;
};

using enum KraftRole;

TEST(RaftInvariantsTest, what_is_legal_is_accepted) {
    Story story;
    story.commit();
    story.snapshot(1, 5);
    story.log_start_moved(1, 5);
    EXPECT_EQ(story.broken(), "");
    EXPECT_EQ(story.invariants.committed_end(), 5);
}

TEST(RaftInvariantsTest, k1_two_leaders_of_an_epoch_are_rejected) {
    Story story;
    story.elect();
    story.stored(3, 1, 2);
    EXPECT_EQ(story.broken(), "K1");
}

TEST(RaftInvariantsTest, k1_an_election_won_by_a_minority_is_rejected) {
    Story story;
    story.becomes(1, kUnattached, 0, kProspective, 0);
    story.wins(1, 0, true, {1});
    EXPECT_EQ(story.broken(), "K1");
}

TEST(RaftInvariantsTest, k2_an_epoch_that_goes_back_is_rejected) {
    Story story;
    story.elect();
    story.stored(3, 0);
    EXPECT_EQ(story.broken(), "K2");
}

TEST(RaftInvariantsTest, k2_an_epoch_that_a_restart_forgets_is_rejected) {
    Story story;
    story.elect();
    story.started(3, 0);
    EXPECT_EQ(story.broken(), "K2");
}

TEST(RaftInvariantsTest, k2_a_state_that_is_not_stored_is_rejected) {
    Story story;
    story.elect();
    story.becomes(1, kLeader, 1, kUnattached, 1);
    EXPECT_EQ(story.broken(), "K12");
    story.changed(2, kFollower, 1, kProspective, 1);
    EXPECT_EQ(story.broken(), "K12 K2");
}

TEST(RaftInvariantsTest, k3_two_votes_in_an_epoch_are_rejected_even_across_a_restart) {
    Story story;
    story.elect();
    story.started(2, 1);
    story.stored(2, 1, {}, 3);
    EXPECT_EQ(story.broken(), "K3");
}

TEST(RaftInvariantsTest, k3_a_vote_for_who_has_less_is_rejected) {
    Story story;
    story.appended(2, 0, 5);
    story.stored(2, 0, {}, 1);
    story.grants(2, 1, 0, false, {.last_epoch = 1, .end = 4}, {.last_epoch = 1, .end = 5});
    EXPECT_EQ(story.broken(), "K3");
}

TEST(RaftInvariantsTest, k3_a_vote_that_is_not_stored_is_rejected) {
    Story story;
    story.grants(2, 1, 0, false, {}, {});
    EXPECT_EQ(story.broken(), "K3");
}

TEST(RaftInvariantsTest, k3_a_vote_that_nobody_gave_is_rejected) {
    Story story;
    story.becomes(1, kUnattached, 0, kProspective, 0);
    story.wins(1, 0, true, {1, 2});
    EXPECT_EQ(story.broken(), "K3");
}

TEST(RaftInvariantsTest, k4_what_a_minority_has_is_not_committed) {
    Story story;
    story.elect();
    story.appended(1, 0, 5);
    story.high_watermark(1, 5, true);
    EXPECT_EQ(story.broken(), "K4");
}

TEST(RaftInvariantsTest, k4_another_batch_at_the_same_offset_does_not_count) {
    Story story;
    story.elect();
    story.appended(1, 0, 5);
    story.appended(2, 0, 5, 1, 8);
    story.high_watermark(1, 5, true);
    EXPECT_EQ(story.broken(), "K4");
}

TEST(RaftInvariantsTest, k4_a_disk_that_forgets_what_was_acknowledged_is_rejected) {
    Story story;
    story.commit();
    story.started(2, 1, 0, 0);
    EXPECT_EQ(story.broken(), "K4");
}

TEST(RaftInvariantsTest, k5_a_high_watermark_that_falls_is_rejected) {
    Story story;
    story.commit();
    story.high_watermark(1, 4, true);
    EXPECT_EQ(story.broken(), "K5 K5");  // As a node's, and as the leader's.
}

TEST(RaftInvariantsTest, k5_a_new_leader_that_commits_less_is_rejected) {
    Story story;
    story.commit();
    story.becomes(3, kFollower, 1, kProspective, 1, 1);
    story.grants(2, 3, 1, true, {.last_epoch = 1, .end = 5}, {.last_epoch = 1, .end = 5});
    story.wins(3, 1, true, {2, 3});
    story.becomes(3, kProspective, 1, kCandidate, 2, {}, 3);
    story.becomes(2, kFollower, 1, kUnattached, 2);
    story.becomes(2, kUnattached, 2, kUnattached, 2, {}, 3);
    story.grants(2, 3, 2, false, {.last_epoch = 1, .end = 5}, {.last_epoch = 1, .end = 5});
    story.wins(3, 2, false, {2, 3});
    EXPECT_EQ(story.broken(), "");
    story.becomes(3, kCandidate, 2, kLeader, 2, 3, 3);
    EXPECT_EQ(story.broken(), "K7");
    story.appended(3, 0, 3, 1, 7);
    story.high_watermark(3, 3, true, 2);
    EXPECT_NE(story.broken().find("K5"), std::string::npos);
}

TEST(RaftInvariantsTest, k6_two_batches_committed_at_one_offset_are_rejected) {
    Story story;
    story.commit();
    story.appended(3, 0, 5, 1, 8);
    story.high_watermark(3, 5, false);
    EXPECT_EQ(story.broken(), "K6");
}

TEST(RaftInvariantsTest, k6_a_follower_that_knows_more_than_its_leader_is_rejected) {
    Story story;
    story.elect();
    story.appended(2, 0, 5);
    story.high_watermark(2, 5, false);
    EXPECT_EQ(story.broken(), "K6");
}

TEST(RaftInvariantsTest, k6_a_gap_in_a_log_is_rejected) {
    Story story;
    story.elect();
    story.appended(1, 3, 5);
    EXPECT_EQ(story.broken(), "K6");
}

TEST(RaftInvariantsTest, k7_leadership_claimed_before_all_is_applied_is_rejected) {
    Story story;
    story.commit();
    story.tell(KraftLeadershipClaimed{.node = 1, .epoch = 1, .epoch_start = 5, .applied = 5});
    EXPECT_EQ(story.broken(), "K7");
}

TEST(RaftInvariantsTest, k9_a_snapshot_of_what_is_not_committed_is_rejected) {
    Story story;
    story.commit();
    story.appended(1, 5, 6);
    story.snapshot(1, 6);
    EXPECT_EQ(story.broken(), "K9 K9");  // The node could know, and everybody can.
}

TEST(RaftInvariantsTest, k9_a_log_that_does_not_start_at_a_snapshot_is_rejected) {
    Story story;
    story.commit();
    story.snapshot(1, 5);
    story.log_start_moved(1, 4);
    EXPECT_EQ(story.broken(), "K9");
}

TEST(RaftInvariantsTest, k9_the_snapshot_at_log_start_must_not_go) {
    Story story;
    story.commit();
    story.snapshot(1, 5);
    story.log_start_moved(1, 5);
    story.tell(KraftSnapshotDeleted{.node = 1, .end = 5, .epoch = 1});
    EXPECT_EQ(story.broken(), "K9");
}

TEST(RaftInvariantsTest, k10_a_leader_that_loads_a_snapshot_is_rejected) {
    Story story;
    story.commit();
    story.snapshot(1, 5);
    story.tell(KraftLeadershipClaimed{.node = 1, .epoch = 1, .epoch_start = 0, .applied = 5});
    EXPECT_EQ(story.broken(), "");
    story.tell(KraftSnapshotLoaded{
        .node = 1, .end = 5, .epoch = 1, .role = KraftRole::kLeader, .writable = false});
    EXPECT_EQ(story.broken(), "K10");
}

TEST(RaftInvariantsTest, k11_a_truncation_below_the_high_watermark_is_rejected) {
    Story story;
    story.commit();
    story.appended(3, 0, 5);  // So that a majority still has it.
    story.truncated(2, 5, 4);
    EXPECT_EQ(story.broken(), "K11");
}

TEST(RaftInvariantsTest, k12_what_only_some_roles_do_is_rejected_of_others) {
    Story story;
    story.tell(
        KraftVoteCounted{.node = 1, .voter = 2, .epoch = 0, .pre_vote = true, .granted = true});
    EXPECT_EQ(story.broken(), "K12");
    story.tell(
        KraftReplicaProgressed{.node = 1, .epoch = 0, .replica = 2, .voter = true, .end = 0});
    EXPECT_EQ(story.broken(), "K12 K12");
    story.becomes(9, kUnattached, 0, kProspective, 0);
    EXPECT_EQ(story.broken(), "K12 K12 K12");
}

TEST(RaftInvariantsTest, k12_who_is_unattached_does_not_know_the_leader_and_have_voted) {
    Story story;
    story.becomes(2, kUnattached, 0, kUnattached, 0, 1, 3);
    EXPECT_EQ(story.broken(), "K12");
}

TEST(RaftInvariantsTest, k12_a_leader_without_an_election_is_rejected) {
    Story story;
    story.becomes(1, kUnattached, 0, kProspective, 0);
    story.grants(2, 1, 0, true, {}, {});
    story.wins(1, 0, true, {1, 2});
    story.becomes(1, kProspective, 0, kCandidate, 1, {}, 1);
    story.becomes(1, kCandidate, 1, kLeader, 1, 1, 1);
    EXPECT_EQ(story.broken(), "K12");
}

TEST(RaftInvariantsTest, k13_an_epoch_begun_without_a_pre_vote_is_rejected) {
    Story story;
    story.becomes(1, kUnattached, 0, kProspective, 0);
    story.becomes(1, kProspective, 0, kCandidate, 1, {}, 1);
    EXPECT_EQ(story.broken(), "K13");
}

TEST(RaftInvariantsTest, k13_an_epoch_that_nobody_began_is_rejected) {
    Story story;
    story.becomes(1, kUnattached, 0, kUnattached, 4);
    EXPECT_EQ(story.broken(), "K13");
}

TEST(RaftInvariantsTest, k13_a_pre_vote_that_changes_the_voters_epoch_is_rejected) {
    Story story;
    story.grants(2, 1, 5, true, {}, {}, 5);
    EXPECT_EQ(story.broken(), "K13");
}

}  // namespace
}  // namespace assize::model::kraft
