// The benchmarks of `assize bench`, which starts this program.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/cluster_bench.h"
#include "tests/bench/kernel_bench.h"
#include "tests/bench/medians.h"

namespace assize::bench {

namespace {

// Rounds of the benchmarks follow one another in random order, so that a slow moment of the
// machine hits all alike.
constexpr const char* kRounds = "--benchmark_repetitions=9";
constexpr const char* kAlternating = "--benchmark_enable_random_interleaving=true";
constexpr const char* kRoundLength = "--benchmark_min_time=0.1";

nlohmann::ordered_json measure_kernel(double rss) {
    std::vector<std::string> flags{"assize-bench", kRounds, kAlternating, kRoundLength};
    std::vector<char*> arguments;
    for (std::string& flag : flags) arguments.push_back(flag.data());
    int count = static_cast<int>(arguments.size());
    benchmark::Initialize(&count, arguments.data());
    register_kernel_benchmarks();
    Medians medians;
    benchmark::RunSpecifiedBenchmarks(&medians);

    nlohmann::ordered_json figures;
    for (const std::uint32_t parties : kRingSizes) {
        const std::string fibers = fmt::format("fiber_ring/{}", parties);
        const std::string bare = fmt::format("bare_ring/{}", parties);
        figures["ring"].push_back({{"processes", parties},
                                   {"ns_per_event", medians.ns_per_item(fibers)},
                                   {"bare_ns_per_event", medians.ns_per_item(bare)},
                                   {"ratio", medians.ratio(fibers, bare)}});
    }
    figures["message_with_deadline_ns"] = medians.ns_per_item("message_with_deadline");
    figures["crash_restart_ns"] = medians.ns_per_item("crash_restart");
    figures["rss_bytes_per_process"] = rss;
    figures["connection_1kib_ns"] = medians.ns_per_item("connection_1kib");
    figures["append_fsync_4kib_ns"] = medians.ns_per_item("append_fsync_4kib");
    return figures;
}

void print_table(const nlohmann::ordered_json& figures) {
    fmt::print("A ring of processes, one delivery an event, against a bare std::priority_queue\n");
    fmt::print("{:>12} {:>14} {:>14} {:>8}\n", "processes", "ns/event", "bare ns/event", "ratio");
    for (const auto& ring : figures["ring"]) {
        fmt::print("{:>12} {:>14.1f} {:>14.1f} {:>8.2f}\n", ring["processes"].get<int>(),
                   ring["ns_per_event"].get<double>(), ring["bare_ns_per_event"].get<double>(),
                   ring["ratio"].get<double>());
    }
    const auto line = [&](const char* what, const char* key, const char* unit) {
        fmt::print("{:<54}{:>10.1f} {}\n", what, figures[key].get<double>(), unit);
    };
    fmt::print("\n");
    line("A message, its 30 s deadline re-armed, and traced", "message_with_deadline_ns", "ns");
    line("Crash and restart of a process", "crash_restart_ns", "ns");
    line("Resident memory of an idle process", "rss_bytes_per_process", "bytes");
    line("1 KiB through a connection", "connection_1kib_ns", "ns");
    line("4 KiB appended and synced", "append_fsync_4kib_ns", "ns");
}

void run_kernel(bool json, double rss) {
    const nlohmann::ordered_json figures = measure_kernel(rss);
    if (json) {
        fmt::print("{}\n", figures.dump());
    } else {
        print_table(figures);
    }
}

void run_cluster(bool json) {
    const ClusterFigures figures = measure_cluster();
    if (json) {
        const nlohmann::ordered_json all = {
            {"idle_speedup", figures.idle_speedup},
            {"single_records_per_s", figures.single_records_per_s},
            {"batched_records_per_s", figures.batched_records_per_s},
            {"events_per_s", figures.events_per_s},
            {"rss_mib", figures.rss_mib}};
        fmt::print("{}\n", all.dump());
        return;
    }
    const auto line = [](const char* what, double figure, const char* unit) {
        fmt::print("{:<54}{:>12.0f} {}\n", what, figure, unit);
    };
    line("An idle cluster", figures.idle_speedup, "virtual s/s");
    line("One record a request, end to end", figures.single_records_per_s, "records/s");
    line("Batches of 16 KiB, end to end", figures.batched_records_per_s, "records/s");
    line("Facts stated, with one record a request", figures.events_per_s, "events/s");
    line("Memory after 60 virtual seconds of that", figures.rss_mib, "MiB");
}

}  // namespace

}  // namespace assize::bench

int main(int argc, char** argv) {
    using namespace assize::bench;
    const std::vector<std::string_view> arguments(argv + 1, argv + argc);
    const bool json = arguments.size() > 1 && arguments[1] == "--json";
    const std::string_view benchmark = arguments.empty() ? "" : arguments[0];
    if (benchmark == "cluster") {
        run_cluster(json);
        return 0;
    }
    if (benchmark != "kernel") {
        fmt::print(stderr, "usage: assize-bench kernel|cluster [--json]\n");
        return 64;
    }
    const double rss = resident_bytes_per_process();
    if (!rings_agree()) {
        fmt::print(stderr, "the rings do different work: their times do not compare\n");
        return 70;
    }
    run_kernel(json, rss);
    return 0;
}
