#pragma once

#include <functional>
#include <string>

#include "model/client/admin.h"
#include "scenarios/run/world.h"

namespace assize::scenarios {

/// Who administers the cluster of a run: makes its topics, and does what the plan has an operator
/// do. On a host of its own, which no fault means.
class Operator {
public:
    /// What is asked of an admin client; it may wait.
    using Job = std::function<void(sim::Fiber&, model::client::Admin&)>;

    /// Requires: the world outlives this, and this the last run of the simulation.
    explicit Operator(World& world);

    /// Does it as soon as the simulation goes on, beside what else is under way.
    void begin(Job job);
    /// How many jobs have not ended.
    int jobs() const { return jobs_; }

private:
    World& world_;
    sim::Process& process_;
    int jobs_ = 0;
};

}  // namespace assize::scenarios
