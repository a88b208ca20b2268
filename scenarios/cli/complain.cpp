#include "scenarios/cli/complain.h"

#include <fmt/format.h>

#include <cstdio>

namespace assize::scenarios {

ExitCode complain(ExitCode code, std::string_view why) {
    fmt::print(stderr, "assize: {}\n", why);
    return code;
}

}  // namespace assize::scenarios
