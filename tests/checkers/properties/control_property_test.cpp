#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/checkers/properties/told_trial.h"

namespace assize::checkers {
namespace {

using namespace model;

constexpr const char* kLog = "__cluster_metadata-0";
constexpr const char* kLogId = "AAAAAAAAAAAAAAAAAAAAAQ";

/// A metadata quorum that is told by hand: brokers 1 to 3 vote, and broker 1 leads epoch 1, with
/// [0, 2) committed on it and broker 2.
class Quorum {
public:
    Quorum() {
        for (const std::int32_t node : {1, 2, 3}) start(node);
        elect();
        append(1, 0, AppendedBy::kRaftLeader);
        append(2, 0, AppendedBy::kReplication);
        commit(1, 2);
    }

    template <class F>
    void tell(std::int32_t node, const F& fact) {
        trial.tell("broker-" + std::to_string(node), fact, kLog);
    }
    void start(std::int32_t node) {
        tell(node, KraftStarted{.node = node,
                                .directory_id = "d",
                                .voters = {1, 2, 3},
                                .log_start = 0,
                                .log_end = 0,
                                .log_end_epoch = 0,
                                .snapshot_ends = {},
                                .stored_epoch = 0});
    }
    void change(std::int32_t node, KraftRole from, std::int32_t from_epoch, KraftRole to,
                std::int32_t epoch, std::optional<std::int32_t> leader = std::nullopt,
                std::optional<std::int32_t> voted = std::nullopt) {
        tell(node, KraftElectionStored{.node = node,
                                       .epoch = epoch,
                                       .leader = leader,
                                       .voted = voted,
                                       .voted_directory = ""});
        tell(node, KraftStateChanged{.node = node,
                                     .from = from,
                                     .from_epoch = from_epoch,
                                     .to = to,
                                     .epoch = epoch,
                                     .leader = leader,
                                     .voted = voted,
                                     .reason = KraftReason::kEpochLearned});
    }
    void grant(bool pre_vote, std::int32_t epoch) {
        tell(2, KraftVoteAnswered{.node = 2,
                                  .candidate = 1,
                                  .pre_vote = pre_vote,
                                  .granted = true,
                                  .error = 0,
                                  .epoch = epoch,
                                  .own_epoch = epoch,
                                  .candidate_last_epoch = 0,
                                  .candidate_log_end = 0,
                                  .own_last_epoch = 0,
                                  .own_log_end = 0});
        tell(1,
             KraftElectionWon{
                 .node = 1, .epoch = epoch, .pre_vote = pre_vote, .granted = {1, 2}, .log_end = 0});
    }
    void elect() {
        using enum KraftRole;
        change(1, kUnattached, 0, kProspective, 0);
        grant(true, 0);
        change(1, kProspective, 0, kCandidate, 1, std::nullopt, 1);
        change(2, kUnattached, 0, kUnattached, 1, std::nullopt, 1);
        grant(false, 1);
        change(1, kCandidate, 1, kLeader, 1, 1, 1);
    }
    void append(std::int32_t node, std::int64_t base, AppendedBy origin, std::uint32_t crc = 7) {
        tell(node, BatchAppended{.broker = node,
                                 .topic_id = kLogId,
                                 .base = base,
                                 .end = base + 2,
                                 .leader_epoch = 1,
                                 .crc = crc,
                                 .bytes = 100,
                                 .origin = origin,
                                 .producer_id = std::nullopt,
                                 .producer_epoch = std::nullopt,
                                 .base_sequence = std::nullopt,
                                 .transactional = false,
                                 .control = false});
    }
    void commit(std::int32_t node, std::int64_t to, bool as_leader = true) {
        tell(node, KraftHighWatermarkAdvanced{.node = node,
                                              .epoch = 1,
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
    void apply(std::int32_t node, std::int64_t end, std::uint64_t digest = 9) {
        tell(node, MetadataApplied{.node = node,
                                   .from = 0,
                                   .end = end,
                                   .epoch = 1,
                                   .snapshot = false,
                                   .epochs = {1},
                                   .epoch_begins = {0},
                                   .digest = digest});
    }
    void answer(std::int64_t end) {
        tell(1, WriteOperationCompleted{.controller = 1,
                                        .epoch = 1,
                                        .operation = "create_topics",
                                        .end = end,
                                        .records = 1});
    }
    void load_snapshot(std::int32_t node, bool writable) {
        tell(node, KraftSnapshotLoaded{.node = node,
                                       .end = 2,
                                       .epoch = 1,
                                       .role = writable ? KraftRole::kLeader : KraftRole::kFollower,
                                       .writable = writable});
    }
    void register_broker(std::int64_t epoch, std::int64_t offset, const char* incarnation = "a") {
        tell(1, BrokerRegistrationAccepted{.controller = 1,
                                           .epoch = 1,
                                           .offset = offset,
                                           .broker = 5,
                                           .broker_epoch = epoch,
                                           .incarnation = incarnation,
                                           .previous_epoch = std::nullopt,
                                           .fenced = true});
    }
    void fence(std::int64_t epoch, std::int64_t offset, bool fenced,
               std::optional<std::int64_t> metadata_offset = std::nullopt) {
        tell(1, BrokerFencingChanged{.controller = 1,
                                     .epoch = 1,
                                     .offset = offset,
                                     .broker = 5,
                                     .broker_epoch = epoch,
                                     .fenced = fenced,
                                     .in_controlled_shutdown = false,
                                     .reason = "test",
                                     .metadata_offset = metadata_offset});
    }
    void let_go(std::int64_t leads, bool controlled = true) {
        tell(1, BrokerShutdownGranted{.controller = 1,
                                      .epoch = 1,
                                      .broker = 5,
                                      .broker_epoch = 3,
                                      .controlled = controlled,
                                      .leads = leads});
    }

    ToldTrial trial;
};

struct ToldQuorum {
    const char* what;
    std::function<void(Quorum&)> tell;
};

void expect_of_quorum(std::string_view property, Status status,
                      const std::vector<ToldQuorum>& histories) {
    for (const ToldQuorum& told : histories) {
        Quorum quorum;
        told.tell(quorum);
        const PropertyVerdict verdict = quorum.trial.about(property);
        EXPECT_EQ(verdict.status, status) << property << ": " << told.what << verdict.summary;
        EXPECT_EQ(verdict.witness.empty(), status != Status::kViolated) << told.what;
    }
}

TEST(MetadataDurable, accepts_what_a_majority_has) {
    expect_of_quorum(property::kMetadataDurable, Status::kHeld,
                     {{"one applies it", [](Quorum& q) { q.apply(1, 2); }},
                      {"two apply it to the same end",
                       [](Quorum& q) {
                           q.apply(1, 2);
                           q.apply(2, 2);
                       }},
                      {"one is behind",
                       [](Quorum& q) {
                           q.apply(1, 2);
                           q.apply(3, 1, 8);
                       }},
                      {"an answer on what is committed", [](Quorum& q) { q.answer(2); }},
                      {"what is not committed is cut", [](Quorum& q) {
                           q.append(1, 2, AppendedBy::kRaftLeader);
                           q.append(2, 2, AppendedBy::kReplication);
                           q.cut(2, 4, 2);
                           q.apply(1, 2);
                       }}});
}

TEST(MetadataDurable, rejects_what_fewer_have_or_what_differs) {
    expect_of_quorum(property::kMetadataDurable, Status::kViolated,
                     {{"committed by the leader alone",
                       [](Quorum& q) {
                           q.append(1, 2, AppendedBy::kRaftLeader);
                           q.commit(1, 4);
                       }},
                      {"a high watermark that goes down", [](Quorum& q) { q.commit(1, 1); }},
                      {"other images at the same end",
                       [](Quorum& q) {
                           q.apply(1, 2);
                           q.apply(2, 2, 8);
                       }},
                      {"applied before it is committed", [](Quorum& q) { q.apply(1, 3); }},
                      {"answered before it is committed", [](Quorum& q) { q.answer(3); }},
                      {"dropped though known to be committed", [](Quorum& q) {
                           q.commit(2, 2, false);
                           q.cut(2, 2, 1);
                       }}});
}

TEST(MetadataDurable, promises_nothing_of_the_quorum_once_a_voter_lost_its_disk) {
    Quorum quorum;
    quorum.trial.wipe("broker-3");
    quorum.commit(1, 1);  // It goes down.
    const auto verdict = quorum.trial.about(property::kMetadataDurable);
    EXPECT_EQ(verdict.status, Status::kViolated);
    EXPECT_EQ(verdict.promise, Promise::kNone);
    EXPECT_EQ(verdict.reason,
              "1 of the voters came back with an empty disk, and without the vote that it had "
              "given");
}

TEST(OneLeaderPerEpoch, is_promised_for_partitions_whatever_the_voters_lost) {
    Quorum quorum;
    quorum.trial.wipe("broker-3");
    quorum.tell(
        2, KraftElectionStored{
               .node = 2, .epoch = 1, .leader = 3, .voted = std::nullopt, .voted_directory = ""});
    quorum.trial.begin();
    quorum.trial.lead(2, 0);
    const auto verdict = quorum.trial.about(property::kOneLeaderPerEpoch);
    EXPECT_EQ(verdict.promise, Promise::kPromised);
    EXPECT_EQ(verdict.cases, 2);
    EXPECT_NE(verdict.summary.find("(R1)"), std::string::npos) << verdict.summary;
}

TEST(QuorumProtocol, accepts_roles_that_change_as_they_should) {
    using enum KraftRole;
    expect_of_quorum(property::kQuorumProtocol, Status::kHeld,
                     {{"an election", [](Quorum&) {}},
                      {"a follower of the leader",
                       [](Quorum& q) { q.change(3, kUnattached, 0, kFollower, 1, 1); }},
                      {"who voted follows too",
                       [](Quorum& q) { q.change(2, kUnattached, 1, kFollower, 1, 1, 1); }},
                      {"a follower that looks around",
                       [](Quorum& q) {
                           q.change(3, kUnattached, 0, kFollower, 1, 1);
                           q.change(3, kFollower, 1, kProspective, 1, 1);
                       }},
                      {"a snapshot for a follower", [](Quorum& q) { q.load_snapshot(3, false); }}});
}

TEST(QuorumProtocol, rejects_what_the_protocol_does_not_know) {
    using enum KraftRole;
    expect_of_quorum(
        property::kQuorumProtocol, Status::kViolated,
        {{"a leader that follows in its epoch",
          [](Quorum& q) { q.change(1, kLeader, 1, kFollower, 1, 2); }},
         {"a snapshot for who may append", [](Quorum& q) { q.load_snapshot(1, true); }},
         {"an append by who does not lead",
          [](Quorum& q) { q.append(2, 2, AppendedBy::kRaftLeader); }},
         {"an append by who never voted",
          [](Quorum& q) { q.append(3, 0, AppendedBy::kRaftLeader); }},
         {"an epoch that begins with no majority in sight", [](Quorum& q) {
              q.change(3, kUnattached, 0, kProspective, 0);
              q.change(3, kProspective, 0, kCandidate, 1, std::nullopt, 3);
          }}});
}

TEST(BrokerLifecycle, accepts_brokers_that_come_and_go) {
    expect_of_quorum(property::kBrokerLifecycle, Status::kHeld,
                     {{"one that registers",
                       [](Quorum& q) {
                           q.register_broker(0, 0);
                           q.apply(1, 2);
                       }},
                      {"one that is unfenced when it has caught up",
                       [](Quorum& q) {
                           q.register_broker(0, 0);
                           q.fence(0, 1, false, 1);
                           q.apply(1, 2);
                       }},
                      {"one that comes back with a later epoch",
                       [](Quorum& q) {
                           q.register_broker(0, 0);
                           q.register_broker(1, 1, "b");
                           q.apply(1, 2);
                       }},
                      {"the same life that asks again",
                       [](Quorum& q) {
                           q.register_broker(0, 0);
                           q.register_broker(0, 1);
                           q.apply(1, 2);
                       }},
                      {"one that goes when it leads nothing", [](Quorum& q) {
                           q.register_broker(0, 0);
                           q.apply(1, 2);
                           q.let_go(0);
                       }}});
}

TEST(BrokerLifecycle, rejects_epochs_and_fencing_that_go_wrong) {
    expect_of_quorum(property::kBrokerLifecycle, Status::kViolated,
                     {{"an epoch that is not where the registration is",
                       [](Quorum& q) {
                           q.register_broker(5, 0);
                           q.apply(1, 2);
                       }},
                      {"an epoch that goes down",
                       [](Quorum& q) {
                           q.register_broker(0, 0);
                           q.register_broker(0, 1, "b");
                           q.apply(1, 2);
                       }},
                      {"fencing of another life",
                       [](Quorum& q) {
                           q.register_broker(0, 0);
                           q.fence(7, 1, false, 9);
                           q.apply(1, 2);
                       }},
                      {"one that is unfenced while it is behind",
                       [](Quorum& q) {
                           q.register_broker(0, 0);
                           q.register_broker(1, 1, "b");
                           q.fence(1, 1, false, 0);
                           q.apply(1, 2);
                       }},
                      {"one that goes though it leads", [](Quorum& q) {
                           q.register_broker(0, 0);
                           q.apply(1, 2);
                           q.let_go(2);
                       }}});
}

}  // namespace
}  // namespace assize::checkers
