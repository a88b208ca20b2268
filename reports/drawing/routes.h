#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reports/drawing/arrangement.h"
#include "reports/drawing/grid.h"

namespace assize::reports {

/// Where an arrow runs, and where its label stands.
struct Route {
    Point from;
    Point to;                  // Of a lost message: on its way.
    std::optional<Box> label;  // None: there is no label, or no room for it.
    std::string text;          // Of the label; maybe shortened.
};

/// The routes of all arrows, with labels that lie on nothing else.
struct Routes {
    std::vector<Route> of_wire;
    std::vector<std::size_t> without_room;  // Wires whose label found no place.
};
Routes find_routes(const Arrangement& arrangement, const Grid& grid);

}  // namespace assize::reports
