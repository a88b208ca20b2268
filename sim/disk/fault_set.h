#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>

#include "sim/disk/error.h"
#include "sim/disk/fault.h"
#include "sim/fiber.h"
#include "sim/kernel/wait_queue.h"
#include "sim/random.h"
#include "sim/result.h"

namespace assize::sim {

class Host;

/// How an operation goes wrong in a way of its own; null when it does not.
using Distortion = std::shared_ptr<const DiskFault>;

template <class Effect>
const Effect* effect_in(const Distortion& distortion) {
    return distortion ? std::get_if<Effect>(&distortion->effect) : nullptr;
}

/// The faults that are installed on a disk. They strike in the order of being installed.
class DiskFaultSet {
public:
    DiskFaultSet(Host& host, Random random) : host_(host), random_(random) {}

    DiskFaultId install(DiskFault fault);
    void remove(DiskFaultId id);
    /// Whoever is stuck goes on; whoever comes later is stuck anew.
    void release(DiskFaultId id);
    std::uint64_t strikes(DiskFaultId id) const;

    bool empty() const { return faults_.empty(); }
    /// Counts an operation and lets it through, late perhaps. Returns how it is to go wrong.
    /// Fails: with what a fault says; kDead when the process is over meanwhile.
    Result<Distortion, DiskError> let_through(Fiber& fiber, DiskOperation operation,
                                              std::string path);

    Random& random() { return random_; }

private:
    struct Installed {
        std::shared_ptr<const DiskFault> fault;
        std::uint64_t seen = 0;
        std::uint64_t strikes = 0;
        std::uint64_t releases = 0;
        kernel::WaitQueue stuck = {};
    };

    Wake wait_while_stuck(Fiber& fiber, DiskFaultId id);

    Host& host_;
    Random random_;
    std::map<DiskFaultId, Installed> faults_;
    std::uint64_t installed_ever_ = 0;
};

}  // namespace assize::sim
