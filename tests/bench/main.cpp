// The benchmarks of `assize bench`, which starts this program.

#include <fmt/format.h>

#include <cstdio>
#include <optional>
#include <string_view>
#include <vector>

#include "tests/bench/reports.h"

int main(int argc, char** argv) {
    using namespace assize::bench;
    const std::vector<std::string_view> arguments(argv + 1, argv + argc);
    const bool json = arguments.size() > 1 && arguments[1] == "--json";
    const bool cluster = !arguments.empty() && arguments[0] == "cluster";
    if (!cluster && (arguments.empty() || arguments[0] != "kernel")) {
        fmt::print(stderr, "usage: assize-bench kernel|cluster [--json]\n");
        return 64;
    }
    const std::optional<Figures> figures = cluster ? measure_cluster() : measure_kernel();
    if (!figures) return 70;
    if (json) {
        fmt::print("{}\n", figures->dump());
    } else if (cluster) {
        print_cluster(*figures);
    } else {
        print_kernel(*figures);
    }
    return 0;
}
