#include "scenarios/file/read_file.h"

#include <fmt/format.h>

#include <utility>

#include "scenarios/file/overrides.h"
#include "scenarios/file/plan_file.h"
#include "scenarios/file/read_scenario.h"
#include "scenarios/file/tables.h"
#include "scenarios/file/toml_text.h"

namespace assize::scenarios {

namespace file {

namespace {

// "scenarios/leader_crash.toml" is about "leader_crash".
std::string name_of_file(std::string_view path) {
    const auto slash = path.rfind('/');
    std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    if (name.ends_with(".toml")) name.remove_suffix(5);
    return std::string(name);
}

// Whether it makes sense to read on.
bool judge_language(Reading& reading, const Table& table) {
    const Entry* version = table.find("plan");
    if (table.entries.empty()) {
        reading.refuse({.line = 1, .column = 1},
                       reading.is_plan() ? "the file says nothing; expected a plan"
                                         : "the file says nothing; expected a scenario: [cluster], "
                                           "[[topic]], [[producer]], [[fault]] and so on");
        return false;
    }
    if (!reading.is_plan()) {
        if (!version) return true;
        reading.refuse(version->place, "this is a plan, not a scenario");
        return false;
    }
    if (!version) {
        reading.refuse({.line = 1, .column = 1},
                       fmt::format("this is no plan: it does not say 'plan = {}'", kPlanVersion));
        return false;
    }
    const std::int64_t* number = version->value.number();
    if (number && *number == kPlanVersion) return true;
    reading.refuse(version->value.place,
                   fmt::format("this plan is of version {}, and this program reads version {}; "
                               "make it again from its scenario and seed",
                               describe(version->value), kPlanVersion));
    return false;
}

}  // namespace

sim::Result<Scenario, std::vector<FileError>> read_file(Language language, std::string_view text,
                                                        std::string_view path,
                                                        std::span<const std::string> settings) {
    auto table = read_toml(text, path);
    if (!table) return sim::Failure(std::vector{std::move(table.error())});
    Reading reading(language, std::string(path), settings);
    if (!judge_language(reading, *table)) return sim::Failure(reading.errors());

    Value all{.is = std::move(*table), .place = {.line = 1, .column = 1}};
    apply_settings(reading, settings, all);
    Scenario scenario{.name = name_of_file(path)};
    read_onto(reading, all, scenario);
    reading.judge(scenario);
    if (reading.names_are_certain()) {
        judge_cluster(reading, all, scenario);
        judge_amounts(reading, all, scenario);
    }
    if (reading.has_failed()) return sim::Failure(reading.errors());
    return scenario;
}

}  // namespace file

sim::Result<Scenario, std::vector<FileError>> read_scenario(std::string_view text,
                                                            std::string_view path,
                                                            std::span<const std::string> settings) {
    return file::read_file(file::Language::kScenario, text, path, settings);
}

}  // namespace assize::scenarios
