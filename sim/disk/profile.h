#pragma once

#include <cstdint>

#include "sim/latency.h"
#include "sim/random.h"
#include "sim/time.h"

namespace assize::sim {

/// How a disk behaves when nothing is wrong with it, and what it keeps when the power fails.
struct DiskProfile {
    std::int64_t capacity_bytes = 64ll << 30;
    LatencyLaw read_latency = LatencyLaw::uniform(80_us, 150_us);  // Of what is not in memory.
    LatencyLaw sync_latency = LatencyLaw::uniform(300_us, 1_ms);
    std::int64_t bytes_per_second = 500'000'000;  // At most 9 000 000 000.
    /// When the power fails: nothing that is unsynced is kept, on the whole disk, or all of it.
    /// Otherwise each page has its own fate, so that the extremes come up, too.
    Chance nothing_unsynced_survives = Chance::percent(15);
    Chance everything_unsynced_survives = Chance::percent(15);
    /// The fate of one unsynced page: written after all, or in part. The rest is lost.
    Chance unsynced_page_survives = Chance::percent(40);
    Chance unsynced_page_is_torn = Chance::percent(20);

    bool operator==(const DiskProfile&) const = default;
};

}  // namespace assize::sim
