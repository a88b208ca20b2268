#pragma once

#include <string_view>

#include "scenarios/cli/exit_code.h"

namespace assize::scenarios {

/// Tells the user in one line, on standard error, why nothing came of it.
/// Returns `code`, so that a command can end with `return complain(...)`.
ExitCode complain(ExitCode code, std::string_view why);

/// As complain(), once for each line of `whys`.
ExitCode complain_of_lines(ExitCode code, std::string_view whys);

}  // namespace assize::scenarios
