#include "model/types.h"

#include <fmt/format.h>

namespace assize::model {

namespace {

__extension__ using Bits = unsigned __int128;

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr int kDigitCount = 22;  // Of six bits each; the last holds two.

}  // namespace

std::string to_string(const Uuid& uuid) {
    std::string text;
    text.reserve(kDigitCount);
    const Bits bits = (Bits{uuid.most_significant()} << 64) | uuid.least_significant();
    for (int digit = 0; digit < kDigitCount; ++digit) {
        const auto shift = 128 - 6 * (digit + 1);
        const auto value = shift >= 0 ? bits >> shift : bits << -shift;
        text.push_back(kDigits[static_cast<std::size_t>(value & 0x3f)]);
    }
    return text;
}

std::optional<Uuid> uuid_from_string(std::string_view text) {
    if (text.size() != kDigitCount) return std::nullopt;
    Bits bits = 0;
    for (std::size_t digit = 0; digit < text.size(); ++digit) {
        const std::size_t value = kDigits.find(text[digit]);
        if (value == std::string_view::npos) return std::nullopt;
        const bool is_last = digit + 1 == text.size();
        if (is_last && (value & 0xf) != 0) return std::nullopt;
        bits = is_last ? bits << 2 | value >> 4 : bits << 6 | value;
    }
    return Uuid(static_cast<std::uint64_t>(bits >> 64), static_cast<std::uint64_t>(bits));
}

std::string to_string(const TopicPartition& partition) {
    return fmt::format("{}-{}", partition.topic, partition.partition);
}

}  // namespace assize::model
