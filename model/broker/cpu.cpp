#include "model/broker/cpu.h"

#include <algorithm>

#include "sim/invariant.h"

namespace assize::model::broker {

Cpu::Cpu(CpuProfile profile)
    : profile_(profile), free_at_(profile.cores, sim::MonotonicInstant::origin()) {
    INVARIANT(profile.cores > 0, "a processor has cores");
}

void Cpu::spend(sim::Fiber& fiber, std::size_t bytes) {
    const sim::Duration cost = profile_.cost_of(bytes);
    if (cost <= sim::Duration::zero()) return;
    sim::MonotonicInstant& free_at = *std::ranges::min_element(free_at_);
    free_at = std::max(free_at, fiber.now()) + cost;
    fiber.sleep_until(free_at);
}

}  // namespace assize::model::broker
