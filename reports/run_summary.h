#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checkers/verdict.h"

namespace assize::reports {

/// How much happened in a run.
struct RunStats {
    std::int64_t events = 0;  // Facts in the trace.
    std::int64_t virtual_ns = 0;
    std::int64_t wall_ns = 0;
    std::int64_t records_acked = 0;
    std::int64_t records_delivered = 0;
    std::int64_t faults = 0;       // That began.
    std::int64_t faults_idle = 0;  // Of those: drawn at random, and they struck nothing.

    bool operator==(const RunStats&) const = default;
};

/// Whether the run was done twice, and came out the same.
enum class Determinism : std::uint8_t { kNotChecked, kChecked };

/// What reports tell of a run beside its events: what was tried, and what came of it. Plain words;
/// the same whether the run has just ended or is read from its folder.
struct RunSummary {
    std::string scenario;  // Its name: "leader_crash".
    std::string path;      // Of the scenario or plan, as the user gave it.
    std::string title = {};
    std::uint64_t seed = 0;
    std::string version;       // Of Assize: "0.1.0".
    std::string git;           // "1f3c9aa", with "-dirty" after changes.
    std::string cluster = {};  // "3 brokers, 3 controllers"
    std::string faults = {};   // The kinds of the plan: "crash, cut"; empty: none.
    std::string variant = {};  // The bug that was planted; empty: none.
    RunStats stats = {};
    std::uint64_t trace_hash = 0;
    std::string folder = {};              // Of the run: "out/leader_crash-1"; empty: none is kept.
    std::vector<std::string> files = {};  // What was written there, by name, the best first.
    std::vector<std::string> notes = {};  // Sentences: what else a reader should know.
    std::string reproduce;                // The whole command.
    Determinism determinism = Determinism::kNotChecked;
    checkers::Verdict verdict;
};

/// "9c1f04e2a77b0d15"
std::string hash_text(std::uint64_t hash);

}  // namespace assize::reports
