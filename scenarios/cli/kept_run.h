#pragma once

#include <string>

#include "reports/event_log.h"
#include "reports/run_summary.h"
#include "sim/result.h"

namespace assize::scenarios {

/// A run out of its folder.
struct KeptRun {
    std::string folder;  // As the user gave it.
    reports::RunSummary summary;
    reports::EventLog log;
    std::string plan;  // The text of plan.toml; empty when it is not there.
};

/// Reads verdict.json, trace.jsonl.zst and plan.toml of a run folder, such as out/latest.
/// Fails: with a sentence that names the file, what is wrong with it, and what to do.
sim::Result<KeptRun, std::string> read_kept_run(const std::string& folder);

}  // namespace assize::scenarios
