#include "reports/drawing/arrowhead.h"

#include <fmt/format.h>

#include <cstdlib>

namespace assize::reports {

namespace {

constexpr std::int64_t kUnit = 1000;

std::int64_t square_root(std::int64_t square) {
    if (square < 2) return square;
    std::int64_t root = square;
    for (std::int64_t next = (root + 1) / 2; next < root; next = (root + square / root) / 2) {
        root = next;
    }
    return root;
}

// From where the line begins to where it ends, as long as kUnit. A line without length points up.
struct Direction {
    std::int64_t x;
    std::int64_t y;
};

Direction direction_of(const Line& line) {
    const std::int64_t x = line.to.x - line.from.x;
    const std::int64_t y = line.to.y - line.from.y;
    const std::int64_t length = square_root((x * x + y * y) * kUnit * kUnit);
    if (length == 0) return {0, -kUnit};
    return {x * kUnit * kUnit / length, y * kUnit * kUnit / length};
}

std::int32_t rounded(std::int64_t thousandths) {
    const std::int64_t half = thousandths < 0 ? -kUnit / 2 : kUnit / 2;
    return static_cast<std::int32_t>((thousandths + half) / kUnit);
}

FinePoint moved(FinePoint point, Direction direction, std::int64_t tenths) {
    return {point.x_tenths + rounded(direction.x * tenths),
            point.y_tenths + rounded(direction.y * tenths)};
}

Direction leftwards(Direction direction) {
    return {direction.y, -direction.x};
}

}  // namespace

FinePoint fine(Point point) {
    return {point.x * 10, point.y * 10};
}

std::string decimal(std::int32_t tenths) {
    const std::int32_t rest = std::abs(tenths) % 10;
    if (rest == 0) return fmt::format("{}", tenths / 10);
    return fmt::format("{}{}.{}", tenths < 0 ? "-" : "", std::abs(tenths) / 10, rest);
}

Arrowhead arrowhead_of(const Line& line) {
    const Direction direction = direction_of(line);
    const FinePoint base = moved(fine(line.to), direction, -kHeadLength * 10);
    constexpr std::int64_t kHalfWidth = kHeadLength * 10 * 35 / 100;
    return {.base = base,
            .left = moved(base, leftwards(direction), kHalfWidth),
            .right = moved(base, leftwards(direction), -kHalfWidth)};
}

std::array<FinePoint, 2> beside(const Line& line, std::int32_t tenths) {
    const Direction sideways = leftwards(direction_of(line));
    return {moved(fine(line.from), sideways, tenths), moved(fine(line.to), sideways, tenths)};
}

}  // namespace assize::reports
