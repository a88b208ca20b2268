#include "sim/random.h"

#include <bit>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "sim/invariant.h"
#include "sim/wide_integer.h"

namespace assize::sim {

namespace {

// splitmix64: spreads one key over the state of a stream.
std::uint64_t spread(std::uint64_t& counter) {
    std::uint64_t z = counter += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

// The binary logarithm of 1 + i/256 in 32-bit fixed point, by repeated squaring: each squaring
// that passes 2 yields one more bit.
constexpr std::uint64_t log2_of_mantissa(std::uint64_t i) {
    std::uint64_t x = (256 + i) << 54;  // 2.62 fixed point, in [1, 2).
    std::uint64_t bits = 0;
    for (int bit = 31; bit >= 0; --bit) {
        x = static_cast<std::uint64_t>(static_cast<UnsignedWide>(x) * x >> 62);
        if (x >> 63 != 0) {
            bits |= 1ull << bit;
            x >>= 1;
        }
    }
    return bits;
}

constexpr std::array<std::uint64_t, 257> kLog2 = [] {
    std::array<std::uint64_t, 257> table{};
    for (std::uint64_t i = 0; i < 256; ++i) table[i] = log2_of_mantissa(i);
    table[256] = 1ull << 32;
    return table;
}();

constexpr std::uint64_t kLn2 = 2'977'044'471;  // ln 2 in 32-bit fixed point.

// -ln(u / 2^64) in 32-bit fixed point. Requires: u > 0.
std::uint64_t negative_logarithm(std::uint64_t u) {
    const int zeros = std::countl_zero(u);
    const std::uint64_t mantissa = u << zeros << 1;  // Without its leading one.
    const std::uint64_t index = mantissa >> 56;
    const std::uint64_t rest = mantissa << 8 >> 32;  // To the next entry, in 32-bit fixed point.
    const std::uint64_t step = kLog2[index + 1] - kLog2[index];
    const std::uint64_t fraction = kLog2[index] + (step * rest >> 32);
    const std::uint64_t log2 = (static_cast<std::uint64_t>(zeros + 1) << 32) - fraction;
    return static_cast<std::uint64_t>(static_cast<UnsignedWide>(log2) * kLn2 >> 32);
}

}  // namespace

Random::Random(std::uint64_t seed) : key_(seed) {
    std::uint64_t counter = seed;
    for (std::uint64_t& word : state_) word = spread(counter);
}

Random Random::split(std::string_view name) const {
    return Random(XXH3_64bits_withSeed(name.data(), name.size(), key_));
}

Random Random::split(std::string_view name, std::uint64_t number) const {
    std::uint64_t counter = split(name).key_ ^ number * 0xd1342543de82ef95u;
    return Random(spread(counter));
}

std::uint64_t Random::below(std::uint64_t bound) {
    INVARIANT(bound > 0, "a draw below zero");
    UnsignedWide product = static_cast<UnsignedWide>(next()) * bound;
    if (static_cast<std::uint64_t>(product) < bound) {
        const std::uint64_t unfair = (0 - bound) % bound;
        while (static_cast<std::uint64_t>(product) < unfair) {
            product = static_cast<UnsignedWide>(next()) * bound;
        }
    }
    return static_cast<std::uint64_t>(product >> 64);
}

std::int64_t Random::between(std::int64_t least, std::int64_t most) {
    INVARIANT(least <= most, "a draw from an empty interval");
    const std::uint64_t width =
        static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
    const std::uint64_t drawn = width + 1 == 0 ? next() : below(width + 1);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + drawn);
}

Duration Random::between(Duration least, Duration most) {
    return Duration::nanoseconds(between(least.nanoseconds(), most.nanoseconds()));
}

Duration Random::exponential(Duration mean) {
    INVARIANT(mean >= Duration::zero(), "an exponential law with a negative mean");
    const std::uint64_t times = negative_logarithm(next() | 1);
    const UnsignedWide product =
        static_cast<UnsignedWide>(static_cast<std::uint64_t>(mean.nanoseconds())) * times;
    return Duration::nanoseconds(
        static_cast<std::int64_t>(static_cast<std::uint64_t>(product >> 32)));
}

}  // namespace assize::sim
