#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/client/admin.h"
#include "model/client/consumer.h"
#include "model/types.h"
#include "scenarios/run/world.h"
#include "sim/fiber.h"

namespace assize::scenarios {

/// The final check: "reader-1", a consumer that has seen nothing of the run, reads each partition
/// that has a leader, from the log start to the end that the leader tells; and states it.
class FinalRead {
public:
    /// Requires: the world outlives this, and this the last run of the simulation.
    explicit FinalRead(World& world);

    /// Whether all was read that can be.
    bool is_done() const { return done_; }
    /// The ends of what was to be read, by partition.
    const std::map<model::TopicPartition, model::Offset>& ends() const { return ends_; }

private:
    struct Span {
        model::Offset begin;
        model::Offset end;
    };
    using Spans = std::map<model::TopicPartition, Span>;

    void read(sim::Fiber& fiber);
    Spans ask_leaders(sim::Fiber& fiber);
    void read(sim::Fiber& fiber, Spans spans);
    void drop_what_is_read(sim::Fiber& fiber, model::client::Consumer& consumer, Spans& spans);

    World& world_;
    std::map<model::TopicPartition, model::Offset> ends_;
    bool done_ = false;
};

}  // namespace assize::scenarios
