#pragma once

#include "scenarios/cli/exit_code.h"

namespace assize::scenarios {

/// Parses the command line and runs the command it names. What the user got wrong is answered
/// with one line on standard error.
ExitCode run_command_line(int argc, const char* const* argv);

}  // namespace assize::scenarios
