#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "trial.h"

namespace assize::model {

namespace {

constexpr std::uint64_t kSeeds = 50;
constexpr std::uint64_t kSeedsTriedTwice = 2;
constexpr int kFailuresMost = 5;  // More of them say nothing new.

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

struct Verdict {
    std::vector<std::string> wrong;
    std::uint64_t hash = 0;
};

Verdict try_once(const TrialOptions& options, const Faults& faults) {
    try {
        Trial trial(options);
        trial.start();
        if (trial.wrong().empty()) {
            faults(trial);
            trial.finish();
        }
        return {trial.wrong(), trial.hash()};
    } catch (const std::exception& error) {
        return {{error.what()}, 0};
    }
}

/// Returns whether all was well.
bool try_seed(TrialOptions options, const Faults& faults, std::uint64_t seed) {
    options.seed = seed;
    options.reproduce = fmt::format("ASSIZE_SEED={} model_cluster_trials_test --gtest_filter={}",
                                    seed, options.name);
    Verdict verdict = try_once(options, faults);
    if (seed <= kSeedsTriedTwice && verdict.wrong.empty()) {
        const Verdict again = try_once(options, faults);
        if (again.hash != verdict.hash) verdict.wrong.emplace_back("the same seed, another trace");
    }
    if (verdict.wrong.empty()) return true;
    std::string text = fmt::format("{}, seed {}:\n", options.name, seed);
    for (std::size_t i = 0; i < verdict.wrong.size(); ++i) {
        if (i == 10 && verdict.wrong.size() > 12) {
            text += fmt::format("  and {} more\n", verdict.wrong.size() - 11);
            i = verdict.wrong.size() - 1;
        }
        text += "  " + verdict.wrong[i] + "\n";
    }
    ADD_FAILURE() << text << "reproduce: " << options.reproduce
                  << "\nall facts of it: ASSIZE_TRACE=trace.jsonl.zst, too";
    return false;
}

}  // namespace

void try_seeds(TrialOptions options, const Faults& faults) {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    options.name = fmt::format("{}.{}", test->test_suite_name(), test->name());
    const std::string only = environment("ASSIZE_SEED");
    if (!only.empty()) {
        options.trace_file = environment("ASSIZE_TRACE");
        try_seed(options, faults, std::stoull(only));
        return;
    }
    const std::string count = environment("ASSIZE_SEEDS");
    const std::uint64_t seeds = count.empty() ? kSeeds : std::stoull(count);
    int failures = 0;
    for (std::uint64_t seed = 1; seed <= seeds && failures < kFailuresMost; ++seed) {
        if (!try_seed(options, faults, seed)) failures += 1;
    }
}

}  // namespace assize::model
