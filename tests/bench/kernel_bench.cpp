#include "tests/bench/kernel_bench.h"

#include <benchmark/benchmark.h>

#include "sim/simulation.h"
#include "tests/bench/bare_ring.h"
#include "tests/bench/fiber_ring.h"
#include "tests/bench/io_worlds.h"

namespace assize::bench {

namespace {

using namespace sim::literals;

constexpr std::int64_t kDeliveriesPerSlice = 20'000;

// Measures a world slice by slice, once it is under way; `done` says how many items it has done.
void run_slices(benchmark::State& state, auto& world, sim::Duration slice, auto done) {
    world.run_for(slice);
    const std::uint64_t before = done();
    for (auto _ : state) world.run_for(slice);
    state.SetItemsProcessed(static_cast<std::int64_t>(done() - before));
}

void run_ring(benchmark::State& state, auto& ring, std::uint32_t parties) {
    run_slices(state, ring, slice_of(parties, kDeliveriesPerSlice),
               [&] { return ring.work().deliveries(); });
}

std::uint64_t checksum_of(auto&& ring, std::uint32_t parties) {
    ring.run_for(slice_of(parties, 50'000));
    return ring.work().checksum();
}

void bare_ring(benchmark::State& state) {
    const auto parties = static_cast<std::uint32_t>(state.range(0));
    BareRing ring(parties);
    run_ring(state, ring, parties);
}

void fiber_ring(benchmark::State& state) {
    const auto parties = static_cast<std::uint32_t>(state.range(0));
    FiberRing ring(parties, Handling::kBare);
    run_ring(state, ring, parties);
}

void message_with_deadline(benchmark::State& state) {
    FiberRing ring(16, Handling::kDeadlineAndTraced);
    run_ring(state, ring, 16);
}

void crash_restart(benchmark::State& state) {
    sim::Simulation simulation(sim::SimulationOptions{.seed = 1});
    sim::Host& host = simulation.add_host({.name = "host"});
    sim::Process& process = host.start(
        "process", [](sim::Fiber& fiber) { fiber.wait(nullptr, sim::Deadline::never()); });
    simulation.run_for(1_ns);
    for (auto _ : state) {
        process.crash();
        process.start();
        simulation.run_for(1_ns);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void connection_1kib(benchmark::State& state) {
    StreamWorld world;
    run_slices(state, world, 10_ms, [&] { return world.frames(); });
}

void append_fsync_4kib(benchmark::State& state) {
    SyncWorld world;
    run_slices(state, world, 1_s, [&] { return world.syncs(); });
}

}  // namespace

void register_kernel_benchmarks() {
    for (const std::uint32_t parties : kRingSizes) {
        benchmark::RegisterBenchmark("bare_ring", bare_ring)->Arg(parties);
        benchmark::RegisterBenchmark("fiber_ring", fiber_ring)->Arg(parties);
    }
    benchmark::RegisterBenchmark("message_with_deadline", message_with_deadline);
    benchmark::RegisterBenchmark("crash_restart", crash_restart);
    benchmark::RegisterBenchmark("connection_1kib", connection_1kib);
    benchmark::RegisterBenchmark("append_fsync_4kib", append_fsync_4kib);
}

bool rings_agree() {
    for (const std::uint32_t parties : kRingSizes) {
        const std::uint64_t bare = checksum_of(BareRing(parties), parties);
        const std::uint64_t fibers = checksum_of(FiberRing(parties, Handling::kBare), parties);
        if (bare != fibers) return false;
        const std::uint64_t traced =
            checksum_of(FiberRing(parties, Handling::kDeadlineAndTraced), parties);
        if (bare != traced) return false;
    }
    return true;
}

}  // namespace assize::bench
