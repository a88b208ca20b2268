#include "sim/network/rules/corruption.h"

#include <fmt/format.h>

namespace assize::sim {

Verdict Corruption::on_frame(const FrameInTransit& frame, Random& random) {
    if (!from_.contains(frame.from.host) || !to_.contains(frame.to.host)) return Verdict::pass();
    return random.happens(of_frame_) ? Verdict::corrupt(1) : Verdict::pass();
}

std::string Corruption::describe() const {
    return fmt::format("corrupt {} -> {}: {} frames in a million", to_string(from_), to_string(to_),
                       of_frame_.per_million());
}

}  // namespace assize::sim
