#pragma once

#include "scenarios/plan.h"

namespace assize::scenarios {

/// Three brokers and three controllers that notice in seconds what takes half a minute by default,
/// the topic "orders" on all of them, two producers and a consumer: and no faults.
Plan small_plan(std::uint64_t seed = 1);

/// A fault of that phase, so long after it began; until all is healed unless it `lasts`.
FaultPlan fault_at(sim::Duration at, FaultAction action,
                   std::optional<sim::Duration> lasts = std::nullopt);

}  // namespace assize::scenarios
