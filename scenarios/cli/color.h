#pragma once

#include <optional>
#include <string>

#include "reports/terminal.h"
#include "scenarios/cli/command.h"

namespace assize::scenarios {

/// Why `--color` makes no sense, if so.
std::optional<std::string> check_color(const CommonOptions& common);

/// Whether standard output is to be coloured: as `--color` says; of itself on a terminal, unless
/// NO_COLOR is set or TERM is dumb. Requires: check_color() found nothing.
reports::Color color_for(const CommonOptions& common);

}  // namespace assize::scenarios
