#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checkers/verdict.h"
#include "scenarios/plan.h"
#include "sim/time.h"
#include "sim/trace.h"

namespace assize::scenarios {

/// How a plan is run. Nothing here changes what happens in it, but for when it is stopped.
struct RunOptions {
    std::string reproduce = {};   // The command that makes this run again, for messages.
    std::string trace_file = {};  // Where to write all facts, zstd-compressed; nowhere when empty.
    /// Who else is to see the facts, from the first one on: each is asked once, when there is a
    /// trace, and kept until the run is over. Whoever it makes may listen until it is destroyed.
    std::vector<std::function<std::unique_ptr<sim::TraceSubscriber>(sim::Trace&)>> observers = {};
    /// Asked now and then: whether to leave off, for the user wants no more.
    std::function<bool()> interrupted = {};
    bool stop_at_violation = false;  // Of a white-box invariant.
    std::uint64_t max_events = 100'000'000;
    sim::Duration max_time = sim::Duration::seconds(24 * 3600);  // Virtual.
};

struct RunStats {
    std::uint64_t events = 0;
    sim::Duration virtual_time = sim::Duration::zero();
    std::int64_t wall_ns = 0;
    std::int64_t records_acked = 0;      // Sends that their user was told to be written.
    std::int64_t records_delivered = 0;  // To consumers, those of the final check not among them.
    std::int64_t faults = 0;             // That began.
    std::int64_t faults_idle = 0;        // Of those: drawn at random, and they struck nothing.
};

/// Why a run says nothing about the cluster: the plan asks for what cannot be.
struct RunError {
    std::string what;
    int line = 0;  // Of the plan's file, where that is known.
};

/// What a run gave.
struct RunResult {
    checkers::Verdict verdict;
    std::uint64_t trace_hash = 0;
    RunStats stats;
    /// Faults that never came about, topics that could not be made, files that could not be
    /// written: a run with errors has no verdict worth the name.
    std::vector<RunError> errors = {};
    std::vector<std::string> file_errors = {};  // What could not be written.
    /// What a reader should know: what an operator was refused, random faults that struck nothing.
    std::vector<std::string> notes = {};
    /// What ended the code under test before its time: an exception that left a process.
    std::optional<std::string> crash = std::nullopt;
    bool interrupted = false;
    bool stopped_early = false;  // At a violation, or since it went on for too long.
};

/// Runs a plan from its first event to its last: builds the cluster and the clients, lets them
/// warm up, does the faults, heals, and reads everything once more.
/// All that happens follows from the plan: equal plans give equal trace hashes.
/// Requires: no other simulation lives in this thread.
RunResult run(const Plan& plan, const RunOptions& options = {});

}  // namespace assize::scenarios
