#include "tests/bench/rounds.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>
#include <vector>

namespace assize::bench {

void begin_rounds(const Rounds& rounds) {
    std::vector<std::string> flags{"assize-bench",
                                   fmt::format("--benchmark_repetitions={}", rounds.repetitions),
                                   "--benchmark_enable_random_interleaving=true",
                                   fmt::format("--benchmark_min_time={}", rounds.seconds)};
    std::vector<char*> arguments;
    for (std::string& flag : flags) arguments.push_back(flag.data());
    int count = static_cast<int>(arguments.size());
    benchmark::Initialize(&count, arguments.data());
}

}  // namespace assize::bench
