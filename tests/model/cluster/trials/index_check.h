#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/fiber.h"

namespace assize::model {

/// Reads all segments below a log directory of the fiber's host, batch by batch, and holds their
/// indexes to that (L4 IndexSound): each entry names a batch that begins where it says, or the
/// largest timestamp up to there. Says in words what is wrong.
/// Requires: nothing is being written there.
std::vector<std::string> check_indexes(sim::Fiber& fiber, std::string_view log_directory);

}  // namespace assize::model
