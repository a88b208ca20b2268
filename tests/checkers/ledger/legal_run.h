#pragma once

#include <cstdint>

#include "checkers/setup.h"
#include "sim/trace.h"

namespace assize::checkers {

/// A run without faults, as facts: two producers, four partitions on three brokers, two consumers
/// and a final read. Ten records a batch.
TrialSetup setup_of_legal_run();
/// Tells it: about 7 facts a record.
void tell_legal_run(sim::Trace& trace, std::int64_t records);

}  // namespace assize::checkers
