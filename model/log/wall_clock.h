#pragma once

#include <cstdint>

#include "sim/fiber.h"
#include "sim/time.h"

namespace assize::model::log {

/// What Kafka compares timestamps and ages with: the host's wall clock, in milliseconds.
inline std::int64_t wall_ms(const sim::Fiber& fiber) {
    return fiber.wall_time().since_origin() / sim::Duration::milliseconds(1);
}

}  // namespace assize::model::log
