#include "scenarios/cli/complain.h"

#include <fmt/format.h>

#include <cstdio>

namespace assize::scenarios {

ExitCode complain(ExitCode code, std::string_view why) {
    fmt::print(stderr, "assize: {}\n", why);
    return code;
}

ExitCode complain_of_lines(ExitCode code, std::string_view whys) {
    while (!whys.empty()) {
        const std::size_t end = whys.find('\n');
        complain(code, whys.substr(0, end));
        whys.remove_prefix(end == std::string_view::npos ? whys.size() : end + 1);
    }
    return code;
}

}  // namespace assize::scenarios
