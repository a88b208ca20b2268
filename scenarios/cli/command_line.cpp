#include "scenarios/cli/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "scenarios/cli/build_info.h"
#include "scenarios/cli/color.h"
#include "scenarios/cli/command.h"
#include "scenarios/cli/complain.h"
#include "scenarios/cli/progress.h"
#include "scenarios/near_miss.h"

namespace assize::scenarios {

namespace {

bool is_option(const std::string& argument) {
    return argument.starts_with('-');
}

std::vector<std::string> option_names(const CLI::App& parser) {
    std::vector<std::string> names;
    for (const CLI::Option* option : parser.get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
}

std::vector<std::string> command_names(const CLI::App& line) {
    std::vector<std::string> names;
    for (const CLI::App* command : line.get_subcommands({})) names.push_back(command->get_name());
    return names;
}

std::string unknown_option(const CLI::App& line, const std::string& argument) {
    const std::string name = argument.substr(0, argument.find('='));
    std::vector<std::string> known = option_names(line);
    std::string of_what;
    for (const CLI::App* command : line.get_subcommands()) {
        std::ranges::copy(option_names(*command), std::back_inserter(known));
        of_what = " of " + command->get_name();
    }
    return fmt::format("unknown option '{}'{}{}", name, of_what, did_you_mean(name, known));
}

std::string unknown_argument(const CLI::App& line, const std::string& argument) {
    if (is_option(argument)) return unknown_option(line, argument);
    if (const auto chosen = line.get_subcommands(); !chosen.empty()) {
        return fmt::format("{} takes no argument '{}'", chosen.front()->get_name(), argument);
    }
    if (argument == "test") return "the tests are run by the wrapper: ./assize test";
    return unknown_word("command", argument, command_names(line));
}

ExitCode refuse(const CLI::App& line, const CLI::ParseError& error) {
    const std::vector<std::string> unknown = line.remaining(true);
    if (!unknown.empty())
        return complain(ExitCode::kUsage, unknown_argument(line, unknown.front()));
    return complain(ExitCode::kUsage, error.what());
}

}  // namespace

ExitCode run_command_line(int argc, const char* const* argv) {
    CLI::App line("Assize puts a Kafka on trial, in a deterministic simulation.", "assize");
    CommonOptions common;
    line.add_flag("--json", common.json, "Print JSON and nothing else to standard output");
    line.add_option("--color", common.color, "Colours: auto, always, never")->type_name("WHEN");
    line.add_flag("-q,--quiet", common.quiet, "Print nothing but what went wrong");
    line.add_flag("-v,--verbose", common.verbose, "Say on standard error where the time goes");
    line.add_option("--progress", common.progress, "Progress: auto, bar, plain, none")
        ->type_name("HOW");
    line.set_version_flag("--version", version_line());
    line.fallthrough();  // So that the common options may also follow the command.
    line.require_subcommand(0, 1);

    const std::vector<Command> commands{
        add_bench(line, common),    add_check(line, common),  add_doctor(line, common),
        add_list(line, common),     add_log(line, common),    add_replay(line, common),
        add_run(line, common),      add_schema(line, common), add_show(line, common),
        add_timeline(line, common),
    };

    try {
        line.parse(argc, argv);
    } catch (const CLI::Success& asked_for_text) {  // --help, --version
        line.exit(asked_for_text);
        return ExitCode::kHeld;
    } catch (const CLI::ParseError& error) {
        return refuse(line, error);
    }

    const auto chosen =
        std::ranges::find_if(commands, [](const Command& each) { return each.parser->parsed(); });
    if (chosen == commands.end()) {
        return complain(ExitCode::kUsage,
                        fmt::format("which command? {} (assize --help says what they do)",
                                    fmt::join(command_names(line), ", ")));
    }
    if (const auto wrong = check_color(common)) return complain(ExitCode::kUsage, *wrong);
    if (const auto wrong = check_progress(common)) return complain(ExitCode::kUsage, *wrong);
    return chosen->run();
}

}  // namespace assize::scenarios
