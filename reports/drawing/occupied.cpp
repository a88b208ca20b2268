#include "reports/drawing/occupied.h"

#include <algorithm>

namespace assize::reports {

namespace {

constexpr std::int32_t kStripe = 64;

std::size_t stripe_of(std::int32_t y) {
    return static_cast<std::size_t>(std::max(y, 0) / kStripe);
}

}  // namespace

void Occupied::add(const Box& box) {
    const std::size_t last = stripe_of(box.bottom());
    if (stripes_.size() <= last) stripes_.resize(last + 1);
    for (std::size_t at = stripe_of(box.top); at <= last; ++at) stripes_[at].push_back(box);
}

bool Occupied::is_free(const Box& box) const {
    const std::size_t end = std::min(stripe_of(box.bottom()) + 1, stripes_.size());
    for (std::size_t at = stripe_of(box.top); at < end; ++at) {
        const auto overlaps = [&](const Box& other) { return box.overlaps(other); };
        if (std::ranges::any_of(stripes_[at], overlaps)) return false;
    }
    return true;
}

}  // namespace assize::reports
