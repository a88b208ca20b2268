#pragma once

#include <array>
#include <cstdint>

namespace assize::bench {

inline constexpr std::array<std::int64_t, 3> kRecordsBefore{10'000, 100'000, 1'000'000};

/// Makes the cluster's benchmarks known to Google Benchmark.
void register_cluster_benchmarks();

/// What a minute of single records adds to the memory of this program, in bytes, beyond what then
/// lies on the simulated disks.
double resident_bytes_of_a_minute();

/// How many events the kernel handles for a record that is written by itself.
double events_per_single_record();

}  // namespace assize::bench
