#pragma once

#include <compare>

#include "model/types.h"

namespace assize::model::kraft {

/// The end of a log, or of a part of it: the first offset that is not in it, and the epoch of the
/// record before. Of two logs the greater one is more up to date: by epoch, then by offset.
struct OffsetAndEpoch {
    LeaderEpoch epoch{0};
    Offset offset{0};

    auto operator<=>(const OffsetAndEpoch&) const = default;
};

}  // namespace assize::model::kraft
