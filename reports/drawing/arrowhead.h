#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "reports/drawing/picture.h"

namespace assize::reports {

/// A point to a tenth: where a slanted line ends, and the corners of its head.
struct FinePoint {
    std::int32_t x_tenths;
    std::int32_t y_tenths;

    bool operator==(const FinePoint&) const = default;
};

FinePoint fine(Point point);
/// Like 12 or 12.5.
std::string decimal(std::int32_t tenths);

/// How long the head of an arrow is, in points; it is 7/10 as wide.
constexpr std::int32_t kHeadLength = 7;

/// The head of a line: its tip is where the line ends.
struct Arrowhead {
    FinePoint base;  // In the middle, where the line itself stops.
    FinePoint left;
    FinePoint right;
};
Arrowhead arrowhead_of(const Line& line);

/// The line moved sideways by so many tenths: the second of a double line.
std::array<FinePoint, 2> beside(const Line& line, std::int32_t tenths);

}  // namespace assize::reports
