#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/variant.h"
#include "scenarios/cli/exit_code.h"
#include "scenarios/plan.h"
#include "sim/result.h"

namespace assize::scenarios {

/// Which plan a user means.
struct PlanChoice {
    std::string path;  // Of a scenario or a plan.
    std::optional<std::uint64_t> seed = std::nullopt;
    std::vector<std::string> settings = {};  // "key=value"
    std::optional<model::Variant> variant = std::nullopt;
};

/// Why there is none, in lines.
struct LoadError {
    ExitCode code;
    std::string why;
};

/// The whole of a file. Fails: kBadInput.
sim::Result<std::string, LoadError> read_text(const std::string& path);

/// Reads the file and draws what it leaves open. A plan keeps its seed and its variant unless
/// another is chosen.
sim::Result<Plan, LoadError> load_plan(const PlanChoice& choice);

/// The command that gives this plan again: "assize run scenarios/x.toml --seed 0x5eed41".
std::string command_for(const PlanChoice& choice, std::uint64_t seed);

}  // namespace assize::scenarios
