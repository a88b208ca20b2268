#include "scenarios/run/run.h"

#include <gtest/gtest.h>

#include "tests/scenarios/run/plans.h"
#include "tests/scenarios/run/recorded.h"

namespace assize::scenarios {
namespace {

TEST(Run, GivesEachRecordOfThePlanToItsProducerAndEachIsAcknowledged) {
    const Plan plan = small_plan();
    const Recorded run = record(plan);

    EXPECT_TRUE(run.result.errors.empty());
    EXPECT_FALSE(run.result.crash);
    const std::size_t sends = plan.producers[0].sends.size() + plan.producers[1].sends.size();
    EXPECT_EQ(run.count("send_invoked"), sends);
    EXPECT_EQ(run.count("send_ended"), sends);
    EXPECT_EQ(run.result.stats.records_acked, static_cast<std::int64_t>(sends));
}

TEST(Run, DeliversToTheConsumerAndToTheFinalReaderAllThatWasAcknowledged) {
    const Recorded run = record(small_plan());

    EXPECT_EQ(run.result.stats.records_delivered, run.result.stats.records_acked);
    EXPECT_EQ(run.count("record_delivered"),
              2 * static_cast<std::size_t>(run.result.stats.records_acked));
    EXPECT_EQ(run.count("final_read_ended"), 2u);
}

TEST(Run, HoldsWhatItPromisesWhenNothingGoesWrong) {
    const RunResult result = run(small_plan());

    EXPECT_EQ(result.verdict.result, checkers::Result::kHeld);
    const auto* survives = result.verdict.find("durability.acked-survives");
    ASSERT_TRUE(survives);
    EXPECT_EQ(survives->promise, checkers::Promise::kPromised);
    for (const checkers::PropertyVerdict& property : result.verdict.properties) {
        EXPECT_NE(property.status, checkers::Status::kViolated)
            << property.name << property.summary;
        EXPECT_NE(property.status, checkers::Status::kUndecided)
            << property.name << property.summary;
    }
}

TEST(Run, IsHeldToWhatThePlanExpects) {
    Plan plan = small_plan();
    plan.expect["durability.acked-survives"] = checkers::Status::kViolated;

    EXPECT_EQ(run(plan).verdict.result, checkers::Result::kViolated);
}

TEST(Run, GoesThroughItsPhasesInOrder) {
    const Recorded run = record(small_plan());

    std::vector<std::string> phases;
    for (std::size_t i = 0; i < run.log.size(); ++i) {
        if (run.log.kind_of(i) != "phase_began") continue;
        phases.emplace_back(*run.log.text(i, "phase"));
    }
    EXPECT_EQ(phases, (std::vector<std::string>{"warm_up", "faults", "healing", "final_check"}));
}

TEST(Run, GivesTheSameTraceForTheSamePlanAndAnotherForAnotherSeed) {
    const std::uint64_t hash = run(small_plan(1)).trace_hash;

    EXPECT_EQ(run(small_plan(1)).trace_hash, hash);
    EXPECT_NE(run(small_plan(2)).trace_hash, hash);
}

TEST(Run, HasAnErrorForATopicThatCannotBeMade) {
    Plan plan = small_plan();
    plan.topics.front().replication_factor = 4;
    const RunResult result = run(plan);

    ASSERT_EQ(result.errors.size(), 1u);
    EXPECT_NE(result.errors.front().what.find("orders"), std::string::npos);
    EXPECT_NE(result.errors.front().what.find("INVALID_REPLICATION_FACTOR"), std::string::npos);
}

}  // namespace
}  // namespace assize::scenarios
