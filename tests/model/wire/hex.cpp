#include "tests/model/wire/hex.h"

#include <string>

#include "sim/invariant.h"

namespace assize::model::wire {

std::optional<std::vector<std::byte>> parse_hex(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::vector<std::byte> bytes;
    for (std::size_t at = 0; at < text.size(); at += 2) {
        while (at < text.size() && text[at] == ' ') ++at;
        if (at == text.size()) break;
        if (at + 1 == text.size()) return std::nullopt;
        const std::size_t high = kDigits.find(text[at]);
        const std::size_t low = kDigits.find(text[at + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
        bytes.push_back(static_cast<std::byte>(high << 4 | low));
    }
    return bytes;
}

std::vector<std::byte> hex(std::string_view text) {
    const auto bytes = parse_hex(text);
    INVARIANT(bytes, "a literal is hexadecimal");
    return *bytes;
}

}  // namespace assize::model::wire
