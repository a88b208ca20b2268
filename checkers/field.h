#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/trace.h"

namespace assize::checkers {

// Fields of the facts of the world (processes, hosts, disks), whose types the checkers do not know:
// read by their names, which are a contract.

/// None when the fact has no such number.
std::optional<std::int64_t> number_in(const sim::Event& event, std::string_view field);
/// None when the fact has no such text.
std::optional<std::string> text_in(const sim::Event& event, std::string_view field);

}  // namespace assize::checkers
