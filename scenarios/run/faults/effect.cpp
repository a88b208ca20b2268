#include "scenarios/run/faults/effect.h"

#include <variant>

namespace assize::scenarios {

EffectResult effect_of(const FaultAction& action, const FaultTools& tools) {
    return std::visit([&](const auto& one) { return effect_of(one, tools); }, action);
}

}  // namespace assize::scenarios
