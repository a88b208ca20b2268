#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/random.h"
#include "sim/time.h"

namespace assize::scenarios::file {

// Quantities as text: a number, perhaps with a point, and a unit. All in integers.

/// "250ms", "1.5s", "-5s"; units ns, us, ms, s, m, h. None when it is no duration, is not a whole
/// number of nanoseconds, or is more than a Duration holds.
std::optional<sim::Duration> read_duration(std::string_view text);
/// In the largest of s, ms, us and ns of which it is a whole number.
std::string to_text(sim::Duration duration);

/// "256KiB", "1.5MB", "100"; units B, KB, MB, GB, TB and KiB, MiB, GiB, TiB. Not negative.
std::optional<std::int64_t> read_bytes(std::string_view text);
/// In the largest of B, KiB, MiB and GiB of which it is a whole number.
std::string bytes_to_text(std::int64_t bytes);
/// The same in KB, MB and GB, as networks and disks are sold.
std::string decimal_bytes_to_text(std::int64_t bytes);

/// "5%", "0.25%": at most 100%, and a whole number of parts per million.
std::optional<sim::Chance> read_percent(std::string_view text);
std::string to_text(sim::Chance chance);

}  // namespace assize::scenarios::file
