#pragma once

#include <concepts>
#include <cstddef>
#include <cstring>
#include <type_traits>

namespace assize::model::wire {

template <std::unsigned_integral T>
constexpr T swap_bytes(T value) {
    if constexpr (sizeof(T) == 1) return value;
    if constexpr (sizeof(T) == 2) return __builtin_bswap16(value);
    if constexpr (sizeof(T) == 4) return __builtin_bswap32(value);
    if constexpr (sizeof(T) == 8) return __builtin_bswap64(value);
}

/// The integer whose first byte is at `at`, most significant byte first. Requires: sizeof(T) bytes.
template <std::integral T>
T load_big_endian(const std::byte* at) {
    std::make_unsigned_t<T> value;
    std::memcpy(&value, at, sizeof value);
    return static_cast<T>(swap_bytes(value));
}

template <std::integral T>
void store_big_endian(std::byte* at, T value) {
    const auto swapped = swap_bytes(static_cast<std::make_unsigned_t<T>>(value));
    std::memcpy(at, &swapped, sizeof swapped);
}

}  // namespace assize::model::wire
