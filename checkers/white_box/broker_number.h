#pragma once

#include <cstdint>

#include "model/facts.h"

namespace assize::checkers {

/// The broker of a fact as a number: facts of one replica know it as an id, facts of decisions
/// about replicas as a number.
inline std::int32_t number_of(std::int32_t broker) {
    return broker;
}
inline std::int32_t number_of(model::BrokerId broker) {
    return broker.value();
}

}  // namespace assize::checkers
