#pragma once

#include <map>
#include <set>
#include <string>

#include "scenarios/run/world.h"
#include "sim/time.h"

namespace assize::scenarios {

/// Who is to be dead, or frozen, and for how many reasons: faults overlap, and who is killed twice
/// lives again when both are over.
class Lives {
public:
    enum class Death : std::uint8_t { kCrash, kPowerLoss, kWipe, kShutDown };

    /// Requires: the world outlives this.
    explicit Lives(World& world) : world_(world) {}

    /// Kills; a client that is asked to shut down in order just dies. What is dead stays so, but
    /// loses its power or its disk all the same.
    void bring_down(const std::string& name, Death death);
    /// Takes one reason back; without any left there is a new life, as soon as an orderly shutdown
    /// is done.
    void bring_up(const std::string& name);
    void freeze(const std::string& name);
    void thaw(const std::string& name);

    /// A new life for whoever is dead for no reason of ours: it ended by itself.
    void revive_if_dead(const std::string& name);
    /// Has a node that lives end in order, and live again.
    void restart(const std::string& name);
    /// Takes everything back: those among `living` and all clients live on, and nobody else.
    void heal(const std::set<std::string>& living);
    /// Begins the lives that were waiting for an orderly shutdown.
    void tend();

private:
    bool has_no_reason_to_be_dead(const std::string& name) const;

    World& world_;
    std::map<std::string, int> reasons_to_be_dead_;
    std::map<std::string, int> reasons_to_be_frozen_;
    std::set<std::string> shutting_down_;  // Asked to, and to live again when that is done.
};

}  // namespace assize::scenarios
