#include "scenarios/cli/summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string_view>

#include "scenarios/cli/build_info.h"
#include "scenarios/cli/color.h"

namespace assize::scenarios {

namespace {

std::string counted(std::ptrdiff_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string cluster_words(const Plan& plan) {
    using model::config::ProcessRoles;
    const auto count = [&](ProcessRoles roles) {
        return std::ranges::count(plan.cluster.nodes, roles, &model::NodeConfig::roles);
    };
    std::vector<std::string> words;
    if (const auto both = count(ProcessRoles::kBrokerAndController); both > 0) {
        words.push_back(counted(both, "combined node"));
    }
    if (const auto brokers = count(ProcessRoles::kBroker); brokers > 0) {
        words.push_back(counted(brokers, "broker"));
    }
    if (const auto controllers = count(ProcessRoles::kController); controllers > 0) {
        words.push_back(counted(controllers, "controller"));
    }
    return fmt::format("{}", fmt::join(words, ", "));
}

std::string fault_words(const Plan& plan) {
    std::set<std::string_view> kinds;
    for (const FaultPlan& fault : plan.faults) kinds.insert(name_of(fault.action));
    return fmt::format("{}", fmt::join(kinds, ", "));
}

bool speaks_utf8() {
    // As the C library looks for them.
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char* value = std::getenv(name);
        if (!value || *value == '\0') continue;
        const std::string_view locale = value;
        return locale.find("UTF-8") != std::string_view::npos ||
               locale.find("utf8") != std::string_view::npos;
    }
    return false;
}

}  // namespace

reports::RunSummary summary_of(const Plan& plan, const std::string& path, const RunResult& result,
                               const std::string& reproduce) {
    return {.scenario = plan.scenario,
            .path = path,
            .title = plan.title,
            .seed = plan.seed,
            .version = std::string(build_info().version),
            .git = std::string(build_info().git_revision),
            .cluster = cluster_words(plan),
            .faults = fault_words(plan),
            .variant = plan.cluster.variant ? std::string(to_string(*plan.cluster.variant)) : "",
            .stats = {.events = static_cast<std::int64_t>(result.stats.events),
                      .virtual_ns = result.stats.virtual_time.nanoseconds(),
                      .wall_ns = result.stats.wall_ns,
                      .records_acked = result.stats.records_acked,
                      .records_delivered = result.stats.records_delivered,
                      .faults = result.stats.faults,
                      .faults_idle = result.stats.faults_idle},
            .trace_hash = result.trace_hash,
            .notes = result.notes,
            .reproduce = reproduce,
            .verdict = result.verdict};
}

reports::TerminalOptions terminal_options(const CommonOptions& common) {
    return {.color = color_for(common), .ascii = !speaks_utf8()};
}

}  // namespace assize::scenarios
