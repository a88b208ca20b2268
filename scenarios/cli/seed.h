#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assize::scenarios {

/// A seed as a user writes it: decimal, or hex after 0x. None when it is no 64-bit number.
std::optional<std::uint64_t> parse_seed(std::string_view text);

/// "0x5eed41"
std::string seed_text(std::uint64_t seed);

}  // namespace assize::scenarios
