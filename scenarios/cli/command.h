#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "scenarios/cli/exit_code.h"

namespace assize::scenarios {

/// What holds for every command.
struct CommonOptions {
    bool json = false;              // Standard output is JSON and nothing else.
    bool quiet = false;             // Nothing but what went wrong.
    bool verbose = false;           // Where the time goes, on standard error.
    std::string color = "auto";     // Or always, never (color.h).
    std::string progress = "auto";  // Or bar, plain, none (progress.h).
};

/// One word of the command line: how it is spelled, and what it does.
struct Command {
    CLI::App* parser;               // Owned by the whole command line's parser.
    std::function<ExitCode()> run;  // Called at most once, after parsing.
};

// Each adds its command to `line`. `common` is filled by parsing and outlives the command.
Command add_bench(CLI::App& line, const CommonOptions& common);
Command add_check(CLI::App& line, const CommonOptions& common);
Command add_doctor(CLI::App& line, const CommonOptions& common);
Command add_list(CLI::App& line, const CommonOptions& common);
Command add_log(CLI::App& line, const CommonOptions& common);
Command add_replay(CLI::App& line, const CommonOptions& common);
Command add_run(CLI::App& line, const CommonOptions& common);
Command add_schema(CLI::App& line, const CommonOptions& common);
Command add_show(CLI::App& line, const CommonOptions& common);
Command add_timeline(CLI::App& line, const CommonOptions& common);

}  // namespace assize::scenarios
