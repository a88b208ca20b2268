#include "tests/bench/resident.h"

#include <unistd.h>

#include <fstream>
#include <string>

#include "sim/simulation.h"
#include "sim/sync/channel.h"
#include "tests/bench/kernel_bench.h"

namespace assize::bench {

namespace {

constexpr std::uint32_t kProcesses = 10'000;

}  // namespace

double resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    long total_pages = 0;
    long resident_pages = 0;
    statm >> total_pages >> resident_pages;
    return static_cast<double>(resident_pages * sysconf(_SC_PAGESIZE));
}

double resident_bytes_per_process() {
    sim::Channel<int> nothing(1);
    sim::Simulation simulation(sim::SimulationOptions{.seed = 1});
    sim::Host& host = simulation.add_host({.name = "host"});
    const double before = resident_bytes();
    for (std::uint32_t i = 0; i < kProcesses; ++i) {
        host.start("p" + std::to_string(i),
                   [&nothing](sim::Fiber& fiber) { (void)nothing.receive(fiber); });
    }
    simulation.run_until_idle();
    return (resident_bytes() - before) / kProcesses;
}

}  // namespace assize::bench
