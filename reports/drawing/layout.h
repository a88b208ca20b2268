#pragma once

#include <span>
#include <string>

#include "reports/drawing/picture.h"
#include "reports/timeline/timeline.h"

namespace assize::reports {

struct LayoutOptions {
    std::string report = {};  // Where events link to: "report.html". Empty: nowhere.
};

/// A timeline as a picture: lanes are columns, time runs down.
///
/// Time is scaled by rank: what is shown lies a row apart, more where more time passed, and a bar
/// across the lanes says what was left out between; the times at the left are true ones.
/// No text lies on another. What is too long is cut off with an ellipsis, and whole in its tooltip;
/// a label for which there is no room even so stands in the tooltip only, and the footer counts it.
/// All that shows an event has the id "e<event>", or, where several do, the later ones none.
Picture lay_out(const Timeline& timeline, const LayoutOptions& options = {});

/// The pages of a timeline below each other in one picture. Requires: there is one.
Picture lay_out(std::span<const Timeline> pages, const LayoutOptions& options = {});

}  // namespace assize::reports
