#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reports/drawing/picture.h"

namespace assize::reports {

/// The font of all pictures. Viewers without it take Verdana, which is as wide.
constexpr std::string_view kFontName = "DejaVu Sans";

/// How wide a text is, in points, rounded up. Its advance widths are the font's own, from a table,
/// so that a picture is the same on machines that do not have it; characters beyond the table count
/// as wide as they are high. Requires: `text` is clean.
std::int32_t width_of(std::string_view text, std::int32_t size, FontWeight weight);

inline std::int32_t width_of(const Text& text) {
    return width_of(text.says, text.size, text.weight);
}

/// What can stand in a picture: UTF-8 without control characters. What is no UTF-8, and what XML
/// has no word for, becomes U+FFFD; a line break or a tab becomes a space.
std::string clean(std::string_view text);

/// The same, and cut off with an ellipsis where it would be wider than `width`.
std::string fitted(std::string_view text, std::int32_t size, FontWeight weight, std::int32_t width);

/// Broken between words into lines that are no wider than `width`; the last of `lines_most` is
/// cut off where it would be.
std::vector<std::string> wrapped(std::string_view text, std::int32_t size, FontWeight weight,
                                 std::int32_t width, std::size_t lines_most);

}  // namespace assize::reports
