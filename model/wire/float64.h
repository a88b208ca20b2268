#pragma once

#include <bit>
#include <cstdint>

namespace assize::model::wire {

/// Kafka sends quotas as IEEE 754 numbers. The model only carries them and never computes with
/// them, so this is the one place that names the type.
using Float64 = double;

constexpr std::uint64_t to_bits(Float64 value) {
    return std::bit_cast<std::uint64_t>(value);
}
constexpr Float64 float64_of_bits(std::uint64_t bits) {
    return std::bit_cast<Float64>(bits);
}

}  // namespace assize::model::wire
