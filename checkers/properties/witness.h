#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "checkers/verdict.h"
#include "sim/trace.h"

namespace assize::checkers {

inline constexpr std::size_t kMaxWitness = 7;

/// Brings a witness into order, each event once, without those that are not known (id 0); of more
/// than seven it keeps the first ones and the last.
void keep_few(std::vector<WitnessStep>& witness);

/// What an event is about, so that it outlives the event.
std::vector<SubjectRange> subjects_of(const sim::Event& event, const sim::Trace& trace);

/// The partition ("orders-0") whose records an event is about, if any.
std::optional<sim::NameId> partition_of(const sim::Event& event);

}  // namespace assize::checkers
