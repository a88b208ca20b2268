#pragma once

#include <vector>

#include "model/client/producer/batch.h"
#include "sim/fiber.h"
#include "sim/trace.h"

namespace assize::model::client {

/// What a fact about a batch is about: its records, as far as their user has numbered them.
std::vector<sim::Subject> subjects_of(const ProducerBatch& batch, sim::Fiber& fiber);

}  // namespace assize::model::client
