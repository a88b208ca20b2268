#include "scenarios/cli/moment.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace assize::scenarios {

namespace {

// "2943.190" (milliseconds, as reports show moments), "2.9s", "300us".
std::optional<sim::Instant> moment_in(std::string_view text) {
    struct Unit {
        std::string_view name;
        std::int64_t nanoseconds;
    };
    constexpr Unit kUnits[] = {
        {"ns", 1}, {"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}, {"m", 60'000'000'000}};
    const std::size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string_view unit = end == text.size() ? "ms" : text.substr(end);
    const auto* found = std::ranges::find(kUnits, unit, &Unit::name);
    if (found == std::end(kUnits) || end == 0) return std::nullopt;
    double number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + end, number);
    if (error != std::errc() || stop != text.data() + end) return std::nullopt;
    const double nanoseconds = number * static_cast<double>(found->nanoseconds) + 0.5;
    if (nanoseconds >= 9.2e18) return std::nullopt;
    return sim::Instant::origin() +
           sim::Duration::nanoseconds(static_cast<std::int64_t>(nanoseconds));
}

}  // namespace

std::optional<std::string> take_moment(std::string_view option, const std::string& text,
                                       std::optional<sim::Instant>& moment) {
    if (text.empty()) return std::nullopt;
    moment = moment_in(text);
    if (moment) return std::nullopt;
    return fmt::format("{} is '{}'; it is a moment like 2943.190 (in ms), 2.9s or 300us", option,
                       text);
}

}  // namespace assize::scenarios
