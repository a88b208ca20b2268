#pragma once

#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sim/host.h"
#include "sim/id.h"
#include "sim/invariant.h"
#include "sim/kernel/scheduler.h"
#include "sim/network/profile.h"
#include "sim/process.h"
#include "sim/random.h"
#include "sim/time.h"
#include "sim/trace.h"

namespace assize::sim {

class Network;

struct SimulationOptions {
    std::uint64_t seed = 0;
    kernel::ReadyOrder ready_order = kernel::ReadyOrder::kFifo;
    LinkProfile link = {};       // Of all links that are not set otherwise.
    std::string reproduce = {};  // The command that makes this run again, for error messages.
};

/// What ended a simulation before its time: an exception that left a process. what() names the
/// process, the time and the last event; cause() is the exception itself.
class ProcessFailure : public std::runtime_error {
public:
    ProcessFailure(const std::string& what, std::exception_ptr cause)
        : std::runtime_error(what), cause_(std::move(cause)) {}

    const std::exception_ptr& cause() const { return cause_; }

private:
    std::exception_ptr cause_;
};

/// A world of its own: hosts, their processes, the network between them and one virtual time.
///
/// Everything that happens follows from the options and from what is built into it: the same
/// seed gives the same trace, byte for byte. Several simulations may follow one
/// another in a thread; no two may live in it at a time.
class Simulation final : public InvariantWitness {
public:
    explicit Simulation(SimulationOptions options);
    /// Kills what still lives; destructors on the fibers' stacks run.
    ~Simulation() override;
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    Host& add_host(HostOptions options);
    Host& host(HostId id) { return *hosts_[id.value()]; }
    std::size_t hosts() const { return hosts_.size(); }
    Process& process(ProcessId id) { return *processes_[id.value()]; }
    Network& network() { return *network_; }
    Trace& trace() { return trace_; }
    kernel::Scheduler& scheduler() { return scheduler_; }

    Instant now() const { return scheduler_.now(); }
    /// The random stream of that name: ask once, and keep it.
    Random random(std::string_view name) const { return random_.split(name); }

    /// Lets happen what is to happen up to and at `limit`; then now() is `limit`.
    /// Throws ProcessFailure when an exception leaves a process, and does nothing from then on.
    /// Requires: not called from inside a fiber.
    void run_until(Instant limit);
    void run_for(Duration duration) { run_until(now() + duration); }
    /// Runs until nothing is left that could ever happen; now() is the time of the last event.
    void run_until_idle() { run_until(Instant::never()); }

    /// Calls `action` at an instant, outside of all fibers. It must not wait, and should be
    /// small. An exception that leaves it ends the simulation as one that leaves a process.
    /// Requires: `at` is not in the past.
    void at(Instant at, std::function<void()> action);

    /// A fact that no process states: about a host, or the network.
    template <Fact F>
    EventId emit(const F& fact, const About& about) {
        return trace_.emit(now(), std::nullopt, fact, about);
    }

    /// For Host.
    Process& add_process(Host& host, std::string name, FiberBody body);

    std::string where() const override;

private:
    static void run_action(void* simulation, std::uint64_t slot) noexcept;

    const SimulationOptions options_;
    const InvariantWitness* witness_before_;
    Random random_;
    Trace trace_;
    std::deque<std::function<void()>> actions_;  // Of at(), by slot.
    std::vector<std::uint64_t> actions_free_;
    std::vector<std::unique_ptr<Host>> hosts_;
    std::vector<std::unique_ptr<Process>> processes_;
    std::unique_ptr<Network> network_;
    kernel::Scheduler scheduler_;  // Goes first: fibers unwind into a world that still stands.
};

}  // namespace assize::sim
