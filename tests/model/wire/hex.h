#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace assize::model::wire {

/// The bytes that two digits each describe; spaces between bytes are free. Nothing for what is not
/// hexadecimal.
std::optional<std::vector<std::byte>> parse_hex(std::string_view text);

/// The same of a literal in a test. Requires: it is hexadecimal.
std::vector<std::byte> hex(std::string_view text);

}  // namespace assize::model::wire
