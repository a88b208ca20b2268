#include "model/types.h"

#include <fmt/format.h>

namespace assize::model {

std::string to_string(const Uuid& uuid) {
    __extension__ using Bits = unsigned __int128;
    static constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    constexpr int kDigitCount = 22;  // Of six bits each; the last holds two.
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

std::string to_string(const TopicPartition& partition) {
    return fmt::format("{}-{}", partition.topic, partition.partition);
}

}  // namespace assize::model
