#pragma once

#include <cstddef>
#include <vector>

#include "reports/drawing/picture.h"

namespace assize::reports {

/// The boxes that are taken. Requires: none begins above 0.
class Occupied {
public:
    void add(const Box& box);
    bool is_free(const Box& box) const;

private:
    std::vector<std::vector<Box>> stripes_;  // By height: each box in all stripes that it touches.
};

}  // namespace assize::reports
