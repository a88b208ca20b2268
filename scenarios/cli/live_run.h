#pragma once

#include <string>

#include "reports/event_log.h"
#include "scenarios/cli/command.h"
#include "scenarios/plan.h"
#include "scenarios/run/run.h"

namespace assize::scenarios {

/// A run, and all that reports are made of.
struct LiveRun {
    RunResult result;
    reports::EventLog log;
    std::string history;  // The text of history.jsonl.
};

struct LiveOptions {
    std::string reproduce;        // The command that makes this run again.
    std::string trace_file = {};  // Where to write all facts; nowhere when empty.
};

/// Runs a plan in the hands of a user: Ctrl-C leaves off, progress is shown, and a crash of the
/// code under test ends the program with the code of that, naming the seed.
LiveRun run_live(const Plan& plan, const LiveOptions& options, const CommonOptions& common);

}  // namespace assize::scenarios
