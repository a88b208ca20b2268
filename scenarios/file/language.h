#pragma once

#include <cstdint>

namespace assize::scenarios::file {

/// Scenarios may leave things to chance; plans may not, and list what they are made of.
enum class Language : std::uint8_t { kScenario, kPlan };

}  // namespace assize::scenarios::file
