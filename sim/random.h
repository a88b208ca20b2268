#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/time.h"

namespace assize::sim {

/// A probability, as a count of parts per million: exact, and the same on every machine.
class Chance {
public:
    /// Requires: `parts` is at most 1 000 000.
    static constexpr Chance per_million(std::uint32_t parts) { return Chance(parts); }
    static constexpr Chance percent(std::uint32_t parts) { return Chance(parts * 10'000); }
    static constexpr Chance never() { return Chance(0); }
    static constexpr Chance always() { return Chance(1'000'000); }

    constexpr std::uint32_t per_million() const { return per_million_; }
    constexpr auto operator<=>(const Chance&) const = default;

private:
    constexpr explicit Chance(std::uint32_t parts) : per_million_(parts) {}

    std::uint32_t per_million_;
};

/// A stream of random numbers, one per purpose.
///
/// Streams are split from one another by name, out of the *key* of the parent and not out of its
/// state: a new draw, or a new stream, in one place moves nothing elsewhere. Everything is
/// integer arithmetic, so that all compilers and processors see the same numbers.
/// Source: xoshiro256** by Blackman and Vigna; bounded draws after Lemire (2019).
class Random {
public:
    explicit Random(std::uint64_t seed);

    /// The stream of that name (and number) under this one. Draws nothing from this one.
    Random split(std::string_view name) const;
    Random split(std::string_view name, std::uint64_t number) const;

    std::uint64_t next() {
        const std::uint64_t result = rotate(state_[1] * 5, 7) * 9;
        const std::uint64_t shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = rotate(state_[3], 45);
        return result;
    }

    /// Uniform in [0, bound). Requires: `bound` > 0.
    std::uint64_t below(std::uint64_t bound);
    /// Uniform in [least, most]. Requires: `least` <= `most`.
    std::int64_t between(std::int64_t least, std::int64_t most);
    Duration between(Duration least, Duration most);
    bool happens(Chance chance) { return below(1'000'000) < chance.per_million(); }
    /// Exponentially distributed around `mean`, at most 44 times it. By a table of logarithms
    /// that is computed in integers when the program is compiled.
    Duration exponential(Duration mean);

private:
    static constexpr std::uint64_t rotate(std::uint64_t x, int by) {
        return x << by | x >> (64 - by);
    }

    std::uint64_t key_;  // What this stream is; constant after construction.
    std::array<std::uint64_t, 4> state_;
};

}  // namespace assize::sim
