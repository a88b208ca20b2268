#include "scenarios/cli/seed.h"

#include <fmt/format.h>

#include <charconv>

namespace assize::scenarios {

std::optional<std::uint64_t> parse_seed(std::string_view text) {
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    }
    std::uint64_t seed = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, seed, base);
    if (error != std::errc() || rest != end) return std::nullopt;
    return seed;
}

std::string seed_text(std::uint64_t seed) {
    return fmt::format("0x{:x}", seed);
}

}  // namespace assize::scenarios
