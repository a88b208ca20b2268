#pragma once

#include <array>
#include <cstdint>

namespace assize::bench {

inline constexpr std::array<std::uint32_t, 4> kRingSizes{2, 16, 256, 4096};

/// Makes the kernel's benchmarks known to Google Benchmark.
void register_kernel_benchmarks();

/// Whether both rings do the same work in the same order: else their times do not compare.
bool rings_agree();

/// What an idle process adds to the memory of this program, in bytes.
/// Requires: called before anything else, so that no memory lies about to be used again.
double resident_bytes_per_process();

}  // namespace assize::bench
