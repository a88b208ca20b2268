#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/contract.h"
#include "checkers/properties/partition_story.h"
#include "checkers/verdict.h"
#include "sim/trace.h"

namespace assize::checkers {

/// A record that was acknowledged and is gone.
struct LostRecord {
    std::string_view partition;
    std::int64_t offset;
    std::optional<PartitionStories::Append> append;  // That it was acknowledged for, if known.
    sim::EventId acked_at;
    sim::EventId missed_at;  // By whom nobody can say it was not looked for.
};

/// How it came about, in at most seven events: who was in sync, the append, the promise, the death
/// of the leader, the election of one who lacks it, what drops it, and the read that misses it.
std::vector<WitnessStep> witness_of_loss(const LostRecord& lost, const PartitionStories& stories,
                                         const Contract& contract);

/// A point of virtual time, in words: "2192.880 ms".
std::string in_ms(sim::Instant at);

}  // namespace assize::checkers
