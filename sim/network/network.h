#pragma once

#include <cstddef>
#include <memory>

#include "sim/fiber.h"
#include "sim/id.h"
#include "sim/network/address.h"
#include "sim/network/connection.h"
#include "sim/network/error.h"
#include "sim/network/host_set.h"
#include "sim/network/interference.h"
#include "sim/network/listener.h"
#include "sim/network/profile.h"
#include "sim/network/rule.h"
#include "sim/network/rule_guard.h"
#include "sim/process.h"
#include "sim/result.h"
#include "sim/time.h"

namespace assize::sim {

class Host;
class Simulation;

/// The network between all hosts: TCP connections over links with latency and bandwidth, and
/// rules that do harm.
///
/// Deaths. When a process ends or is killed its host closes what it held, as Connection::close()
/// does. When the power of a host fails, nobody is told: who sends to it waits for an
/// acknowledgement, until he loses patience or the host, with power again, answers that it knows
/// no such connection. A paused process goes on to be connected to and to receive.
/// Faults are rules: see rule.h, and rules/ for those that are ready to use.
class Network {
public:
    Network(Simulation& simulation, LinkProfile usual);
    ~Network();
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    /// Fails: kPortInUse, kDead.
    Result<Listener, NetworkError> listen(Fiber& fiber, Port port, ListenOptions options = {});
    /// Connects to a port of a host. When the host is silent tries again and again, as often as a
    /// lost frame is sent again.
    /// Fails: kRefused when nobody listens, kTimedOut, kReset by a fault, kDead.
    Result<Connection, NetworkError> connect(Fiber& fiber, Address to,
                                             Deadline deadline = Deadline::never());

    /// What is sent from `from` to `to` from now on takes a link like that.
    void set_link(HostId from, HostId to, LinkProfile profile);

    /// How many connections a process still holds, or a host still knows of.
    std::size_t connections() const;

    /// A fault begins. It ends with the guard.
    RuleGuard install(std::unique_ptr<Rule> rule);
    /// A fault ends. Returns whether it was still there.
    bool remove(RuleId rule);
    /// Aborts all connections between one of `some` and one of `others`, as a firewall that
    /// forgets does: both ends see kReset. Returns how many.
    std::size_t reset_connections(const HostSet& some, const HostSet& others);

    /// For Process and Host: what the operating system does when they go.
    void on_death(Process& process, Death death);
    void on_power_loss(Host& host);
    void on_power_restored(Host& host);

private:
    Interference rules_;
    std::unique_ptr<tcp::Endpoints> endpoints_;
};

}  // namespace assize::sim
