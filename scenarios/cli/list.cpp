#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/variant.h"
#include "reports/property_words.h"
#include "scenarios/cli/catalog.h"
#include "scenarios/cli/command.h"
#include "scenarios/cli/complain.h"
#include "scenarios/cli/scenario_library.h"
#include "scenarios/event_kinds.h"
#include "scenarios/near_miss.h"

namespace assize::scenarios {

namespace {

using Json = nlohmann::ordered_json;

const std::vector<std::string> kLists{"scenarios", "properties", "faults", "variants", "events"};

// --- Events: the kinds of facts.

void print_events() {
    for (const sim::LegendEntry& entry : event_kinds()) {
        fmt::print("{:<28} {}\n", entry.name, entry.meaning);
        for (const sim::LegendEntry::Field& field : entry.fields) {
            fmt::print("    {:<24} {}\n", field.name, field.meaning);
        }
    }
}

Json events_json() {
    Json events = Json::array();
    for (const sim::LegendEntry& entry : event_kinds()) {
        Json fields = Json::array();
        for (const sim::LegendEntry::Field& field : entry.fields) {
            fields.push_back({{"name", field.name}, {"meaning", field.meaning}});
        }
        events.push_back({{"name", entry.name}, {"meaning", entry.meaning}, {"fields", fields}});
    }
    return events;
}

// --- Scenarios.

// As one would type it from here.
std::string shown(const std::filesystem::path& path) {
    std::error_code error;
    const auto near = std::filesystem::proximate(path, error);
    return error || near.string().starts_with("..") ? path.string() : near.string();
}

void print_scenarios() {
    for (const LibraryScenario& scenario : scenario_library()) {
        fmt::print("{:<28} {}\n", scenario.name, scenario.title);
        if (!scenario.expect_violated.empty()) {
            fmt::print("{:<28} expects to break {}\n", "",
                       fmt::join(scenario.expect_violated, ", "));
        }
    }
    fmt::print("\nThey are in {}; assize run {}\n", shown(library_folder()),
               shown(library_folder() / "leader_crash.toml"));
}

Json scenarios_json() {
    Json all = Json::array();
    for (const LibraryScenario& scenario : scenario_library()) {
        all.push_back({{"name", scenario.name},
                       {"title", scenario.title},
                       {"path", shown(scenario.path)},
                       {"expect_violated", scenario.expect_violated}});
    }
    return all;
}

// --- Properties and faults.

void print_properties() {
    for (const reports::PropertyWords& each : reports::all_properties()) {
        fmt::print("{:<32} {}\n", each.name, each.meaning);
    }
}

Json properties_json() {
    Json all = Json::array();
    for (const reports::PropertyWords& each : reports::all_properties()) {
        all.push_back({{"name", each.name}, {"meaning", each.meaning}});
    }
    return all;
}

void print_faults() {
    for (const CatalogEntry& entry : fault_catalog()) {
        fmt::print("{:<16} {}\n{:<16} {}\n", entry.name, entry.meaning, "", entry.example);
    }
}

Json faults_json() {
    Json all = Json::array();
    for (const CatalogEntry& entry : fault_catalog()) {
        all.push_back(
            {{"name", entry.name}, {"meaning", entry.meaning}, {"example", entry.example}});
    }
    return all;
}

// --- Variants: bugs that can be planted.

void print_variants() {
    for (const model::Variant each : model::all_variants()) {
        fmt::print("{:<30} {}\n", to_string(each), describe(each));
    }
    fmt::print("\nEach is a bug for the checkers to find: assize run SCENARIO --variant NAME\n");
}

Json variants_json() {
    Json all = Json::array();
    for (const model::Variant each : model::all_variants()) {
        all.push_back({{"name", to_string(each)}, {"meaning", describe(each)}});
    }
    return all;
}

// --- The command.

Json json_of(const std::string& what) {
    if (what == "scenarios") return scenarios_json();
    if (what == "properties") return properties_json();
    if (what == "faults") return faults_json();
    if (what == "events") return events_json();
    return variants_json();
}

void print(const std::string& what) {
    if (what == "scenarios") return print_scenarios();
    if (what == "properties") return print_properties();
    if (what == "faults") return print_faults();
    if (what == "events") return print_events();
    print_variants();
}

ExitCode run_list(const std::string& what, const CommonOptions& common) {
    if (what.empty()) {
        return complain(ExitCode::kUsage, fmt::format("which list? {}", fmt::join(kLists, ", ")));
    }
    if (std::ranges::find(kLists, what) == kLists.end()) {
        return complain(ExitCode::kUsage, unknown_word("list", what, kLists));
    }
    if (what == "scenarios" && library_folder().empty()) {
        return complain(ExitCode::kInternal,
                        "the folder of the scenarios is not where it was when Assize was built");
    }
    if (common.json) {
        fmt::print("{}\n", Json{{what, json_of(what)}}.dump(2));
    } else {
        print(what);
    }
    return ExitCode::kHeld;
}

}  // namespace

Command add_list(CLI::App& line, const CommonOptions& common) {
    CLI::App* parser = line.add_subcommand(
        "list", "List what there is: scenarios, guarantees, faults, planted bugs, kinds of events");
    const auto what = std::make_shared<std::string>();
    parser->add_option("what", *what, fmt::format("Which list: {}", fmt::join(kLists, ", ")));
    return Command{.parser = parser, .run = [what, &common] { return run_list(*what, common); }};
}

}  // namespace assize::scenarios
