#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "sim/random.h"
#include "sim/time.h"

namespace assize::sim {

/// How long something takes, as a law to draw from. Integer arithmetic only.
class LatencyLaw {
public:
    /// Always the same; draws nothing.
    static LatencyLaw fixed(Duration latency);
    /// Any of [least, most], equally likely. Requires: `least` <= `most`.
    static LatencyLaw uniform(Duration least, Duration most);
    /// At least `least`, and on average `mean_excess` more, exponentially distributed.
    static LatencyLaw exponential(Duration least, Duration mean_excess);
    /// A measured distribution: `per_mille` of all draws are at most `latency`. Between two
    /// points draws are uniform; below the first they are between its latency and zero.
    /// Requires: both rise from point to point, and the last is at 1000.
    struct Quantile {
        std::uint32_t per_mille;
        Duration latency;
        bool operator==(const Quantile&) const = default;
    };
    static LatencyLaw quantiles(std::vector<Quantile> points);

    Duration draw(Random& random) const;

    struct Uniform {
        Duration least;
        Duration most;
        bool operator==(const Uniform&) const = default;
    };
    struct Exponential {
        Duration least;
        Duration mean_excess;
        bool operator==(const Exponential&) const = default;
    };
    /// A fixed latency, or what each of the other functions was given.
    using Law = std::variant<Duration, Uniform, Exponential, std::vector<Quantile>>;
    const Law& law() const { return law_; }

    bool operator==(const LatencyLaw&) const = default;

private:
    explicit LatencyLaw(Law law) : law_(std::move(law)) {}

    Law law_;
};

}  // namespace assize::sim
