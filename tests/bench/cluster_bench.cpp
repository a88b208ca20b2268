#include "tests/bench/cluster_bench.h"

#include <benchmark/benchmark.h>

#include "tests/bench/cluster_world.h"
#include "tests/bench/resident.h"

namespace assize::bench {

namespace {

using namespace sim::literals;

constexpr std::uint64_t kSingleRecords = 5'000;    // A round.
constexpr std::int64_t kBatchedRecords = 200'000;  // A round.

/// An item is a second of virtual time.
void cluster_idle(benchmark::State& state) {
    ClusterWorld world(Writing::kOneByOne);
    for (auto _ : state) world.run_idle(100_s);
    state.SetItemsProcessed(state.iterations() * 100);
}

void write_and_read(benchmark::State& state, ClusterWorld& world, std::int64_t records) {
    for (auto _ : state) world.write_and_read(static_cast<std::uint64_t>(records));
    state.SetItemsProcessed(state.iterations() * records);
}

void cluster_single(benchmark::State& state) {
    ClusterWorld world(Writing::kOneByOne);
    write_and_read(state, world, kSingleRecords);
}

void cluster_batched(benchmark::State& state) {
    ClusterWorld world(Writing::kBatched);
    write_and_read(state, world, kBatchedRecords);
}

/// Records that are written one by one after so many others. The topic is filled in batches.
void cluster_single_after(benchmark::State& state) {
    ClusterWorld filled(Writing::kBatched);
    filled.write_and_read(static_cast<std::uint64_t>(state.range(0)));
    filled.write_from_now_on(Writing::kOneByOne);
    write_and_read(state, filled, kSingleRecords);
}

}  // namespace

void register_cluster_benchmarks() {
    benchmark::RegisterBenchmark("cluster_idle", cluster_idle);
    benchmark::RegisterBenchmark("cluster_single", cluster_single);
    benchmark::RegisterBenchmark("cluster_batched", cluster_batched);
    for (const std::int64_t records : kRecordsBefore) {
        benchmark::RegisterBenchmark("cluster_single_after", cluster_single_after)->Arg(records);
    }
}

double resident_bytes_of_a_minute() {
    ClusterWorld world(Writing::kOneByOne);
    const double before = resident_bytes() - static_cast<double>(world.bytes_on_disk());
    world.write_and_read_for(60_s);
    return resident_bytes() - static_cast<double>(world.bytes_on_disk()) - before;
}

double events_per_single_record() {
    ClusterWorld world(Writing::kOneByOne);
    const std::uint64_t before = world.events();
    world.write_and_read(kSingleRecords);
    return static_cast<double>(world.events() - before) / static_cast<double>(kSingleRecords);
}

}  // namespace assize::bench
