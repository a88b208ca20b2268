#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/cli/build_info.h"
#include "scenarios/cli/command.h"
#include "scenarios/cli/complain.h"
#include "scenarios/cli/health.h"

namespace assize::scenarios {

namespace {

struct Report {
    const BuildInfo& build;
    Machine machine;
    std::optional<std::vector<Package>> packages;
    std::vector<std::string> missing;  // Names of packages.
};

Report examine() {
    Report report{
        .build = build_info(),
        .machine = inspect_machine(),
        .packages = inspect_packages(),
        .missing = {},
    };
    if (report.packages) {
        for (const Package& package : *report.packages) {
            if (!package.version) report.missing.push_back(package.name);
        }
    }
    return report;
}

std::string_view or_else(std::string_view text, std::string_view when_empty) {
    return text.empty() ? when_empty : text;
}

void print_text(const Report& report) {
    fmt::print("{}\n\n", version_line());
    fmt::print("{:<12}{}\n", "compiler", report.build.compiler);
    fmt::print("{:<12}{}\n", "build", report.build.build_type);
    fmt::print("{:<12}{}\n", "kernel", report.machine.kernel);
    fmt::print("{:<12}{}, {} cores\n", "processor", report.machine.processor, report.machine.cores);

    fmt::print("\n{:<26}{:<12}{}\n", "dependency", "found", "needs");
    for (const Dependency& each : report.build.dependencies) {
        fmt::print("{:<26}{:<12}{}\n", each.name, or_else(each.found, "unnumbered"),
                   or_else(each.required, "any"));
    }

    fmt::print("\n{:<26}{}\n", "package", "installed");
    if (!report.packages) fmt::print("cannot tell: there is no dpkg-query here\n");
    for (const Package& each : report.packages.value_or(std::vector<Package>{})) {
        fmt::print("{:<26}{}\n", each.name, each.version.value_or("MISSING"));
    }

    fmt::print("\n{}\n", report.missing.empty()
                             ? "nothing is missing"
                             : fmt::format("missing; run: sudo apt-get install {}",
                                           fmt::join(report.missing, " ")));
}

using Json = nlohmann::ordered_json;

Json or_null(std::string_view text) {
    return text.empty() ? Json() : Json(text);
}

void print_json(const Report& report) {
    Json dependencies = Json::array();
    for (const Dependency& each : report.build.dependencies) {
        dependencies.push_back({{"name", each.name},
                                {"required", or_null(each.required)},
                                {"found", or_null(each.found)}});
    }
    Json packages;  // Null where it cannot be told.
    if (report.packages) {
        packages = Json::array();
        for (const Package& each : *report.packages) {
            packages.push_back({{"name", each.name},
                                {"installed", each.version.has_value()},
                                {"version", or_null(each.version.value_or(""))}});
        }
    }
    const Json document{
        {"version", report.build.version},
        {"git", report.build.git_revision},
        {"compiler", report.build.compiler},
        {"build_type", report.build.build_type},
        {"kernel", report.machine.kernel},
        {"processor", report.machine.processor},
        {"cores", report.machine.cores},
        {"dependencies", dependencies},
        {"packages", packages},
        {"missing", report.missing},
    };
    fmt::print("{}\n", document.dump(2));
}

}  // namespace

Command add_doctor(CLI::App& line, const CommonOptions& common) {
    CLI::App* parser = line.add_subcommand("doctor", "Show what Assize was built from and misses");
    return Command{.parser = parser, .run = [&common] {
                       const Report report = examine();
                       common.json ? print_json(report) : print_text(report);
                       return report.missing.empty() ? ExitCode::kHeld : ExitCode::kInternal;
                   }};
}

}  // namespace assize::scenarios
