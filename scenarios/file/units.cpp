#include "scenarios/file/units.h"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <span>

namespace assize::scenarios::file {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t size;
};

constexpr std::array kTimes = {
    Unit{"h", 3'600'000'000'000}, Unit{"m", 60'000'000'000}, Unit{"s", 1'000'000'000},
    Unit{"ms", 1'000'000},        Unit{"us", 1'000},         Unit{"ns", 1},
};
constexpr std::array kSizes = {
    Unit{"TiB", 1ll << 40},
    Unit{"GiB", 1ll << 30},
    Unit{"MiB", 1ll << 20},
    Unit{"KiB", 1ll << 10},
    Unit{"B", 1},
    Unit{"TB", 1'000'000'000'000},
    Unit{"GB", 1'000'000'000},
    Unit{"MB", 1'000'000},
    Unit{"KB", 1'000},
    Unit{"kB", 1'000},
    Unit{"", 1},
};
constexpr std::array kPercents = {Unit{"%", 10'000}};

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

// a * 10 + digit, unless that is too much.
bool append_digit(std::int64_t& number, char digit) {
    const std::int64_t value = digit - '0';
    if (number > (kMost - value) / 10) return false;
    number = number * 10 + value;
    return true;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// How many of the smallest unit a text without a sign is.
std::optional<std::int64_t> read(std::string_view text, std::span<const Unit> units) {
    std::int64_t number = 0;
    std::int64_t divisor = 1;
    std::size_t at = 0;
    for (; at < text.size() && is_digit(text[at]); ++at) {
        if (!append_digit(number, text[at])) return std::nullopt;
    }
    if (at == 0) return std::nullopt;
    if (at < text.size() && text[at] == '.') {
        const std::size_t decimals = ++at;
        for (; at < text.size() && is_digit(text[at]); ++at) {
            if (!append_digit(number, text[at]) || divisor > kMost / 10) return std::nullopt;
            divisor *= 10;
        }
        if (at == decimals) return std::nullopt;
    }
    while (at < text.size() && text[at] == ' ') ++at;
    for (const Unit& unit : units) {
        if (text.substr(at) != unit.name) continue;
        std::int64_t product = 0;
        if (__builtin_mul_overflow(number, unit.size, &product)) return std::nullopt;
        if (product % divisor != 0) return std::nullopt;
        return product / divisor;
    }
    return std::nullopt;
}

std::string in_largest_whole_unit(std::int64_t amount, std::span<const Unit> units) {
    for (const Unit& unit : units) {
        if (amount % unit.size == 0) return fmt::format("{}{}", amount / unit.size, unit.name);
    }
    return std::to_string(amount);
}

}  // namespace

std::optional<sim::Duration> read_duration(std::string_view text) {
    const bool negative = text.starts_with('-');
    const auto amount = read(negative ? text.substr(1) : text, kTimes);
    if (!amount) return std::nullopt;
    return sim::Duration::nanoseconds(negative ? -*amount : *amount);
}

std::string to_text(sim::Duration duration) {
    if (duration == sim::Duration::zero()) return "0s";
    return in_largest_whole_unit(duration.nanoseconds(), std::span(kTimes).subspan(2));
}

std::optional<std::int64_t> read_bytes(std::string_view text) {
    return read(text, kSizes);
}

std::string bytes_to_text(std::int64_t bytes) {
    if (bytes == 0) return "0B";
    return in_largest_whole_unit(bytes, std::span(kSizes).subspan(1, 4));
}

std::string decimal_bytes_to_text(std::int64_t bytes) {
    constexpr std::array kDecimal = {Unit{"GB", 1'000'000'000}, Unit{"MB", 1'000'000},
                                     Unit{"KB", 1'000}, Unit{"B", 1}};
    return in_largest_whole_unit(bytes, kDecimal);
}

std::optional<sim::Chance> read_percent(std::string_view text) {
    const auto parts = read(text, kPercents);
    if (!parts || *parts > 1'000'000) return std::nullopt;
    return sim::Chance::per_million(static_cast<std::uint32_t>(*parts));
}

std::string to_text(sim::Chance chance) {
    const std::uint32_t parts = chance.per_million();
    std::string text = fmt::format("{}.{:04}", parts / 10'000, parts % 10'000);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text + "%";
}

}  // namespace assize::scenarios::file
