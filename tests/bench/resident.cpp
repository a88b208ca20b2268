#include <unistd.h>

#include <fstream>
#include <string>

#include "sim/simulation.h"
#include "sim/sync/channel.h"
#include "tests/bench/kernel_bench.h"

namespace assize::bench {

namespace {

constexpr std::uint32_t kProcesses = 10'000;

long resident_pages() {
    std::ifstream statm("/proc/self/statm");
    long total = 0;
    long resident = 0;
    statm >> total >> resident;
    return resident;
}

}  // namespace

double resident_bytes_per_process() {
    sim::Channel<int> nothing(1);
    sim::Simulation simulation(sim::SimulationOptions{.seed = 1});
    sim::Host& host = simulation.add_host({.name = "host"});
    const long before = resident_pages();
    for (std::uint32_t i = 0; i < kProcesses; ++i) {
        host.start("p" + std::to_string(i),
                   [&nothing](sim::Fiber& fiber) { (void)nothing.receive(fiber); });
    }
    simulation.run_until_idle();
    const long pages = resident_pages() - before;
    return static_cast<double>(pages * sysconf(_SC_PAGESIZE)) / kProcesses;
}

}  // namespace assize::bench
