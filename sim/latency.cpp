#include "sim/latency.h"

#include <utility>

#include "sim/invariant.h"

namespace assize::sim {

LatencyLaw LatencyLaw::fixed(Duration latency) {
    return LatencyLaw(Law(latency));
}

LatencyLaw LatencyLaw::uniform(Duration least, Duration most) {
    INVARIANT(least <= most, "a uniform law over nothing");
    return LatencyLaw(Law(Uniform{least, most}));
}

LatencyLaw LatencyLaw::exponential(Duration least, Duration mean_excess) {
    return LatencyLaw(Law(Exponential{least, mean_excess}));
}

LatencyLaw LatencyLaw::quantiles(std::vector<Quantile> points) {
    INVARIANT(!points.empty() && points.back().per_mille == 1000, "quantiles that end before 1000");
    for (std::size_t i = 1; i < points.size(); ++i) {
        INVARIANT(points[i - 1].per_mille < points[i].per_mille, "quantiles out of order");
        INVARIANT(points[i - 1].latency <= points[i].latency, "quantiles out of order");
    }
    return LatencyLaw(Law(std::move(points)));
}

Duration LatencyLaw::draw(Random& random) const {
    if (const auto* fixed = std::get_if<Duration>(&law_)) return *fixed;
    if (const auto* uniform = std::get_if<Uniform>(&law_)) {
        return random.between(uniform->least, uniform->most);
    }
    if (const auto* exponential = std::get_if<Exponential>(&law_)) {
        return exponential->least + random.exponential(exponential->mean_excess);
    }
    Duration least = Duration::zero();
    const std::uint64_t drawn = random.below(1000);
    for (const Quantile& point : std::get<std::vector<Quantile>>(law_)) {
        if (drawn < point.per_mille) return random.between(least, point.latency);
        least = point.latency;
    }
    return least;
}

}  // namespace assize::sim
