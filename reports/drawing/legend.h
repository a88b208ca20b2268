#pragma once

#include <cstdint>

#include "reports/drawing/picture.h"
#include "reports/timeline/timeline.h"

namespace assize::reports {

/// Adds what the signs mean of those that occur, from `at` on in lines no wider than `width`.
/// Returns how high that is.
std::int32_t paint_legend(const Timeline& timeline, Point at, std::int32_t width, Picture& picture);

}  // namespace assize::reports
