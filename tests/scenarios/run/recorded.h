#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/event_log.h"
#include "scenarios/run/run.h"

namespace assize::scenarios {

/// A run, and all its facts.
struct Recorded {
    RunResult result;
    reports::EventLog log;

    std::size_t count(std::string_view kind) const { return all(kind).size(); }
    /// Where the facts of a kind are.
    std::vector<std::size_t> all(std::string_view kind) const;
    std::vector<std::size_t> all_by(std::string_view kind, std::string_view process) const;
    /// A field of each fact of a kind.
    std::vector<std::string> texts(std::string_view kind, std::string_view field) const;
    std::size_t lives_of(std::string_view process) const {
        return all_by("process_started", process).size();
    }
};

Recorded record(const Plan& plan);

}  // namespace assize::scenarios
