#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "sim/network/network.h"
#include "sim/random.h"
#include "sim/simulation.h"
#include "tests/sim/network/world.h"

namespace assize::sim {

/// One thing that happens in a storm. What the numbers mean depends on the kind.
struct Act {
    enum class Kind : std::uint8_t {
        kChat,
        kRule,
        kReset,
        kCrash,
        kPowerLoss,
        kPause,
        kKillFiber,
    };

    Kind kind = Kind::kChat;
    std::uint32_t a = 0;  // Two hosts, as a rule.
    std::uint32_t b = 0;
    std::uint32_t number = 0;
    Duration at = Duration::zero();
    Duration lasts = Duration::zero();
};

/// Three nodes that chat with one another while everything goes wrong; in the end all is healed.
/// Keeps what was sent and received on each connection.
class Storm {
public:
    /// From whom to whom; the ports of clients differ, so that it names a connection.
    using Stream = std::pair<Address, Address>;

    explicit Storm(std::uint64_t seed);

    /// Lets all acts happen, heals everything, and waits for long enough.
    void run(const std::vector<Act>& acts);

    std::map<Stream, Bytes> sent;
    std::map<Stream, Bytes> received;
    std::set<Stream> broken;  // Somebody died or saw an error at one of the ends.
    bool corrupted = false;   // A rule of that kind was installed.
    Simulation sim;

private:
    class Presence;

    void serve(Fiber& fiber);
    void chat(Fiber& fiber, std::shared_ptr<Connection> connection, std::uint32_t number);
    void write(Fiber& fiber, Connection& connection, std::uint32_t number);
    void read(Fiber& fiber, Connection& connection);
    void schedule(const Act& act);
    void happen(const Act& act);
    std::unique_ptr<Rule> rule_of(const Act& act);
    void break_all_of(HostId host);
    void heal();

    Host& host(std::uint32_t number) { return sim.host(HostId(number % 3)); }
    Process& node(std::uint32_t number) { return sim.process(ProcessId(number % 3)); }

    std::vector<FiberHandle> fibers_;
    std::set<RuleId> rules_;
};

/// Many acts, from a stream of random numbers.
std::vector<Act> random_acts(Random& random, std::size_t count, Duration within);

}  // namespace assize::sim
