#pragma once

#include <string>

#include "sim/time.h"

namespace assize::scenarios {

/// As a person says it: "2s", "350ms", "1.5s", "20us".
std::string to_words(sim::Duration duration);

}  // namespace assize::scenarios
