#include <cstdio>
#include <exception>
#include <iostream>

#include "scenarios/cli/command_line.h"
#include "scenarios/cli/complain.h"

namespace {

using namespace assize::scenarios;

// A full disk shows only when what was printed leaves the buffers.
bool standard_output_arrived() {
    std::cout.flush();
    return std::cout.good() && std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

}  // namespace

int main(int argc, char** argv) {
    ExitCode code = ExitCode::kInternal;
    try {
        code = run_command_line(argc, argv);
    } catch (const std::exception& error) {
        code = complain(ExitCode::kInternal, error.what());
    }
    if (!standard_output_arrived()) {
        code = complain(ExitCode::kCannotWrite, "standard output could not be written");
    }
    return static_cast<int>(code);
}
