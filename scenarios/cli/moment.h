#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/time.h"

namespace assize::scenarios {

/// A moment as users write it: "2943.190" (milliseconds, as reports show them), "2.9s", "300us".
/// Leaves `moment` as it is when `text` is empty, and returns what is wrong with `text`, if
/// anything, naming the option.
std::optional<std::string> take_moment(std::string_view option, const std::string& text,
                                       std::optional<sim::Instant>& moment);

}  // namespace assize::scenarios
