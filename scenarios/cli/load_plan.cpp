#include "scenarios/cli/load_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenarios/cli/input_file.h"
#include "scenarios/cli/seed.h"
#include "scenarios/file/plan_file.h"
#include "scenarios/file/plan_of.h"
#include "scenarios/file/read_scenario.h"

namespace assize::scenarios {

namespace {

LoadError bad_input(std::string why) {
    return {ExitCode::kBadInput, std::move(why)};
}

/// For a shell: as it is, or in single quotes.
std::string for_shell(const std::string& word) {
    constexpr std::string_view kPlain = "+-./:=@_,";
    const bool is_plain = std::ranges::all_of(word, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kPlain.find(c) != std::string_view::npos;
    });
    if (is_plain && !word.empty()) return word;
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

}  // namespace

sim::Result<std::string, LoadError> read_text(const std::string& path) {
    auto text = read_whole_file(path);
    if (!text) return sim::Failure(bad_input(std::move(text.error())));
    return std::move(*text);
}

sim::Result<Plan, LoadError> load_plan(const PlanChoice& choice) {
    const auto text = read_text(choice.path);
    if (!text) return sim::Failure(text.error());
    if (is_plan(*text)) {
        auto plan = read_plan(*text, choice.path, choice.settings);
        if (!plan) return sim::Failure(bad_input(to_string(plan.error())));
        if (choice.seed) plan->seed = *choice.seed;
        if (choice.variant) plan->cluster.variant = choice.variant;
        return std::move(*plan);
    }
    const auto scenario = read_scenario(*text, choice.path, choice.settings);
    if (!scenario) return sim::Failure(bad_input(to_string(scenario.error())));
    Plan plan = plan_of(*scenario, choice.seed.value_or(scenario->seed));
    if (choice.variant) plan.cluster.variant = choice.variant;
    return plan;
}

std::string command_for(const PlanChoice& choice, std::uint64_t seed) {
    std::string command =
        fmt::format("assize run {} --seed {}", for_shell(choice.path), seed_text(seed));
    for (const std::string& setting : choice.settings) {
        command += " --set " + for_shell(setting);
    }
    if (choice.variant) command += fmt::format(" --variant {}", to_string(*choice.variant));
    return command;
}

}  // namespace assize::scenarios
