#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/run/operator.h"
#include "scenarios/run/workload/consumer_user.h"
#include "scenarios/run/workload/producer_user.h"
#include "scenarios/run/world.h"
#include "sim/result.h"

namespace assize::scenarios {

/// The producers and consumers of a plan, at work.
class Workload {
public:
    /// Fails: in words, when a client's settings make no sense. Requires: the world outlives this.
    static sim::Result<std::unique_ptr<Workload>, std::string> start(World& world);

    /// No producer is asked for anything more.
    void stop_sending();
    bool sends_have_ended() const;
    /// How long it can take until each send has ended, whatever happens.
    sim::Duration longest_send() const;
    /// Whether each consumer was given what lies before these ends, of what it reads.
    bool consumers_have_read(const std::map<model::TopicPartition, model::Offset>& ends) const;

    std::int64_t acknowledged() const;
    std::int64_t delivered() const;

private:
    Workload() = default;

    std::vector<std::unique_ptr<ProducerUser>> producers_;
    std::vector<std::unique_ptr<ConsumerUser>> consumers_;
};

/// The topics of a plan, being made by an operator, all at once.
class Topics {
public:
    /// Requires: world and operator outlive this, and this the last run of the simulation.
    Topics(World& world, Operator& by);

    /// Whether each was made, and the controller knows all replicas to be in sync.
    bool are_there() const;
    /// Why some could not be made.
    const std::vector<std::string>& errors() const { return errors_; }

private:
    World& world_;
    std::size_t made_ = 0;
    std::vector<std::string> errors_;
};

}  // namespace assize::scenarios
