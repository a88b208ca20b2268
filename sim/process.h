#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/fiber.h"
#include "sim/id.h"
#include "sim/trace.h"

namespace assize::sim {

class Host;
class Process;
class Simulation;

/// How a process came to its end.
enum class Death : std::uint8_t {
    kReturned,   // Its first fiber was done.
    kCrash,      // Killed alone: what it wrote is still in the host's page cache.
    kPowerLoss,  // With its host: unsynced pages are lost, wholly or torn.
    kWipe,       // With its host, and the disk is empty.
};
std::string_view to_string(Death death);

/// One incarnation of a process, as what it holds refers to it: files, connections, the objects
/// that make up a broker. Once it is over, what it still tries has no effect.
class Life {
public:
    Life(Process& process, Incarnation incarnation)
        : process_(&process), incarnation_(incarnation) {}

    Process& process() const { return *process_; }
    Incarnation incarnation() const { return incarnation_; }
    bool alive() const;

    /// Puts a fact into the trace. Nothing, when this life is over.
    template <Fact F>
    std::optional<EventId> emit(const F& fact, const About& about) const;

    bool operator==(const Life&) const = default;

private:
    Process* process_;
    Incarnation incarnation_;
};

/// A program on a host, through all its lives. A life begins with one fiber that runs the
/// process's body, and ends when that returns or the process is killed.
/// Invariant: at most one incarnation is alive; a new one begins with the same body, and with
/// nothing but the host's disk to remember by.
class Process {
public:
    Process(Host& host, ProcessId id, std::string name, FiberBody body);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    ProcessId id() const { return id_; }
    const std::string& name() const { return name_; }
    Host& host() const { return host_; }
    Simulation& simulation() const { return simulation_; }

    bool alive() const { return crew_ != nullptr; }
    bool paused() const;
    /// Which life it is in, or was in last.
    Incarnation incarnation() const { return Incarnation(incarnation_); }
    Life life() { return Life(*this, incarnation()); }

    /// Another fiber of the life that runs, for who drives the world from outside. A fiber uses
    /// Fiber::spawn, which cannot reach into a later life by mistake. It is killed when the first
    /// fiber is done: whoever lends it something must outlast it, see sync/task_group.h.
    /// Requires: alive.
    FiberHandle spawn(FiberBody body);

    /// Begins a life. Requires: not alive, and the host has power.
    void start();
    /// Kills it as the operating system does: its fibers unwind, youngest first; its connections
    /// are closed for it. Does nothing to a dead one.
    void crash() { die(Death::kCrash); }
    /// Freezes its fibers while time goes on, as a long garbage collection does. Nothing is lost:
    /// it wakes to find messages waiting and deadlines passed. Does nothing to a dead or paused
    /// one.
    void pause();
    void resume();

    void die(Death death);
    /// For Simulation, when it goes: the life is over without a death. What its destructors try
    /// has no effect.
    void end_with_the_world() { crew_ = nullptr; }

private:
    friend class Life;
    Trace& trace() const;
    Instant now() const;

    Host& host_;
    Simulation& simulation_;
    const ProcessId id_;
    const std::string name_;
    const FiberBody body_;
    std::uint32_t incarnation_ = 0;
    kernel::Crew* crew_ = nullptr;  // Null when dead.
};

inline bool Life::alive() const {
    return process_->alive() && process_->incarnation() == incarnation_;
}

template <Fact F>
std::optional<EventId> Life::emit(const F& fact, const About& about) const {
    if (!alive()) return std::nullopt;
    return process_->trace().emit(process_->now(), Emitter{process_->id(), incarnation_}, fact,
                                  about);
}

}  // namespace assize::sim
