// The benchmarks of `assize bench`, which starts this program.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

#include "tests/bench/reports.h"

namespace {

using namespace assize::bench;

struct Benchmark {
    std::string_view name;
    std::optional<Figures> (*measure)();
    void (*print)(const Figures&);
};

constexpr Benchmark kBenchmarks[]{
    {"kernel", measure_kernel, print_kernel},
    {"cluster", measure_cluster, print_cluster},
    {"checkers", measure_checkers, print_checkers},
    {"timeline", measure_timeline, print_timeline},
};

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string_view> arguments(argv + 1, argv + argc);
    const bool json = arguments.size() > 1 && arguments[1] == "--json";
    const auto* const benchmark = std::ranges::find(
        kBenchmarks, arguments.empty() ? std::string_view() : arguments[0], &Benchmark::name);
    if (benchmark == std::end(kBenchmarks)) {
        fmt::print(stderr, "usage: assize-bench kernel|cluster|checkers|timeline [--json]\n");
        return 64;
    }
    const std::optional<Figures> figures = benchmark->measure();
    if (!figures) return 70;
    if (json) {
        fmt::print("{}\n", figures->dump());
    } else {
        benchmark->print(*figures);
    }
    return 0;
}
