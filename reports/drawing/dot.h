#pragma once

#include <string>

#include "reports/drawing/picture.h"

namespace assize::reports {

/// The picture as a DOT graph in which every position is given, and which says so: `dot` draws it
/// as it is (layout nop2, which is `neato -n2`).
/// Shapes are its nodes; lines are its edges, between points that are not seen.
/// The same bytes for the same picture. Requires: texts are clean (text.h), ids differ.
std::string to_dot(const Picture& picture);

}  // namespace assize::reports
