#include "checkers/white_box/kraft_checker.h"

#include <gtest/gtest.h>

#include "tests/checkers/white_box/told.h"

namespace assize::checkers {
namespace {

using namespace model;

constexpr const char* kMetadataLog = "__cluster_metadata-0";
constexpr const char* kLogId = "AAAAAAAAAAAAAAAAAAAAAQ";

/// Nodes 1, 2 and 3 vote; node 1 led epoch 1, and [0, 2) of the log is committed on 1 and 2.
class KraftCheckerTest : public testing::Test {
protected:
    KraftCheckerTest() {
        for (const std::int32_t node : {1, 2, 3}) {
            tell(node, KraftStarted{.node = node,
                                    .directory_id = "d",
                                    .voters = {1, 2, 3},
                                    .log_start = 0,
                                    .log_end = 0,
                                    .log_end_epoch = 0,
                                    .snapshot_ends = {},
                                    .stored_epoch = 0});
        }
        elect(1, 0, 1, {2});
        append(1, 0, 2, 1, AppendedBy::kRaftLeader);
        append(2, 0, 2, 1, AppendedBy::kReplication);
        commit(1, 1, 2);
        EXPECT_EQ(told.violated(), "");
    }

    template <class F>
    void tell(std::int32_t node, const F& fact) {
        told.tell(node, fact, kMetadataLog);
    }
    void store(std::int32_t node, std::int32_t epoch, std::optional<std::int32_t> leader,
               std::optional<std::int32_t> voted) {
        tell(node, KraftElectionStored{.node = node,
                                       .epoch = epoch,
                                       .leader = leader,
                                       .voted = voted,
                                       .voted_directory = ""});
    }
    struct Change {
        KraftRole from;
        std::int32_t from_epoch;
        KraftRole to;
        std::int32_t epoch;
        std::optional<std::int32_t> leader = std::nullopt;
        std::optional<std::int32_t> voted = std::nullopt;
    };
    void change(std::int32_t node, Change change) {
        store(node, change.epoch, change.leader, change.voted);
        tell(node, KraftStateChanged{.node = node,
                                     .from = change.from,
                                     .from_epoch = change.from_epoch,
                                     .to = change.to,
                                     .epoch = change.epoch,
                                     .leader = change.leader,
                                     .voted = change.voted,
                                     .reason = KraftReason::kEpochLearned});
    }
    void grant(std::int32_t voter, std::int32_t candidate, std::int32_t epoch, bool pre_vote,
               std::int32_t own_epoch, std::int64_t candidate_end, std::int64_t own_end) {
        tell(voter, KraftVoteAnswered{.node = voter,
                                      .candidate = candidate,
                                      .pre_vote = pre_vote,
                                      .granted = true,
                                      .error = 0,
                                      .epoch = epoch,
                                      .own_epoch = own_epoch,
                                      .candidate_last_epoch = candidate_end > 0 ? 1 : 0,
                                      .candidate_log_end = candidate_end,
                                      .own_last_epoch = own_end > 0 ? 1 : 0,
                                      .own_log_end = own_end});
    }
    void won(std::int32_t node, std::int32_t epoch, bool pre_vote,
             std::vector<std::int32_t> granted) {
        tell(node, KraftElectionWon{.node = node,
                                    .epoch = epoch,
                                    .pre_vote = pre_vote,
                                    .granted = std::move(granted),
                                    .log_end = 0});
    }
    /// By the book, from unattached nodes with equal logs.
    void elect(std::int32_t node, std::int32_t from_epoch, std::int32_t epoch,
               const std::vector<std::int32_t>& voters, std::int64_t end = 0) {
        using enum KraftRole;
        change(node, {kUnattached, from_epoch, kProspective, from_epoch});
        std::vector<std::int32_t> granted = voters;
        granted.push_back(node);
        for (const std::int32_t v : voters) grant(v, node, from_epoch, true, from_epoch, end, end);
        won(node, from_epoch, true, granted);
        change(node, {kProspective, from_epoch, kCandidate, epoch, std::nullopt, node});
        for (const std::int32_t v : voters) {
            change(v, {kUnattached, from_epoch, kUnattached, epoch, std::nullopt, node});
            grant(v, node, epoch, false, epoch, end, end);
        }
        won(node, epoch, false, granted);
        change(node, {kCandidate, epoch, kLeader, epoch, node, node});
    }
    void append(std::int32_t node, std::int64_t base, std::int64_t end, std::int32_t epoch,
                AppendedBy origin, std::uint32_t crc = 0) {
        told.append(node, {.base = base, .end = end, .epoch = epoch, .crc = crc}, origin,
                    kMetadataLog, kLogId);
    }
    void commit(std::int32_t node, std::int32_t epoch, std::int64_t to, bool as_leader = true) {
        tell(node, KraftHighWatermarkAdvanced{.node = node,
                                              .epoch = epoch,
                                              .as_leader = as_leader,
                                              .from = std::nullopt,
                                              .to = to,
                                              .log_end = to});
    }
    void cut(std::int32_t node, std::int64_t from, std::int64_t to) {
        tell(node, LogTruncated{.broker = node,
                                .topic_id = kLogId,
                                .from = from,
                                .to = to,
                                .log_start = 0,
                                .high_watermark = 0,
                                .recovery_point = 0});
    }
    std::string first() const { return told.violated().substr(0, told.violated().find(' ')); }

    Told told;
};

TEST_F(KraftCheckerTest, K1AnEpochHasOneLeader) {
    store(3, 1, 1, std::nullopt);
    EXPECT_EQ(told.violated(), "");
    store(3, 1, 2, std::nullopt);
    EXPECT_EQ(told.violated(), "K1");
}

TEST_F(KraftCheckerTest, K1NobodyWinsWithoutAMajority) {
    won(3, 0, true, {3});
    EXPECT_EQ(told.violated(), "K1");
}

TEST_F(KraftCheckerTest, K2EpochsNeverGoDown) {
    store(3, 5, std::nullopt, std::nullopt);
    store(3, 4, std::nullopt, std::nullopt);
    EXPECT_EQ(told.violated(), "K2");
}

TEST_F(KraftCheckerTest, K2AnEpochIsStoredBeforeANodeIsInIt) {
    tell(3, KraftStateChanged{.node = 3,
                              .from = KraftRole::kUnattached,
                              .from_epoch = 0,
                              .to = KraftRole::kUnattached,
                              .epoch = 1,
                              .leader = std::nullopt,
                              .voted = std::nullopt,
                              .reason = KraftReason::kEpochLearned});
    EXPECT_EQ(first(), "K2");
}

TEST_F(KraftCheckerTest, K3AVoterVotesOnceInAnEpoch) {
    store(3, 1, std::nullopt, 1);
    EXPECT_EQ(told.violated(), "");
    store(3, 1, std::nullopt, 2);
    EXPECT_EQ(told.violated(), "K3");
}

TEST_F(KraftCheckerTest, K3AVoterVotesForNobodyWhoHasLess) {
    store(2, 2, std::nullopt, 3);
    grant(2, 3, 2, false, 2, 0, 2);
    EXPECT_EQ(told.violated(), "K3");
}

TEST_F(KraftCheckerTest, K3VotesAreCountedThatWereGiven) {
    won(3, 0, true, {2, 3});
    EXPECT_EQ(told.violated(), "K3");
}

TEST_F(KraftCheckerTest, K4AMajorityHasWhatIsCommitted) {
    append(1, 2, 3, 1, AppendedBy::kRaftLeader);
    commit(1, 1, 3);
    EXPECT_EQ(told.violated(), "K4");
}

TEST_F(KraftCheckerTest, K5TheHighWatermarkNeverGoesDown) {
    commit(1, 1, 1);
    EXPECT_EQ(first(), "K5");
}

TEST_F(KraftCheckerTest, K5TheHighWatermarkIsWithinTheLog) {
    commit(2, 1, 2, false);
    EXPECT_EQ(told.violated(), "");
    commit(3, 1, 1, false);
    EXPECT_EQ(told.violated(), "K5");
}

TEST_F(KraftCheckerTest, K6AllHaveTheSameAtWhatIsCommitted) {
    append(3, 0, 2, 1, AppendedBy::kReplication, 77);
    commit(3, 1, 2, false);
    EXPECT_EQ(told.violated(), "R6 K6");
}

TEST_F(KraftCheckerTest, K7ALeaderHasAllThatIsCommitted) {
    change(2, {KraftRole::kUnattached, 1, KraftRole::kUnattached, 1, std::nullopt, 1});
    using enum KraftRole;
    change(3, {kUnattached, 0, kUnattached, 1});
    EXPECT_EQ(told.violated(), "");
    elect(3, 1, 2, {2}, 0);
    EXPECT_NE(told.violated().find("K7"), std::string::npos);
}

TEST_F(KraftCheckerTest, K7WhoWakesAsLeaderOfAnEpochThatIsOverNeedNotKnowWhatCameAfterIt) {
    using enum KraftRole;
    // Node 2 wins epoch 2, and sleeps before it says so.
    change(2, {kUnattached, 1, kProspective, 1});
    change(3, {kUnattached, 0, kUnattached, 1});
    grant(3, 2, 1, true, 1, 2, 0);
    won(2, 1, true, {2, 3});
    change(2, {kProspective, 1, kCandidate, 2, std::nullopt, 2});
    change(3, {kUnattached, 1, kUnattached, 2, std::nullopt, 2});
    grant(3, 2, 2, false, 2, 2, 0);
    won(2, 2, false, {2, 3});
    // Meanwhile node 1 leads epoch 3, in which more is committed.
    change(1, {kLeader, 1, kUnattached, 2});
    append(3, 0, 2, 1, AppendedBy::kReplication);
    elect(1, 2, 3, {3}, 2);
    append(1, 2, 4, 3, AppendedBy::kRaftLeader);
    append(3, 2, 4, 3, AppendedBy::kReplication);
    commit(1, 3, 4);
    change(2, {kCandidate, 2, kLeader, 2, 2, 2});
    EXPECT_EQ(told.violated(), "");
}

TEST_F(KraftCheckerTest, K8WhatIsCommittedIsOnSomeVoter) {
    cut(2, 2, 0);
    EXPECT_EQ(told.violated(), "K4");  // Node 1 has it yet.
    cut(1, 2, 0);
    EXPECT_EQ(told.violated().find("K8"), told.violated().rfind("K8"));
    EXPECT_NE(told.violated().find("K8"), std::string::npos);
}

TEST_F(KraftCheckerTest, K14AllNameTheSameVoters) {
    const auto start = [&](std::int32_t node, std::vector<std::int32_t> voters) {
        tell(node, KraftStarted{.node = node,
                                .directory_id = "d",
                                .voters = std::move(voters),
                                .log_start = 0,
                                .log_end = node == 3 ? 0 : 2,
                                .log_end_epoch = 0,
                                .snapshot_ends = {},
                                .stored_epoch = node == 3 ? 0 : 1});
    };
    start(1, {3, 2, 1});
    start(2, {1, 2, 3});
    EXPECT_EQ(told.violated(), "");
    start(3, {1, 2, 3, 4});
    EXPECT_EQ(told.violated(), "K14");
}

TEST_F(KraftCheckerTest, K9ASnapshotIsOfWhatIsCommitted) {
    KraftSnapshotCreated fact{.node = 1,
                              .end = 2,
                              .epoch = 1,
                              .bytes = 10,
                              .fetched = false,
                              .high_watermark = 2,
                              .log_end = 2};
    tell(1, fact);
    EXPECT_EQ(told.violated(), "");
    fact.end = 3;
    tell(1, fact);
    EXPECT_EQ(first(), "K9");
}

TEST_F(KraftCheckerTest, K9ThereIsASnapshotWhereTheLogBegins) {
    tell(1, LogStartMoved{.broker = 1,
                          .topic_id = kLogId,
                          .from = 0,
                          .to = 2,
                          .reason = LogStartReason::kSnapshot});
    EXPECT_NE(told.violated().find("K9"), std::string::npos);
}

TEST_F(KraftCheckerTest, K10WhoMayAppendLoadsNoSnapshot) {
    tell(1, KraftSnapshotCreated{.node = 1,
                                 .end = 2,
                                 .epoch = 1,
                                 .bytes = 10,
                                 .fetched = false,
                                 .high_watermark = 2,
                                 .log_end = 2});
    KraftSnapshotLoaded fact{
        .node = 1, .end = 2, .epoch = 1, .role = KraftRole::kLeader, .writable = false};
    tell(1, fact);
    EXPECT_EQ(told.violated(), "");
    fact.writable = true;
    tell(1, fact);
    EXPECT_EQ(told.violated(), "K10");
}

TEST_F(KraftCheckerTest, K11NobodyDropsWhatItKnowsToBeCommitted) {
    append(3, 0, 2, 1, AppendedBy::kReplication);
    cut(3, 2, 1);
    EXPECT_EQ(told.violated(), "");
    commit(2, 1, 2, false);
    cut(2, 2, 1);
    EXPECT_EQ(first(), "K11");
}

TEST_F(KraftCheckerTest, K12ALeaderDoesNotFollowInItsEpoch) {
    change(1, {KraftRole::kLeader, 1, KraftRole::kFollower, 1, 1, std::nullopt});
    EXPECT_EQ(first(), "K12");
}

TEST_F(KraftCheckerTest, K12OnlyTheLeaderAppends) {
    append(2, 2, 3, 1, AppendedBy::kRaftLeader);
    EXPECT_EQ(first(), "K12");
}

TEST_F(KraftCheckerTest, K13NoEpochBeginsWithoutAMajorityInSight) {
    using enum KraftRole;
    change(3, {kUnattached, 0, kProspective, 0});
    EXPECT_EQ(told.violated(), "");
    change(3, {kProspective, 0, kCandidate, 1, std::nullopt, 3});
    EXPECT_EQ(told.violated(), "K13");
}

TEST_F(KraftCheckerTest, OnceAVoterIsWipedOnlySafetyIsJudged) {
    told.wipe(3);
    store(3, 0, std::nullopt, std::nullopt);
    cut(2, 2, 0);
    EXPECT_EQ(told.violated(), "");
    store(3, 1, 2, std::nullopt);
    EXPECT_EQ(told.violated(), "K1");
}

}  // namespace
}  // namespace assize::checkers
