#include "checkers/loss_oracle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/checkers/properties/told_trial.h"

namespace assize::checkers {
namespace {

using testing::ElementsAre;
using Excuse = Loss::Excuse;

/// Records 0 to 2 are committed in epoch 0, and on all three brokers.
class LossOracleTest : public testing::Test {
protected:
    LossOracleTest() {
        trial.begin();
        for (std::int64_t n = 0; n < 3; ++n) trial.write(n);
    }
    /// Loses its power, and all of its log beyond `end`.
    void lose(std::int32_t broker, std::int64_t end) {
        const std::string name = "broker-" + std::to_string(broker);
        trial.lose_power(name);
        trial.start(name);
        trial.load(broker, end);
    }
    const std::vector<Loss>& losses() { return trial.judge().white_box().losses().losses(); }
    std::vector<Excuse> excuses() {
        std::vector<Excuse> all;
        for (const Loss& loss : losses()) all.push_back(loss.excuse);
        return all;
    }

    ToldTrial trial;
};

TEST_F(LossOracleTest, a_leader_that_has_all_loses_nothing) {
    trial.elect(2, 1, {2, 3});
    EXPECT_TRUE(losses().empty());
}

TEST_F(LossOracleTest, what_is_not_committed_may_go_without_a_word) {
    trial.append(1, 3, 0);
    trial.elect(2, 1, {2, 3});
    EXPECT_TRUE(losses().empty());
}

TEST_F(LossOracleTest, a_loss_is_from_the_first_record_that_is_missing_to_what_was_committed) {
    trial.truncate(2, 1);
    const auto elected = trial.elect(2, 1, {2, 3});
    ASSERT_EQ(losses().size(), 1u);
    EXPECT_EQ(losses()[0].partition, "orders-0");
    EXPECT_EQ(losses()[0].begin, 1);
    EXPECT_EQ(losses()[0].end, 3);
    EXPECT_EQ(losses()[0].leader, 2);
    EXPECT_EQ(losses()[0].leader_epoch, 1);
    EXPECT_EQ(losses()[0].elected_at, elected);
    EXPECT_EQ(losses()[0].excuse, Excuse::kNone);
}

TEST_F(LossOracleTest, what_is_gone_is_committed_no_more) {
    trial.truncate(2, 1);
    trial.elect(2, 1, {2, 3});
    trial.elect(3, 2, {2, 3});
    trial.truncate(3, 1);
    trial.elect(2, 3, {2, 3});
    EXPECT_EQ(losses().size(), 1u);
}

// --- O2: all who may be elected have lost something.

TEST_F(LossOracleTest, when_all_in_sync_lost_power_the_loss_is_legal) {
    for (const std::int32_t broker : {1, 2, 3}) lose(broker, 1);
    trial.elect(2, 1);
    EXPECT_THAT(excuses(), ElementsAre(Excuse::kAllLost));
    EXPECT_EQ(losses()[0].because.size(), 3u);
}

TEST_F(LossOracleTest, when_one_in_sync_did_not_it_is_not) {
    for (const std::int32_t broker : {1, 2}) lose(broker, 1);
    trial.elect(2, 1);
    EXPECT_THAT(excuses(), ElementsAre(Excuse::kNone));
}

TEST_F(LossOracleTest, who_only_crashed_lost_nothing) {
    for (const std::int32_t broker : {1, 2}) lose(broker, 1);
    trial.crash("broker-3");
    trial.start("broker-3");
    trial.load(3, 3);
    trial.elect(2, 1);
    EXPECT_THAT(excuses(), ElementsAre(Excuse::kNone));
}

TEST_F(LossOracleTest, who_was_fenced_before_does_not_count) {
    trial.decide({.isr = {1, 2}});
    for (const std::int32_t broker : {1, 2}) lose(broker, 1);
    trial.elect(2, 1, {1, 2});
    EXPECT_THAT(excuses(), ElementsAre(Excuse::kAllLost));
}

TEST_F(LossOracleTest, who_is_eligible_does) {
    trial.decide({.isr = {1}, .elr = {3}});
    for (const std::int32_t broker : {1, 2}) lose(broker, 1);
    trial.decide({.leader = 1, .leader_epoch = 1, .isr = {1}, .elr = {3}});
    trial.lead(1, 1, {1});
    EXPECT_THAT(excuses(), ElementsAre(Excuse::kNone));
}

TEST_F(LossOracleTest, the_last_one_that_is_whole_may_be_fenced) {
    for (const std::int32_t broker : {1, 2}) lose(broker, 1);
    trial.crash("broker-3");
    trial.decide({.leader = std::nullopt, .leader_epoch = 1, .isr = {1, 2}});
    trial.elect(2, 2, {1, 2});
    EXPECT_THAT(excuses(), ElementsAre(Excuse::kAllLost));
}

TEST_F(LossOracleTest, a_disk_that_is_wiped_is_lost) {
    trial.decide({.isr = {1}});
    trial.wipe("broker-1");
    trial.start("broker-1");
    trial.tell(
        "broker-1",
        model::LogCreated{
            .broker = 1, .topic_id = ToldTrial::kTopicId, .log_start = 0, .path = "orders-0"});
    trial.elect(1, 1, {1});
    EXPECT_THAT(excuses(), ElementsAre(Excuse::kAllLost));
}

TEST_F(LossOracleTest, who_has_got_it_again_counts_as_whole) {
    lose(1, 1);
    trial.copy(1, 1, 0);
    trial.copy(1, 2, 0);
    trial.decide({.isr = {1}});
    trial.truncate(1, 2);
    trial.elect(1, 1, {1});
    EXPECT_THAT(excuses(), ElementsAre(Excuse::kNone));
}

TEST_F(LossOracleTest, what_was_durable_does_not_count_as_lost) {
    trial.decide({.isr = {1}});
    trial.flush(1, 3);
    trial.lose_power("broker-1");
    trial.start("broker-1");
    trial.load(1, 3);
    trial.truncate(1, 1);
    trial.elect(1, 1, {1});
    EXPECT_THAT(excuses(), ElementsAre(Excuse::kNone));
}

// --- Unclean elections. Told trials do not allow them.

TEST_F(LossOracleTest, an_election_from_outside_is_no_excuse_whatever_it_says_of_itself) {
    for (const bool says_so : {true, false}) {
        ToldTrial other;
        other.begin();
        other.write(0);
        other.decide({.isr = {1, 2}});
        other.write(1, 1, 0, {1, 2});
        other.decide({.leader = 3, .leader_epoch = 1, .isr = {3}, .unclean = says_so});
        other.lead(3, 1, {3});
        const auto& found = other.judge().white_box().losses().losses();
        ASSERT_EQ(found.size(), 1u);
        EXPECT_EQ(found[0].excuse, Excuse::kNone);
    }
}

TEST_F(LossOracleTest, not_even_if_who_is_elected_lost_its_power) {
    trial.elect(2, 1, {2, 3});
    lose(1, 1);
    trial.decide({.leader = 1, .leader_epoch = 2, .isr = {1}});
    trial.lead(1, 2, {1});
    EXPECT_THAT(excuses(), ElementsAre(Excuse::kNone));
}

/// KIP-966: when the last member of the ELR comes back from a crash, it counts as having lost data,
/// and who led last may lead.
TEST_F(LossOracleTest, the_last_known_leader_is_elected_by_right_when_nobody_is_left) {
    lose(1, 1);
    trial.decide(
        {.leader = std::nullopt, .leader_epoch = 1, .isr = {}, .elr = {3}, .last_known_elr = {1}});
    trial.decide({.leader = 1, .leader_epoch = 2, .isr = {1}, .unclean = true});
    trial.lead(1, 2, {1});
    EXPECT_THAT(excuses(), ElementsAre(Excuse::kUncleanElection));
}

TEST_F(LossOracleTest, while_two_are_left_it_is_not_nor_is_another) {
    for (const std::int32_t last_known : {1, 3}) {
        ToldTrial other;
        other.begin();
        other.write(0);
        other.lose_power("broker-1");
        other.start("broker-1");
        other.load(1, 0);
        const ToldTrial::Brokers elr =
            last_known == 1 ? ToldTrial::Brokers{2, 3} : ToldTrial::Brokers{3};
        other.decide({.leader = std::nullopt,
                      .leader_epoch = 1,
                      .isr = {},
                      .elr = elr,
                      .last_known_elr = {last_known}});
        other.decide({.leader = 1, .leader_epoch = 2, .isr = {1}, .unclean = true});
        other.lead(1, 2, {1});
        const auto& found = other.judge().white_box().losses().losses();
        ASSERT_EQ(found.size(), 1u);
        EXPECT_EQ(found[0].excuse, Excuse::kNone);
    }
}

class UncleanLossTest : public testing::Test {
protected:
    UncleanLossTest() {
        trial.begin();
        trial.write(0);
        trial.decide({.isr = {1, 2}});
        trial.write(1, 1, 0, {1, 2});
    }
    static TrialSetup setup() {
        TrialSetup setup = ToldTrial::usual();
        setup.topics[0].unclean_leader_election = true;
        return setup;
    }
    const std::vector<Loss>& losses() { return trial.judge().white_box().losses().losses(); }
    ToldTrial trial{setup()};
};

TEST_F(UncleanLossTest, where_they_are_allowed_the_loss_is_legal) {
    const auto decided =
        trial.decide({.leader = 3, .leader_epoch = 1, .isr = {3}, .unclean = true});
    trial.lead(3, 1, {3});
    ASSERT_EQ(losses().size(), 1u);
    EXPECT_EQ(losses()[0].excuse, Excuse::kUncleanElection);
    EXPECT_THAT(losses()[0].because, ElementsAre(decided));
}

TEST_F(UncleanLossTest, one_that_loses_nothing_still_marks_where_older_leaders_go_astray) {
    trial.copy(3, 1, 0);
    trial.decide({.leader = 3, .leader_epoch = 1, .isr = {3}, .unclean = true});
    trial.lead(3, 1, {3});
    ASSERT_EQ(losses().size(), 1u);
    EXPECT_EQ(losses()[0].begin, 2);
    EXPECT_EQ(losses()[0].end, 2);
    EXPECT_TRUE(losses()[0].takes("orders-0", 2, 0));
    EXPECT_FALSE(losses()[0].takes("orders-0", 2, 1));
    EXPECT_FALSE(losses()[0].takes("orders-0", 1, 0));
}

TEST_F(UncleanLossTest, a_clean_election_after_it_has_no_excuse) {
    trial.decide({.leader = 3, .leader_epoch = 1, .isr = {3}, .unclean = true});
    trial.lead(3, 1, {3});
    trial.decide({.leader = 3, .leader_epoch = 1, .isr = {2, 3}});
    trial.truncate(2, 0);
    trial.elect(2, 2, {2, 3});
    ASSERT_EQ(losses().size(), 2u);
    EXPECT_EQ(losses()[1].excuse, Excuse::kNone);
    EXPECT_EQ(losses()[1].begin, 0);
}

}  // namespace
}  // namespace assize::checkers
