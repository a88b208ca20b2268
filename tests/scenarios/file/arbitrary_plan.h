#pragma once

#include <rapidcheck.h>

#include "scenarios/plan.h"

namespace assize::scenarios {

/// Plans with every kind of fault and trigger, whose names all exist: what read_plan() takes.
rc::Gen<Plan> arbitrary_plan();

}  // namespace assize::scenarios
