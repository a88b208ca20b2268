// The library of scenarios: each keeps what is promised, or breaks what it says it breaks.
//
// By default each is run for its own seed and a few more. $ASSIZE_SEEDS says how many, $ASSIZE_SEED
// names a single one: scenarios that promise must hold for 1000, and those that expect a violation
// must show it for 9 of 10.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/file/plan_of.h"
#include "scenarios/file/read_scenario.h"
#include "scenarios/run/run.h"

namespace assize::scenarios {
namespace {

constexpr std::uint64_t kSeeds = 3;
constexpr std::size_t kFailuresMost = 5;  // More of them say nothing new.
constexpr std::string_view kFolder = ASSIZE_SCENARIO_FOLDER;

/// Expects what does not happen: whoever runs it must see it fail.
constexpr std::string_view kCanary = "canary";

std::vector<std::string> library() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
        if (entry.path().extension() == ".toml") names.push_back(entry.path().stem());
    }
    std::ranges::sort(names);
    return names;
}

Scenario read(const std::string& name) {
    const std::string path = fmt::format("{}/{}.toml", kFolder, name);
    std::ifstream file(path);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    auto scenario = read_scenario(text, path);
    if (!scenario) throw std::invalid_argument(to_string(scenario.error()));
    return std::move(*scenario);
}

std::optional<std::uint64_t> environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? std::optional(std::stoull(value)) : std::nullopt;
}

std::vector<std::uint64_t> seeds_to_try(const Scenario& scenario) {
    if (const auto only = environment("ASSIZE_SEED")) return {*only};
    std::vector<std::uint64_t> seeds{scenario.seed};
    const std::uint64_t count = environment("ASSIZE_SEEDS").value_or(kSeeds);
    for (std::uint64_t seed = 1; seeds.size() < count; ++seed) {
        if (seed != scenario.seed) seeds.push_back(seed);
    }
    return seeds;
}

/// What is wrong with a run; empty when it is as it should be.
std::string wrong_with(const RunResult& result, checkers::Result expected) {
    if (result.crash) return *result.crash;
    if (!result.errors.empty()) return result.errors.front().what;
    if (result.stats.records_acked == 0) return "nothing was acknowledged";
    if (result.verdict.result == expected) return "";
    const checkers::PropertyVerdict* leading = result.verdict.leading();
    if (!leading) return fmt::format("it is {}", to_string(result.verdict.result));
    return fmt::format("{} is {}: {}; expected {}; observed {}", leading->name,
                       to_string(leading->status), leading->summary, leading->expected,
                       leading->observed);
}

class Library : public testing::TestWithParam<std::string> {};

TEST_P(Library, KeepsWhatItPromisesAndBreaksWhatItExpects) {
    const Scenario scenario = read(GetParam());
    const auto expected =
        GetParam() == kCanary ? checkers::Result::kViolated : checkers::Result::kHeld;
    const std::vector<std::uint64_t> seeds = seeds_to_try(scenario);
    std::vector<std::string> failures;
    for (const std::uint64_t seed : seeds) {
        const std::string wrong = wrong_with(run(plan_of(scenario, seed)), expected);
        if (wrong.empty()) continue;
        const std::string failure = fmt::format(
            "{}\nreproduce: assize run scenarios/{}.toml --seed {}", wrong, GetParam(), seed);
        EXPECT_NE(seed, scenario.seed) << "the scenario's own seed must show it: " << failure;
        failures.push_back(failure);
        if (failures.size() >= kFailuresMost && scenario.expect.empty()) break;
    }
    // What a fault breaks may hang on chance; a promise does not.
    const std::size_t forgiven = scenario.expect.empty() ? 0 : seeds.size() / 10;
    const std::size_t count = failures.size();
    if (count > kFailuresMost) failures.resize(kFailuresMost);
    EXPECT_LE(count, forgiven) << fmt::format("{} of {} seeds:\n{}", count, seeds.size(),
                                              fmt::join(failures, "\n"));
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Library, testing::ValuesIn(library()),
                         [](const auto& test) { return test.param; });

TEST(LibraryFolder, HasTheScenariosThatItIsKnownFor) {
    const std::vector<std::string> known{"acks_one_loses",
                                         "acks_zero_loses",
                                         "bridge_partition",
                                         "canary",
                                         "clock_jump",
                                         "controller_crash",
                                         "controller_majority_lost",
                                         "disk_full",
                                         "elr_saves",
                                         "follower_crash",
                                         "fsync_fails",
                                         "in_flight_reorders",
                                         "last_replica_standing",
                                         "leader_crash",
                                         "leader_cut_from_followers",
                                         "min_isr_guards",
                                         "one_way_cut",
                                         "power_loss_all",
                                         "power_loss_one",
                                         "quiet",
                                         "reassignment_under_fire",
                                         "retries_duplicate",
                                         "rolling_restart",
                                         "slow_disk",
                                         "torn_write",
                                         "unclean_election_loses",
                                         "zombie_leader"};
    const std::vector<std::string> there = library();
    for (const std::string& name : known) {
        EXPECT_TRUE(std::ranges::binary_search(there, name)) << name;
    }
}

}  // namespace
}  // namespace assize::scenarios
