#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace assize::checkers {

/// Whether one letter was added, dropped or replaced, or two neighbours swapped.
bool is_one_slip(std::string_view word, std::string_view meant);

/// Which of `known` a word was meant to be that is none of them: it is one slip away, and long
/// enough for that to be no accident.
inline std::optional<std::string_view> one_slip_from(std::string_view word,
                                                     std::span<const std::string_view> known) {
    for (const std::string_view each : known) {
        if (each.size() > 3 && is_one_slip(word, each)) return each;
    }
    return std::nullopt;
}

}  // namespace assize::checkers
