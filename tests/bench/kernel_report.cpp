#include "tests/bench/reports.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdio>
#include <string>

#include "tests/bench/kernel_bench.h"
#include "tests/bench/medians.h"
#include "tests/bench/rounds.h"

namespace assize::bench {

std::optional<Figures> measure_kernel() {
    const double rss = resident_bytes_per_process();
    if (!rings_agree()) {
        fmt::print(stderr, "the rings do different work: their times do not compare\n");
        return std::nullopt;
    }
    begin_rounds({.repetitions = 9, .seconds = "0.1"});
    register_kernel_benchmarks();
    Medians medians;
    benchmark::RunSpecifiedBenchmarks(&medians);

    Figures figures;
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

void print_kernel(const Figures& figures) {
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

}  // namespace assize::bench
