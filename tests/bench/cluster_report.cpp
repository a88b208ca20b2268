#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>

#include "tests/bench/cluster_bench.h"
#include "tests/bench/medians.h"
#include "tests/bench/reports.h"
#include "tests/bench/rounds.h"

namespace assize::bench {

std::optional<Figures> measure_cluster() {
    // Memory first: before others have left theirs about.
    const double rss_mib = resident_bytes_of_a_minute() / (1 << 20);
    const double events_per_record = events_per_single_record();
    begin_rounds({.repetitions = 3, .seconds = "0.5"});
    register_cluster_benchmarks();
    Medians medians;
    benchmark::RunSpecifiedBenchmarks(&medians);
    const auto per_second = [&](const std::string& name) {
        return 1e9 / medians.ns_per_item(name);
    };

    Figures figures;
    figures["idle_speedup"] = per_second("cluster_idle");
    figures["single_records_per_s"] = per_second("cluster_single");
    figures["batched_records_per_s"] = per_second("cluster_batched");
    figures["events_per_s"] = per_second("cluster_single") * events_per_record;
    figures["rss_mib"] = rss_mib;
    for (const std::int64_t records : kRecordsBefore) {
        const std::string name = fmt::format("cluster_single_after/{}", records);
        figures["single_after"].push_back(
            {{"records_before", records}, {"ns_per_record", medians.ns_per_item(name)}});
    }
    return figures;
}

void print_cluster(const Figures& figures) {
    const auto line = [&](const char* what, const char* key, const char* unit) {
        fmt::print("{:<62}{:>12.0f} {}\n", what, figures[key].get<double>(), unit);
    };
    fmt::print("3 brokers, 3 controllers, 6 partitions on 3 replicas, acks=all, 2 consumers\n\n");
    line("Virtual seconds in a second, when nobody writes", "idle_speedup", "");
    line("Records of 100 bytes, one a request, end to end", "single_records_per_s", "/s");
    line("Records of 100 bytes, in batches of 16 KiB, end to end", "batched_records_per_s", "/s");
    line("Events of the kernel, with one record a request", "events_per_s", "/s");
    line("Memory for a minute of single records, beside the disks", "rss_mib", "MiB");
    fmt::print("\nA single record after so many others\n");
    for (const auto& after : figures["single_after"]) {
        fmt::print("{:>12} {:>14.0f} ns\n", after["records_before"].get<std::int64_t>(),
                   after["ns_per_record"].get<double>());
    }
}

}  // namespace assize::bench
