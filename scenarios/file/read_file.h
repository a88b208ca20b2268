#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/file/file_error.h"
#include "scenarios/file/language.h"
#include "scenarios/scenario.h"
#include "sim/result.h"

namespace assize::scenarios::file {

/// A file of either language: what read_scenario() and read_plan() have in common.
sim::Result<Scenario, std::vector<FileError>> read_file(Language language, std::string_view text,
                                                        std::string_view path,
                                                        std::span<const std::string> settings);

}  // namespace assize::scenarios::file
