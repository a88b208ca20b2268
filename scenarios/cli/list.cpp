#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "scenarios/cli/command.h"
#include "scenarios/cli/complain.h"
#include "scenarios/cli/near_miss.h"
#include "sim/legend.h"

namespace assize::scenarios {

namespace {

const std::vector<std::string> kLists{"events"};

void print_text(const std::vector<sim::LegendEntry>& legend) {
    for (const sim::LegendEntry& entry : legend) {
        fmt::print("{:<28} {}\n", entry.name, entry.meaning);
        for (const sim::LegendEntry::Field& field : entry.fields) {
            fmt::print("    {:<24} {}\n", field.name, field.meaning);
        }
    }
}

void print_json(const std::vector<sim::LegendEntry>& legend) {
    using Json = nlohmann::ordered_json;
    Json events = Json::array();
    for (const sim::LegendEntry& entry : legend) {
        Json fields = Json::array();
        for (const sim::LegendEntry::Field& field : entry.fields) {
            fields.push_back({{"name", field.name}, {"meaning", field.meaning}});
        }
        events.push_back({{"name", entry.name}, {"meaning", entry.meaning}, {"fields", fields}});
    }
    fmt::print("{}\n", Json{{"events", events}}.dump(2));
}

ExitCode run_list(const std::string& what, const CommonOptions& common) {
    if (what.empty()) {
        return complain(ExitCode::kUsage, fmt::format("which list? {}", fmt::join(kLists, ", ")));
    }
    if (std::ranges::find(kLists, what) == kLists.end()) {
        return complain(ExitCode::kUsage, unknown_word("list", what, kLists));
    }
    common.json ? print_json(sim::legend()) : print_text(sim::legend());
    return ExitCode::kHeld;
}

}  // namespace

Command add_list(CLI::App& line, const CommonOptions& common) {
    CLI::App* parser = line.add_subcommand("list", "List what there is: the kinds of trace events");
    const auto what = std::make_shared<std::string>();
    parser->add_option("what", *what, "Which list: events");
    return Command{.parser = parser, .run = [what, &common] { return run_list(*what, common); }};
}

}  // namespace assize::scenarios
