#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "reports/drawing/arrangement.h"
#include "reports/drawing/grid.h"
#include "reports/drawing/layout.h"
#include "reports/drawing/picture.h"
#include "reports/drawing/routes.h"

namespace assize::reports {

/// Puts what is arranged onto the picture. The order of calls is the order of layers.
class Painter {
public:
    Painter(const Arrangement& arrangement, const Grid& grid, const Routes& routes,
            const LayoutOptions& options)
        : arrangement_(arrangement),
          timeline_(arrangement.timeline()),
          grid_(grid),
          routes_(routes),
          options_(options) {}

    Picture paint() &&;

private:
    // paint_lanes.cpp
    void guides();
    void lanes();
    void walls();
    void bands();
    void bars();
    void bar_texts();
    void heads(std::int32_t top);
    // paint_rows.cpp
    void arrows();
    void arrow(const Arrangement::Wire& wire, const Route& route);
    void cross(Point middle);
    void flags();
    void flag(const Arrangement::Flag& flag, std::int32_t left);
    void dots();
    void labels();
    void rulers();
    void number(std::size_t row);
    void notes();

    std::int32_t band_half(std::size_t band) const;
    std::int32_t band_bottom(const Timeline::Band& band) const;
    Tag tag_of(sim::EventId event, std::string classes, std::string tooltip);

    const Arrangement& arrangement_;
    const Timeline& timeline_;
    const Grid& grid_;
    const Routes& routes_;
    const LayoutOptions& options_;
    Picture picture_;
    std::set<std::uint64_t> told_;  // Events whose id is given.
};

/// A text in a box of its own; `at` is the left end, the middle or the right end of its middle
/// line.
Shape text_at(Point at, Align align, Text text, Tag tag = {});

constexpr std::int32_t kTextHeight = 12;

}  // namespace assize::reports
