#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/time.h"

namespace assize::model::rpc {

/// `first` doubled so many times, but at most `most`: how long Kafka waits after failures, before
/// chance is added. Source: Kafka, ExponentialBackoff (KIP-580).
constexpr sim::Duration doubled(sim::Duration first, std::uint32_t times, sim::Duration most) {
    for (; times > 0 && first < most; --times) first = first * 2;
    return std::min(first, most);
}

}  // namespace assize::model::rpc
