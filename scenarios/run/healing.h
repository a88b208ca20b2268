#pragma once

#include <set>
#include <string>
#include <vector>

#include "scenarios/run/world.h"

namespace assize::scenarios {

/// What is to be so once all is healed, and whether it is.
class Wholeness {
public:
    /// `living`: the nodes that are to live. Requires: the world outlives this.
    Wholeness(const World& world, std::set<std::string> living);

    /// Whether there is a controller, the brokers that are to live serve, and all replicas on them
    /// are in sync and led.
    bool is_whole() const { return lacks().empty(); }
    /// Whether what is not whole cannot be, since it takes nodes that are not to live: a majority
    /// of the controllers, or anybody of whom a partition knows that he has all of it.
    bool is_excused() const;
    /// What is not whole, in words; empty when all is.
    std::string lacks() const;

private:
    bool is_to_live(model::BrokerId broker) const;
    bool has_a_quorum() const;
    std::vector<std::string> brokers_missing(const model::metadata::MetadataImage& image) const;
    std::string lacks_of(const model::TopicPartition& partition) const;
    bool cannot_be_led(const model::TopicPartition& partition) const;

    const World& world_;
    const std::set<std::string> living_;
};

}  // namespace assize::scenarios
