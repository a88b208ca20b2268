#include "checkers/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "checkers/properties/white_box_property.h"
#include "tests/checkers/properties/told_trial.h"

namespace assize::checkers {
namespace {

using testing::ElementsAre;

PropertyVerdict property(std::string name, Status status, Promise promise = Promise::kPromised) {
    return {.name = std::move(name), .promise = promise, .reason = "", .status = status};
}

Result result(std::vector<PropertyVerdict> properties, std::vector<Expectation> expectations = {}) {
    return sum_up(std::move(properties), std::move(expectations)).result;
}

// --- What follows from properties and expectations.

TEST(SumUp, all_that_holds_or_was_never_put_to_the_test_makes_a_run_that_held) {
    EXPECT_EQ(result({property("a", Status::kHeld), property("b", Status::kVacuous)}),
              Result::kHeld);
    EXPECT_EQ(result({}), Result::kHeld);
}

TEST(SumUp, a_promise_that_is_broken_makes_a_run_that_is_violated) {
    EXPECT_EQ(result({property("a", Status::kHeld), property("b", Status::kViolated)}),
              Result::kViolated);
    EXPECT_EQ(result({property("a", Status::kUndecided), property("b", Status::kViolated)}),
              Result::kViolated);
}

TEST(SumUp, what_was_not_promised_does_not_count) {
    EXPECT_EQ(result({property("a", Status::kViolated, Promise::kNone),
                      property("b", Status::kUndecided, Promise::kNone)}),
              Result::kHeld);
}

TEST(SumUp, a_promise_of_which_nothing_can_be_told_leaves_the_run_undecided) {
    EXPECT_EQ(result({property("a", Status::kHeld), property("b", Status::kUndecided)}),
              Result::kUndecided);
}

TEST(SumUp, what_is_expected_to_break_may_break) {
    EXPECT_EQ(result({property("a", Status::kViolated)}, {{"a", Status::kViolated}}),
              Result::kHeld);
    EXPECT_EQ(result({property("a", Status::kUndecided)}, {{"a", Status::kUndecided}}),
              Result::kHeld);
    EXPECT_EQ(
        result({property("a", Status::kViolated, Promise::kNone)}, {{"a", Status::kViolated}}),
        Result::kHeld);
}

TEST(SumUp, what_is_expected_to_break_and_holds_is_a_violation) {
    EXPECT_EQ(result({property("a", Status::kHeld)}, {{"a", Status::kViolated}}),
              Result::kViolated);
    EXPECT_EQ(result({property("a", Status::kVacuous)}, {{"a", Status::kViolated}}),
              Result::kViolated);
}

TEST(SumUp, so_is_what_is_expected_to_hold_and_breaks_though_not_promised) {
    EXPECT_EQ(result({property("a", Status::kViolated, Promise::kNone)}, {{"a", Status::kHeld}}),
              Result::kViolated);
}

TEST(SumUp, an_expectation_of_one_excuses_no_other) {
    EXPECT_EQ(result({property("a", Status::kViolated), property("b", Status::kViolated)},
                     {{"a", Status::kViolated}}),
              Result::kViolated);
}

TEST(SumUp, an_expectation_of_a_property_that_there_is_not_is_never_met) {
    const Verdict verdict = sum_up({property("a", Status::kHeld)}, {{"c", Status::kHeld}});
    EXPECT_EQ(verdict.result, Result::kViolated);
    EXPECT_FALSE(verdict.expectations[0].met);
}

TEST(SumUp, properties_are_sorted_and_expectations_marked) {
    const Verdict verdict = sum_up({property("b", Status::kHeld), property("a", Status::kViolated)},
                                   {{"a", Status::kViolated}, {"b", Status::kViolated}});
    EXPECT_EQ(verdict.properties[0].name, "a");
    EXPECT_EQ(verdict.properties[1].name, "b");
    EXPECT_TRUE(verdict.expectations[0].met);
    EXPECT_FALSE(verdict.expectations[1].met);
}

// --- The judge itself.

TEST(Judge, each_property_is_answered_once) {
    ToldTrial trial;
    std::set<std::string> names;
    for (const PropertyVerdict& each : trial.finish().properties) {
        EXPECT_TRUE(names.insert(each.name).second) << each.name << " twice";
        EXPECT_FALSE(each.reason.empty()) << each.name;
    }
    for (const std::string_view name :
         {property::kAckedSurvives, property::kProducerSequence, property::kClusterRecovers,
          property::kSendsEnd, property::kConsumersCatchUp}) {
        EXPECT_TRUE(names.contains(std::string(name))) << name;
    }
}

TEST(Judge, each_invariant_of_the_white_box_belongs_to_a_property_that_is_answered) {
    ToldTrial trial;
    const Verdict& verdict = trial.finish();
    EXPECT_GE(all_invariants().size(), 38u);
    for (const std::string_view invariant : all_invariants()) {
        const std::string_view property = property_of_invariant(invariant);
        EXPECT_NE(verdict.find(property), nullptr) << invariant << " is of " << property;
    }
    EXPECT_EQ(property_of_invariant("L99"), "");
}

TEST(Judge, each_property_of_the_white_box_has_an_invariant) {
    for (const std::string_view property : white_box_properties()) {
        EXPECT_TRUE(std::ranges::any_of(all_invariants(), [&](std::string_view invariant) {
            return property_of_invariant(invariant) == property;
        })) << property;
    }
}

TEST(Judge, a_good_run_holds) {
    ToldTrial trial;
    trial.begin();
    trial.assign("consumer-1");
    trial.fault();
    for (std::int64_t n = 0; n < 5; ++n) {
        trial.write(n);
        trial.deliver("consumer-1", n, ToldTrial::value_of(n));
    }
    trial.phase(model::Phase::kHealing);
    trial.healed(true);
    trial.phase(model::Phase::kFinalCheck);
    trial.read({0, 1, 2, 3, 4}, 5);
    trial.awaited(true);
    const Verdict& verdict = trial.finish();
    EXPECT_EQ(verdict.result, Result::kHeld);
    EXPECT_EQ(verdict.leading(), nullptr);
}

class JudgeThatStops : public testing::Test {
protected:
    ToldTrial trial{ToldTrial::usual(), {.on_violation = [this](std::string_view property) {
                        broken.emplace_back(property);
                    }}};
    std::vector<std::string> broken;
};

TEST_F(JudgeThatStops, the_first_broken_promise_is_told_at_once_and_no_other) {
    trial.begin();
    trial.append(1, 0, 0);
    EXPECT_THAT(broken, ElementsAre());
    trial.append(2, 0, 0);  // Who does not lead.
    EXPECT_THAT(broken, ElementsAre("control.one-leader-per-epoch"));
    trial.append(3, 0, 0);
    EXPECT_EQ(broken.size(), 1u);
    const auto verdict = trial.about(property::kOneLeaderPerEpoch);
    EXPECT_EQ(verdict.status, Status::kViolated);
    EXPECT_EQ(trial.finish().leading()->name, "control.one-leader-per-epoch");
}

TEST_F(JudgeThatStops, what_is_not_promised_stops_nothing) {
    trial.begin();
    trial.write_one(0);
    trial.elect(2, 1, {2, 3});
    trial.read({}, 0);
    EXPECT_THAT(broken, ElementsAre());
    EXPECT_EQ(trial.about(property::kAckedSurvives).status, Status::kViolated);
}

}  // namespace
}  // namespace assize::checkers
