#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/fiber.h"
#include "sim/time.h"

namespace assize::model::broker {

/// What handling requests costs a host (design D11).
struct CpuProfile {
    std::size_t cores = 8;
    sim::Duration per_request = sim::Duration::microseconds(20);
    sim::Duration per_kib = sim::Duration::microseconds(1);

    bool operator==(const CpuProfile&) const = default;

    /// Requests cost no time at all, and no event.
    static CpuProfile free() {
        return {.cores = 1, .per_request = sim::Duration::zero(), .per_kib = sim::Duration::zero()};
    }
    sim::Duration cost_of(std::size_t bytes) const {
        return per_request + per_kib * static_cast<std::int64_t>(bytes) / 1024;
    }
};

/// The processor of a host, shared by all its requests: whoever comes first gets the core that is
/// free first.
class Cpu {
public:
    /// Requires: at least one core; costs are not negative.
    explicit Cpu(CpuProfile profile);

    /// Waits until a core has been spent on a request of so many bytes.
    void spend(sim::Fiber& fiber, std::size_t bytes);

private:
    CpuProfile profile_;
    std::vector<sim::MonotonicInstant> free_at_;  // By core.
};

}  // namespace assize::model::broker
