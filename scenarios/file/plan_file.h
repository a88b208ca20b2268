#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/file/file_error.h"
#include "scenarios/plan.h"
#include "sim/result.h"

namespace assize::scenarios {

/// The version of plan files that is written, and the only one that is read.
inline constexpr int kPlanVersion = 1;

/// A plan as a file: reading it back gives an equal plan, except for the lines of the faults.
std::string to_toml(const Plan& plan);

/// Whether a file is meant to be a plan and not a scenario: it says `plan = ...` at its top level.
/// False for what is no TOML, too.
bool is_plan(std::string_view text);

/// `path` and `settings` as for read_scenario().
/// Fails: with all errors there are, in the order of the file.
sim::Result<Plan, std::vector<FileError>> read_plan(std::string_view text, std::string_view path,
                                                    std::span<const std::string> settings = {});

}  // namespace assize::scenarios
