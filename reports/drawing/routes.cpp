#include "reports/drawing/routes.h"

#include <algorithm>
#include <cstdlib>

#include "reports/drawing/arrowhead.h"
#include "reports/drawing/occupied.h"
#include "reports/drawing/text.h"

namespace assize::reports {

namespace {

using Wire = Arrangement::Wire;

constexpr std::int32_t kShortLabel = 80;
constexpr std::int32_t kStep = 6;
constexpr int kStepsMost = 60;

class Router {
public:
    Router(const Arrangement& arrangement, const Grid& grid)
        : arrangement_(arrangement), grid_(grid) {}

    Routes find();

private:
    void take_rows();
    void take(const Box& box) { occupied_.add(box); }
    Route run(const Wire& wire) const;
    std::int32_t lost_at(const Route& route) const;
    Box level_label(const Wire& wire, const Route& route) const;
    bool place_slanted(const Wire& wire, Route& route);
    std::optional<Box> place_on(const Wire& wire, const Route& route, std::int32_t width) const;
    bool crosses_lane(const Box& box) const;

    const Arrangement& arrangement_;
    const Grid& grid_;
    Occupied occupied_;
};

Routes Router::find() {
    Routes routes;
    take_rows();
    for (const Wire& wire : arrangement_.wires()) {
        Route& route = routes.of_wire.emplace_back(run(wire));
        take({route.to.x - kHeadLength, route.to.y - 4, 2 * kHeadLength, 8});
        take({grid_.x(wire.arrow->from_lane) - 3, route.from.y - 3, 6, 6});
        if (!wire.slot || wire.label.empty()) continue;
        route.label = level_label(wire, route);
        route.text = fitted(wire.label, kLabelText, FontWeight::kRegular, route.label->width - 4);
        take(*route.label);
    }
    for (std::size_t at = 0; at < routes.of_wire.size(); ++at) {
        const Wire& wire = arrangement_.wires()[at];
        if (wire.slot || wire.label.empty()) continue;
        if (!place_slanted(wire, routes.of_wire[at])) routes.without_room.push_back(at);
    }
    return routes;
}

// Flags, captions and bars are where they are.
void Router::take_rows() {
    for (const auto& flag : arrangement_.flags()) {
        const std::int32_t y = grid_.y(flag.mark->row, flag.slot);
        take({grid_.x(*flag.mark->lane) - flag.width / 2, y - kFlagHeight / 2, flag.width,
              kFlagHeight});
    }
    for (const auto& caption : arrangement_.captions()) {
        const std::int32_t y = grid_.y(caption.mark->row, caption.slot);
        take({grid_.lanes_left(), y - kFlagHeight / 2, grid_.lanes_right() - grid_.lanes_left(),
              kFlagHeight});
    }
    const std::size_t breaks = arrangement_.timeline().breaks.size();
    for (std::size_t at = 0; at < breaks; ++at) take(grid_.bar(at));
}

Route Router::run(const Wire& wire) const {
    const Timeline::Arrow& arrow = *wire.arrow;
    const std::int32_t side = wire.rightwards() ? 1 : -1;
    const auto end = [&](std::size_t row, std::size_t lane, std::int32_t towards) {
        const std::int32_t slot = wire.slot.value_or(arrangement_.slot_of(row, lane));
        return Point{grid_.x(lane) + towards * arrangement_.reach(row, lane, slot),
                     grid_.y(row, slot)};
    };
    Route route{.from = end(arrow.from_row, arrow.from_lane, side),
                .to = end(arrow.to_row, arrow.to_lane, -side),
                .label = std::nullopt,
                .text = ""};
    if (arrow.fate == Timeline::Fate::kLost) route.to.x = lost_at(route);
    return route;
}

// On its way, and on no lane, or it would seem to have come there.
std::int32_t Router::lost_at(const Route& route) const {
    const std::int32_t way = route.to.x - route.from.x;
    const std::int32_t first = percent_of_way(Timeline::Fate::kLost);
    for (std::int32_t percent = first; percent < 90; percent += 4) {
        const std::int32_t x = route.from.x + way * percent / 100;
        if (!crosses_lane({x - 6, route.to.y, 12, 1})) return x;
    }
    return route.from.x + way * first / 100;
}

// Half a lane from the sender, or further where it is too wide for that.
Box Router::level_label(const Wire& wire, const Route& route) const {
    const std::int32_t side = wire.rightwards() ? 1 : -1;
    const std::int32_t room = std::abs(route.to.x - route.from.x) - kHeadLength - 6;
    const std::int32_t width = std::min(wire.label_width, std::max(room, 0));
    const std::size_t sender = wire.arrow->from_lane;
    const std::int32_t gap = grid_.gap(wire.rightwards() ? sender : sender - 1);
    const std::int32_t half_a_lane = std::abs(grid_.x(sender) + side * gap / 2 - route.from.x);
    const std::int32_t middle = std::clamp(half_a_lane, 3 + width / 2, 3 + room - width / 2);
    return {route.from.x + side * middle - width / 2, route.from.y - kLabelHeight / 2 - 1, width,
            kLabelHeight};
}

bool Router::place_slanted(const Wire& wire, Route& route) {
    for (const std::int32_t width : {wire.label_width, kShortLabel}) {
        if (width > wire.label_width) continue;
        route.label = place_on(wire, route, width);
        if (!route.label) continue;
        route.text = fitted(wire.label, kLabelText, FontWeight::kRegular, width - 4);
        take(*route.label);
        return true;
    }
    return false;
}

// Along the line, as near as can be to half a lane from the sender; rather between the lanes.
std::optional<Box> Router::place_on(const Wire& wire, const Route& route,
                                    std::int32_t width) const {
    const std::size_t sender = wire.arrow->from_lane;
    const std::int32_t gap = grid_.gap(wire.rightwards() ? sender : sender - 1);
    const std::int32_t middle = grid_.x(sender) + (wire.rightwards() ? gap / 2 : -gap / 2);
    const auto [left, right] = std::minmax(route.from.x, route.to.x);
    const auto box_at = [&](std::int32_t x) {
        const std::int64_t along = x - route.from.x;
        const std::int64_t down = route.to.y - route.from.y;
        const std::int32_t all = route.to.x - route.from.x;
        const auto y = all == 0 ? down / 2 : along * down / all;
        return Box{x - width / 2, route.from.y + static_cast<std::int32_t>(y) - kLabelHeight / 2,
                   width, kLabelHeight};
    };
    for (const bool over_lanes : {false, true}) {
        for (int step = 0; step < kStepsMost; ++step) {
            const std::int32_t off = (step + 1) / 2 * kStep;
            const std::int32_t x = middle + (step % 2 == 1 ? off : -off);
            if (x < left || x > right) continue;
            const Box box = box_at(x);
            if (!over_lanes && crosses_lane(box)) continue;
            if (box.left >= grid_.lanes_left() && occupied_.is_free(box)) return box;
        }
    }
    return std::nullopt;
}

bool Router::crosses_lane(const Box& box) const {
    for (std::size_t lane = 0; lane < arrangement_.timeline().lanes.size(); ++lane) {
        if (box.left < grid_.x(lane) + 4 && grid_.x(lane) - 4 < box.right()) return true;
    }
    return false;
}

}  // namespace

Routes find_routes(const Arrangement& arrangement, const Grid& grid) {
    return Router(arrangement, grid).find();
}

}  // namespace assize::reports
