#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assize::reports {

// What is drawn, with all positions decided: shapes with a text in them, and straight lines. How it
// is written down (DOT, SVG) is another matter, and changes nothing in how it looks.
// Units: points (1/72 inch), x to the right and y downwards, from the upper left corner.

struct Point {
    std::int32_t x;
    std::int32_t y;

    bool operator==(const Point&) const = default;
};

/// The rectangle that a thing needs.
struct Box {
    std::int32_t left;
    std::int32_t top;
    std::int32_t width;
    std::int32_t height;

    std::int32_t right() const { return left + width; }
    std::int32_t bottom() const { return top + height; }
    bool overlaps(const Box& other) const {
        return left < other.right() && other.left < right() && top < other.bottom() &&
               other.top < bottom();
    }
    bool operator==(const Box&) const = default;
};

/// Like #0072B2; empty for nothing. What is not opaque lets through what lies below.
struct Paint {
    std::string_view colour = {};
    std::int32_t percent = 100;
};

enum class Dash : std::uint8_t { kSolid, kDashed, kDotted };

struct Stroke {
    std::string_view colour = {};
    std::int32_t tenths = 0;  // Of a point: how thick.
    Dash dash = Dash::kSolid;
};

enum class FontWeight : std::uint8_t { kRegular, kBold };

/// Where in its box a text is.
enum class Align : std::uint8_t { kLeft, kMiddle, kRight };

/// One line of text. Requires: what it says is clean (text.h).
struct Text {
    std::string says = {};
    std::int32_t size = 10;
    FontWeight weight = FontWeight::kRegular;
    std::string_view colour = {};
    Align align = Align::kMiddle;
};

/// Which event it is that a part of the picture shows, for whoever points at it or styles it.
struct Tag {
    std::string id = {};       // Unique within the picture; empty: nothing to speak of.
    std::string classes = {};  // By spaces.
    std::string tooltip = {};
    std::string href = {};
};

enum class Outline : std::uint8_t { kNone, kRectangle, kRounded, kHexagon, kOctagon, kCircle };

/// A shape that fills its box, and a text in it, half-way down.
struct Shape {
    Outline outline = Outline::kNone;
    Box box;
    Paint fill = {};
    Stroke border = {};
    Text text = {};
    Tag tag = {};
};

enum class Head : std::uint8_t { kNone, kFull, kHollow, kHalf };

/// A straight line.
struct Line {
    Point from;
    Point to;
    Stroke stroke = {};
    Head head = Head::kNone;
    Tag tag = {};
};

/// Lines are drawn first, then the shapes, each in the order given.
struct Picture {
    std::string title = {};  // For whoever cannot see it.
    std::int32_t width = 0;
    std::int32_t height = 0;
    std::vector<Line> lines = {};
    std::vector<Shape> shapes = {};
};

}  // namespace assize::reports
