#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/file/file_error.h"
#include "scenarios/scenario.h"
#include "sim/result.h"

namespace assize::scenarios {

/// What a scenario file says: see docs/scenarios.md. `path` is for messages, and names the
/// scenario. `settings` are "key=value", the key a path such as cluster.brokers or
/// topic.0.config.min.insync.replicas: they outweigh the file, as if they stood in it.
/// Fails: with all errors there are, in the order of the file. What is read without an error makes
/// a cluster (model::check) and can be run.
sim::Result<Scenario, std::vector<FileError>> read_scenario(
    std::string_view text, std::string_view path, std::span<const std::string> settings = {});

}  // namespace assize::scenarios
