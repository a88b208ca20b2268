#include "checkers/properties/white_box_property.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/checkers/properties/told_trial.h"

namespace assize::checkers {
namespace {

using namespace model;

/// A history, and what it means for one property.
struct Told {
    const char* what;
    std::function<void(ToldTrial&)> tell;
};

void expect(std::string_view property, Status status, const std::vector<Told>& histories) {
    for (const Told& told : histories) {
        ToldTrial trial;
        trial.begin();
        told.tell(trial);
        const PropertyVerdict verdict = trial.about(property);
        EXPECT_EQ(verdict.status, status) << property << ": " << told.what;
        EXPECT_EQ(verdict.promise, Promise::kPromised) << told.what;
        if (status != Status::kViolated) continue;
        EXPECT_FALSE(verdict.summary.empty()) << told.what;
        EXPECT_FALSE(verdict.expected.empty()) << told.what;
        EXPECT_FALSE(verdict.observed.empty()) << told.what;
        ASSERT_FALSE(verdict.witness.empty()) << told.what;
        EXPECT_EQ(verdict.witness.back().role, "violated here") << told.what;
        EXPECT_LE(verdict.witness.size(), 7u) << told.what;
        EXPECT_FALSE(verdict.subjects.empty()) << told.what;
    }
}

void write(ToldTrial& trial, std::int64_t records) {
    for (std::int64_t n = 0; n < records; ++n) trial.write(n);
}

void load_again(ToldTrial& trial, std::int32_t broker, std::int64_t end) {
    const std::string name = "broker-" + std::to_string(broker);
    trial.crash(name);
    trial.start(name);
    trial.load(broker, end);
}

void produce_committed(ToldTrial& trial, std::int64_t last, std::int64_t high_watermark,
                       std::int32_t in_sync) {
    trial.tell("broker-1", ProduceCommitted{.broker = BrokerId(1),
                                            .topic_id = ToldTrial::kTopicId,
                                            .leader_epoch = LeaderEpoch(0),
                                            .first_offset = Offset(last),
                                            .last_offset = Offset(last),
                                            .high_watermark = Offset(high_watermark),
                                            .maximal_isr = in_sync,
                                            .min_isr = 2});
}

void note_follower(ToldTrial& trial, std::int32_t follower, std::int64_t end) {
    trial.tell("broker-1", FollowerStateUpdated{.broker = BrokerId(1),
                                                .topic_id = ToldTrial::kTopicId,
                                                .leader_epoch = LeaderEpoch(0),
                                                .follower = BrokerId(follower),
                                                .broker_epoch = std::nullopt,
                                                .end_offset = Offset(end)});
}

void follow(ToldTrial& trial, std::int32_t broker, std::int32_t epoch, std::int32_t leader) {
    trial.tell("broker-" + std::to_string(broker),
               BecameFollower{.broker = BrokerId(broker),
                              .topic_id = ToldTrial::kTopicId,
                              .leader_epoch = LeaderEpoch(epoch),
                              .partition_epoch = PartitionEpoch(0),
                              .leader = BrokerId(leader),
                              .log_end = Offset(0)});
}

TEST(LogMatching, accepts_copies_of_what_a_leader_wrote) {
    expect(property::kLogMatching, Status::kHeld,
           {{"all have all", [](ToldTrial& t) { write(t, 3); }},
            {"one is behind",
             [](ToldTrial& t) {
                 t.append(1, 0, 0);
                 t.append(1, 1, 0);
                 t.copy(2, 0, 0);
             }},
            {"a new leader goes on",
             [](ToldTrial& t) {
                 write(t, 2);
                 t.elect(2, 1);
                 t.append(2, 2, 1);
                 t.copy(3, 2, 1);
             }},
            {"what was not committed is cut and replaced",
             [](ToldTrial& t) {
                 write(t, 2);
                 t.append(1, 2, 0);
                 t.elect(2, 1);
                 t.append(2, 2, 1);
                 t.truncate(1, 2);
                 t.copy(1, 2, 1);
             }},
            {"one begins again from nothing", [](ToldTrial& t) {
                 write(t, 2);
                 t.wipe("broker-3");
                 t.start("broker-3");
                 t.tell("broker-3", LogCreated{.broker = 3,
                                               .topic_id = ToldTrial::kTopicId,
                                               .log_start = 0,
                                               .path = "orders-0"});
                 t.copy(3, 0, 0);
                 t.copy(3, 1, 0);
             }}});
}

TEST(LogMatching, rejects_logs_that_part_ways) {
    const auto copy_other = [](ToldTrial& t, std::int64_t offset, std::uint32_t crc) {
        t.tell("broker-2", BatchAppended{.broker = 2,
                                         .topic_id = ToldTrial::kTopicId,
                                         .base = offset,
                                         .end = offset + 1,
                                         .leader_epoch = 0,
                                         .crc = crc,
                                         .bytes = 100,
                                         .origin = AppendedBy::kReplication,
                                         .producer_id = std::nullopt,
                                         .producer_epoch = std::nullopt,
                                         .base_sequence = std::nullopt,
                                         .transactional = false,
                                         .control = false});
    };
    expect(property::kLogMatching, Status::kViolated,
           {{"other bytes than the leader's",
             [&](ToldTrial& t) {
                 t.append(1, 0, 0);
                 copy_other(t, 0, 77);
             }},
            {"bytes of the record before",
             [&](ToldTrial& t) {
                 t.append(1, 0, 0);
                 t.append(1, 1, 0);
                 t.copy(2, 0, 0);
                 copy_other(t, 1, 1000);
             }},
            {"the same epoch above another below",
             [](ToldTrial& t) {
                 t.append(1, 0, 0);
                 t.elect(2, 1);
                 t.append(2, 0, 1);
                 t.elect(1, 2);
                 t.append(1, 1, 2);
                 t.copy(2, 1, 2);  // Above its own record of epoch 1.
             }},
            {"a leader that writes one place twice",
             [](ToldTrial& t) {
                 write(t, 1);
                 t.append(1, 1, 0);
                 t.truncate(1, 1);
                 t.tell("broker-1", BatchAppended{.broker = 1,
                                                  .topic_id = ToldTrial::kTopicId,
                                                  .base = 1,
                                                  .end = 2,
                                                  .leader_epoch = 0,
                                                  .crc = 5,
                                                  .bytes = 100,
                                                  .origin = AppendedBy::kClient,
                                                  .producer_id = std::nullopt,
                                                  .producer_epoch = std::nullopt,
                                                  .base_sequence = std::nullopt,
                                                  .transactional = false,
                                                  .control = false});
             }},
            {"a copy of what nobody wrote", [&](ToldTrial& t) {
                 t.append(1, 0, 0);
                 t.copy(2, 0, 0);
                 copy_other(t, 1, 1);
                 t.append(1, 1, 0);
             }}});
}

TEST(HighWatermark, accepts_one_that_grows_with_what_all_in_sync_have) {
    expect(property::kHighWatermark, Status::kHeld,
           {{"step by step", [](ToldTrial& t) { write(t, 3); }},
            {"several at once",
             [](ToldTrial& t) {
                 for (std::int64_t n = 0; n < 3; ++n) t.append(1, n, 0);
                 for (std::int64_t n = 0; n < 3; ++n) t.copy(2, n, 0);
                 for (std::int64_t n = 0; n < 3; ++n) t.copy(3, n, 0);
                 t.high_watermark(1, 3);
             }},
            {"below what all have",
             [](ToldTrial& t) {
                 t.append(1, 0, 0);
                 t.append(1, 1, 0);
                 for (const std::int32_t broker : {2, 3}) t.copy(broker, 0, 0);
                 t.high_watermark(1, 1);
             }},
            {"who is not in sync may lack it",
             [](ToldTrial& t) {
                 t.elect(1, 1, {1, 2});
                 t.append(1, 0, 1);
                 t.copy(2, 0, 1);
                 t.high_watermark(1, 1);
             }},
            {"an answer with enough in sync", [](ToldTrial& t) {
                 write(t, 1);
                 produce_committed(t, 0, 1, 3);
             }}});
}

TEST(HighWatermark, rejects_one_that_runs_ahead_or_back) {
    expect(property::kHighWatermark, Status::kViolated,
           {{"ahead of one in sync",
             [](ToldTrial& t) {
                 t.append(1, 0, 0);
                 t.copy(2, 0, 0);
                 t.high_watermark(1, 1);
             }},
            {"ahead of all",
             [](ToldTrial& t) {
                 t.append(1, 0, 0);
                 t.high_watermark(1, 1);
             }},
            {"back",
             [](ToldTrial& t) {
                 write(t, 2);
                 t.high_watermark(1, 1);
             }},
            {"beyond the log", [](ToldTrial& t) { t.high_watermark(1, 5); }},
            {"an answer before the high watermark",
             [](ToldTrial& t) {
                 write(t, 1);
                 t.append(1, 1, 0);
                 produce_committed(t, 1, 1, 3);
             }},
            {"an answer with too few in sync", [](ToldTrial& t) {
                 write(t, 1);
                 produce_committed(t, 0, 1, 1);
             }}});
}

TEST(LeaderCompleteness, accepts_leaders_that_have_what_is_committed) {
    expect(property::kLeaderCompleteness, Status::kHeld,
           {{"all of it",
             [](ToldTrial& t) {
                 write(t, 2);
                 t.elect(2, 1);
             }},
            {"and more",
             [](ToldTrial& t) {
                 write(t, 2);
                 t.append(1, 2, 0);
                 t.copy(2, 2, 0);
                 t.elect(2, 1);
             }},
            {"none of what is not",
             [](ToldTrial& t) {
                 write(t, 2);
                 t.append(1, 2, 0);
                 t.elect(2, 1);
             }},
            {"one after the other",
             [](ToldTrial& t) {
                 write(t, 2);
                 t.elect(2, 1);
                 t.elect(3, 2);
                 t.elect(1, 3);
             }},
            {"who only crashed", [](ToldTrial& t) {
                 write(t, 2);
                 load_again(t, 1, 2);
                 t.elect(1, 1);
             }}});
}

TEST(LeaderCompleteness, rejects_leaders_that_lack_it) {
    expect(property::kLeaderCompleteness, Status::kViolated,
           {{"the last record",
             [](ToldTrial& t) {
                 write(t, 2);
                 t.truncate(2, 1);
                 t.elect(2, 1);
             }},
            {"all records",
             [](ToldTrial& t) {
                 write(t, 2);
                 t.truncate(2, 0);
                 t.elect(2, 1);
             }},
            {"another in its place",
             [](ToldTrial& t) {
                 write(t, 1);
                 t.elect(3, 1);
                 t.write(1, 3, 1);
                 t.truncate(2, 1);
                 t.copy(2, 1, 0);
                 t.elect(2, 2);
             }},
            {"who lost it with its power, though others did not",
             [](ToldTrial& t) {
                 write(t, 2);
                 t.lose_power("broker-2");
                 t.start("broker-2");
                 t.load(2, 1);
                 t.elect(2, 1);
             }},
            {"one in sync that drops it", [](ToldTrial& t) {
                 write(t, 2);
                 t.elect(1, 1);
                 t.truncate(3, 1);
             }}});
}

TEST(OneLeaderPerEpoch, accepts_one_leader_after_the_other) {
    expect(property::kOneLeaderPerEpoch, Status::kHeld,
           {{"the first", [](ToldTrial& t) { write(t, 1); }},
            {"its successor",
             [](ToldTrial& t) {
                 t.elect(2, 1);
                 t.append(2, 0, 1);
             }},
            {"an old one that still writes in its own epoch",
             [](ToldTrial& t) {
                 t.elect(2, 1);
                 t.append(1, 0, 0);
             }},
            {"the same again in a later epoch", [](ToldTrial& t) { t.elect(1, 1); }},
            {"followers of the one", [](ToldTrial& t) {
                 follow(t, 2, 0, 1);
                 follow(t, 3, 0, 1);
             }}});
}

TEST(OneLeaderPerEpoch, rejects_two_in_one_epoch_and_epochs_that_go_back) {
    expect(property::kOneLeaderPerEpoch, Status::kViolated,
           {{"two that lead", [](ToldTrial& t) { t.lead(2, 0); }},
            {"two that write", [](ToldTrial& t) { t.append(2, 0, 0); }},
            {"one that is followed though another leads", [](ToldTrial& t) { follow(t, 3, 0, 2); }},
            {"one that follows in the epoch in which it leads",
             [](ToldTrial& t) { follow(t, 1, 0, 1); }},
            {"one that goes back to an earlier epoch", [](ToldTrial& t) {
                 t.elect(1, 5);
                 t.lead(1, 4);
             }}});
}

TEST(InSyncReplicas, accepts_leaders_that_know_what_others_have) {
    expect(property::kInSyncReplicas, Status::kHeld,
           {{"as much as it has",
             [](ToldTrial& t) {
                 write(t, 2);
                 follow(t, 2, 0, 1);
                 note_follower(t, 2, 2);
             }},
            {"less than it has",
             [](ToldTrial& t) {
                 write(t, 2);
                 follow(t, 2, 0, 1);
                 note_follower(t, 2, 1);
             }},
            {"nothing yet",
             [](ToldTrial& t) {
                 follow(t, 2, 0, 1);
                 note_follower(t, 2, 0);
             }},
            {"what a fetch of an earlier epoch said",
             [](ToldTrial& t) {
                 follow(t, 2, 1, 1);
                 note_follower(t, 2, 2);
             }},
            {"an ISR that shrinks", [](ToldTrial& t) {
                 t.decide({.isr = {1, 2}});
                 follow(t, 2, 0, 1);
                 note_follower(t, 2, 0);
             }}});
}

TEST(InSyncReplicas, rejects_what_cannot_be_in_sync) {
    expect(property::kInSyncReplicas, Status::kViolated,
           {{"a follower with less than its leader believes",
             [](ToldTrial& t) {
                 follow(t, 2, 0, 1);
                 note_follower(t, 2, 1);
             }},
            {"an ISR beyond the replicas",
             [](ToldTrial& t) {
                 t.decide({.isr = {1, 4}});
             }},
            {"somebody in ISR and ELR", [](ToldTrial& t) { t.decide({.isr = {1}, .elr = {1}}); }},
            {"an ELR though enough are in sync",
             [](ToldTrial& t) {
                 t.decide({.isr = {1, 2}, .elr = {3}});
             }},
            {"a leader that is not in sync", [](ToldTrial& t) {
                 t.decide({.isr = {2, 3}});
             }}});
}

TEST(LogIntegrity, accepts_logs_that_grow_and_come_back) {
    expect(property::kLogIntegrity, Status::kHeld,
           {{"one after the other", [](ToldTrial& t) { write(t, 3); }},
            {"all of it after a crash",
             [](ToldTrial& t) {
                 write(t, 3);
                 load_again(t, 2, 3);
             }},
            {"less after a loss of power",
             [](ToldTrial& t) {
                 write(t, 3);
                 t.lose_power("broker-2");
                 t.start("broker-2");
                 t.load(2, 1);
             }},
            {"what was durable after a loss of power",
             [](ToldTrial& t) {
                 write(t, 3);
                 t.flush(2, 2);
                 t.lose_power("broker-2");
                 t.start("broker-2");
                 t.load(2, 2);
             }},
            {"epochs that go up", [](ToldTrial& t) {
                 write(t, 1);
                 t.elect(2, 3);
                 t.append(2, 1, 3);
             }}});
}

TEST(LogIntegrity, rejects_gaps_and_what_comes_back_wrong) {
    expect(property::kLogIntegrity, Status::kViolated,
           {{"a gap",
             [](ToldTrial& t) {
                 write(t, 1);
                 t.append(1, 2, 0);
             }},
            {"an epoch that goes down",
             [](ToldTrial& t) {
                 t.elect(1, 2);
                 t.append(1, 0, 2);
                 t.append(1, 1, 1);
             }},
            {"less after a crash",
             [](ToldTrial& t) {
                 write(t, 3);
                 load_again(t, 2, 1);
             }},
            {"more than there was",
             [](ToldTrial& t) {
                 write(t, 3);
                 load_again(t, 2, 4);
             }},
            {"less than was durable", [](ToldTrial& t) {
                 write(t, 3);
                 t.flush(2, 2);
                 t.lose_power("broker-2");
                 t.start("broker-2");
                 t.load(2, 1);
             }}});
}

TEST(WhiteBoxProperty, is_vacuous_when_nothing_puts_it_to_the_test) {
    ToldTrial trial;
    for (const std::string_view property : white_box_properties()) {
        EXPECT_EQ(trial.about(property).status, Status::kVacuous) << property;
    }
}

}  // namespace
}  // namespace assize::checkers
