#include "sim/host.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/facts.h"
#include "sim/simulation.h"

namespace assize::sim {
namespace {

/// The names of the facts that were stated, in order.
class Names final : public TraceSubscriber {
public:
    void on_event(const Event& event) override { names.emplace_back(event.kind.name); }
    std::vector<std::string> names;
};

FiberBody sleeper() {
    return [](Fiber& fiber) { fiber.sleep(1'000_s); };
}

TEST(Host, PowerLossKillsItsProcessesAndNobodyElses) {
    Simulation simulation(SimulationOptions{.seed = 1});
    Host& dark = simulation.add_host({.name = "dark"});
    Host& lit = simulation.add_host({.name = "lit"});
    Process& a = dark.start("a", sleeper());
    Process& b = dark.start("b", sleeper());
    Process& c = lit.start("c", sleeper());
    simulation.run_for(1_ms);
    dark.lose_power();
    EXPECT_FALSE(a.alive());
    EXPECT_FALSE(b.alive());
    EXPECT_TRUE(c.alive());
    EXPECT_FALSE(dark.has_power());
    dark.lose_power();  // Nothing more to lose.
    dark.restore_power();
    a.start();
    EXPECT_TRUE(a.alive());
    EXPECT_FALSE(b.alive());
}

TEST(Host, AMonotonicClockBeginsAnewWithABootAndTheWallClockDoesNot) {
    Simulation simulation(SimulationOptions{.seed = 1});
    Host& host = simulation.add_host({.name = "h"});
    simulation.run_for(10_s);
    host.lose_power();
    simulation.run_for(5_s);
    host.restore_power();
    simulation.run_for(1_s);
    EXPECT_EQ(host.clock().monotonic(simulation.now()).since_origin(), 1_s);
    EXPECT_EQ(host.clock().wall(simulation.now()), kWallEpoch + 16_s);
}

TEST(Host, ASlowMonotonicClockSleepsLonger) {
    Simulation simulation(SimulationOptions{.seed = 1});
    const ClockOptions slow{.monotonic_drift = Drift::parts_per_billion(-1'000'000)};
    Host& host = simulation.add_host({.name = "h", .clock = slow});
    host.start("p", [](Fiber& fiber) { fiber.sleep(999_s); });
    simulation.run_until_idle();
    EXPECT_EQ(simulation.now(), Instant::origin() + 1'000_s);
}

TEST(Host, WhatBefallsItIsStatedOnce) {
    Simulation simulation(SimulationOptions{.seed = 1});
    Names facts;
    simulation.trace().subscribe(facts);
    Host& host = simulation.add_host({.name = "h"});
    Process& process = host.start("p", sleeper());
    process.pause();
    process.pause();
    process.resume();
    process.resume();
    host.jump_wall_clock(-(5_s));
    host.set_wall_drift(Drift::parts_per_billion(50));
    host.lose_power();
    host.restore_power();
    process.start();
    process.crash();
    process.crash();
    process.start();
    host.wipe();
    simulation.trace().unsubscribe(facts);
    EXPECT_EQ(facts.names, (std::vector<std::string>{
                               "process_started", "process_paused", "process_resumed",
                               "wall_clock_jumped", "wall_drift_changed", "host_lost_power",
                               "process_died", "host_booted", "process_started", "process_died",
                               "process_started", "host_wiped", "process_died"}));
}

TEST(HostDeathTest, AProcessCannotStartWithoutPower) {
    const auto misuse = [] {
        Simulation simulation(SimulationOptions{.seed = 1});
        Host& host = simulation.add_host({.name = "h"});
        host.lose_power();
        host.start("p", sleeper());
    };
    EXPECT_DEATH(misuse(), "invariant violated: a process is started on a host without power");
}

}  // namespace
}  // namespace assize::sim
