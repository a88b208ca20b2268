// A model that is wrong on purpose is caught by the property that is about what it does wrong, and
// the same plans without the fault keep every promise.

#include "model/variant.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "checkers/property.h"
#include "scenarios/plan.h"
#include "scenarios/run/run.h"
#include "tests/scenarios/run/plans.h"

namespace assize::scenarios {
namespace {

using namespace sim::literals;
using checkers::Status;
using model::Variant;
namespace property = checkers::property;

constexpr std::uint64_t kSeeds = 100;
constexpr std::uint64_t kSeedsOfTheSound = 10;

// The moment of the first fault, a little later with each seed.
sim::Duration first_moment(const Plan& plan) {
    return 1_s + 37_ms * static_cast<std::int64_t>(plan.seed % 20);
}

void nothing_happens(Plan&) {}

void leader_crashes(Plan& plan) {
    plan.faults = {fault_at(first_moment(plan), fault::Crash{"leader(orders-0)"}, 3_s)};
}

// The leader goes on alone for a while, and dies: what it alone has is gone with it.
void leader_is_cut_off_and_crashes(Plan& plan) {
    const sim::Duration at = first_moment(plan);
    plan.faults = {
        fault_at(at, fault::Cut{.from = {"leader(orders-0)"}, .to = {"followers(orders-0)"}}, 4_s),
        fault_at(at + 500_ms, fault::Crash{"leader(orders-0)"}, 3_s)};
}

// One follower falls behind and leaves the ISR; then all who are in it die, and it alone is up.
void only_who_is_behind_stays(Plan& plan) {
    const sim::Duration at = first_moment(plan) / 2;
    plan.phases.faults = 10_s;
    plan.faults = {fault_at(at, fault::Cut{.from = {"follower(orders-0, 1)"}, .to = {"brokers"}}),
                   fault_at(at + 3500_ms, fault::Crash{"isr(orders-0)"}, 4_s)};
}

struct Case {
    Variant variant;
    std::string_view property;
    void (*befall)(Plan& plan);
};
void PrintTo(const Case& one, std::ostream* out) {
    *out << to_string(one.variant);
}

Plan plan_of(const Case& one, std::uint64_t seed, std::optional<Variant> variant) {
    Plan plan = small_plan(seed);
    plan.cluster.variant = variant;
    one.befall(plan);
    return plan;
}

/// The properties that are promised, and violated.
std::string broken_promises(const checkers::Verdict& verdict) {
    std::string names;
    for (const auto& each : verdict.properties) {
        const bool promised = each.promise == checkers::Promise::kPromised;
        if (promised && each.status == Status::kViolated) {
            names += " " + each.name + " (" + each.summary + ")";
        }
    }
    return names;
}

bool breaks(const checkers::Verdict& verdict, std::string_view property) {
    const auto* found = verdict.find(property);
    return found && found->status == Status::kViolated &&
           found->promise == checkers::Promise::kPromised;
}

class VariantsTest : public testing::TestWithParam<Case> {};

TEST_P(VariantsTest, is_caught_within_a_hundred_seeds) {
    std::string broken;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        const RunResult result = run(plan_of(GetParam(), seed, GetParam().variant));
        broken = broken_promises(result.verdict);
        if (!breaks(result.verdict, GetParam().property)) continue;
        RecordProperty("seeds", static_cast<int>(seed));
        return;
    }
    ADD_FAILURE() << GetParam().property << " is never broken; the last seed breaks" << broken;
}

TEST_P(VariantsTest, the_same_plans_keep_their_promises_without_it) {
    for (std::uint64_t seed = 1; seed <= kSeedsOfTheSound; ++seed) {
        const RunResult result = run(plan_of(GetParam(), seed, std::nullopt));
        EXPECT_EQ(broken_promises(result.verdict), "") << "seed " << seed;
        EXPECT_EQ(result.verdict.result, checkers::Result::kHeld) << "seed " << seed;
        ASSERT_TRUE(result.errors.empty()) << "seed " << seed << ": " << result.errors[0].what;
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, VariantsTest,
    testing::Values(
        Case{Variant::kAcknowledgeBeforeIsr, property::kAckedSurvives,
             leader_is_cut_off_and_crashes},
        Case{Variant::kTruncateToHighWatermark, property::kLeaderCompleteness, leader_crashes},
        Case{Variant::kHighWatermarkRunsAhead, property::kHighWatermark, nothing_happens},
        Case{Variant::kSkipRecordOnFetch, property::kAtLeastOnce, nothing_happens},
        Case{Variant::kElectOutsideIsr, property::kLeaderCompleteness, only_who_is_behind_stays},
        Case{Variant::kCommitMetadataWithMinority, property::kMetadataDurable, nothing_happens}),
    [](const auto& one) { return std::string(to_string(one.param.variant)); });

}  // namespace
}  // namespace assize::scenarios
