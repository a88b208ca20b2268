#include "sim/simulation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/facts.h"
#include "sim/kernel/scheduler.h"

namespace assize::sim {
namespace {

TEST(Simulation, RunningUpToAnInstantIncludesIt) {
    Simulation simulation(SimulationOptions{.seed = 1});
    int happened = 0;
    simulation.at(Instant::origin() + 5_ms, [&] { happened += 1; });
    simulation.at(Instant::origin() + 5_ms + 1_ns, [&] { happened += 100; });
    simulation.run_until(Instant::origin() + 5_ms);
    EXPECT_EQ(happened, 1);
    EXPECT_EQ(simulation.now(), Instant::origin() + 5_ms);
}

TEST(Simulation, RunningUntilIdleEndsWithTheLastEvent) {
    Simulation simulation(SimulationOptions{.seed = 1});
    simulation.at(Instant::origin() + 7_s, [] {});
    simulation.run_until_idle();
    EXPECT_EQ(simulation.now(), Instant::origin() + 7_s);
}

// A deadline that nobody waits for any more is no event, though it lies in the queue.
TEST(Simulation, TimeDoesNotPassForDeadlinesThatWereKept) {
    Simulation simulation(SimulationOptions{.seed = 1});
    Host& host = simulation.add_host({.name = "h"});
    kernel::WaitQueue queue;
    host.start("waiter", [&](Fiber& fiber) { fiber.wait(&queue, fiber.after(30_s)); });
    simulation.at(Instant::origin() + 1_ms, [&] { queue.wake_one(); });
    simulation.run_until_idle();
    EXPECT_EQ(simulation.now(), Instant::origin() + 1_ms);
}

// A deadline that is renewed with every message must not leave an entry for each of them.
TEST(Simulation, RenewedDeadlinesDoNotFillTheEventQueue) {
    Simulation simulation(SimulationOptions{.seed = 1});
    Host& host = simulation.add_host({.name = "h"});
    std::size_t most_waiting = 0;
    host.start("alternates", [&](Fiber& fiber) {
        for (int i = 0; i < 10'000; ++i) {
            kernel::WaitQueue queue;
            simulation.at(simulation.now() + 1_us, [&queue] { queue.wake_one(); });
            EXPECT_EQ(fiber.wait(&queue, fiber.after(30_s)), Wake::kSignalled);
            EXPECT_EQ(fiber.wait(nullptr, fiber.after(2_us)), Wake::kTimedOut);
            most_waiting = std::max(most_waiting, simulation.scheduler().events_waiting());
        }
    });
    simulation.run_until_idle();
    // Two wakings a round, and nothing else that counts.
    EXPECT_EQ(simulation.scheduler().events_handled(), 20'000u);
    EXPECT_LT(most_waiting, 5u);
}

TEST(Simulation, AnExceptionInAnActionEndsTheSimulation) {
    Simulation simulation(SimulationOptions{.seed = 1});
    simulation.at(Instant::origin() + 1_ms, [] { throw std::runtime_error("no"); });
    EXPECT_THROW(simulation.run_until_idle(), ProcessFailure);
}

TEST(Simulation, SimulationsFollowOneAnotherInAThread) {
    for (int i = 0; i < 100; ++i) {
        Simulation simulation(SimulationOptions{.seed = 1});
        Host& host = simulation.add_host({.name = "h"});
        for (int p = 0; p < 5; ++p) host.start("p", [](Fiber& fiber) { fiber.sleep(1_s); });
        simulation.run_for(1_ms);
    }
}

TEST(Simulation, DestructorsThatRunAtItsEndAreNotHeard) {
    struct Counts final : TraceSubscriber {
        void on_event(const Event&) override { facts += 1; }
        int facts = 0;
    };
    struct StatesAtEnd {
        Life life;
        ~StatesAtEnd() { life.emit(ProcessPaused{}, {.changed = Changed::kNo}); }
    };
    Counts counts;
    {
        Simulation simulation(SimulationOptions{.seed = 1});
        simulation.add_host({.name = "h"}).start("p", [](Fiber& fiber) {
            const StatesAtEnd at_end{fiber.life()};
            fiber.sleep(1_s);
        });
        simulation.run_for(1_ms);
        simulation.trace().subscribe(counts);
    }
    EXPECT_EQ(counts.facts, 0);
}

std::vector<std::string> order_of_running(kernel::ReadyOrder order, std::uint64_t seed) {
    std::vector<std::string> ran;
    Simulation simulation(SimulationOptions{.seed = seed, .ready_order = order});
    Host& host = simulation.add_host({.name = "h"});
    for (const char* name : {"a", "b", "c", "d", "e"}) {
        host.start(name, [&ran, name](Fiber&) { ran.emplace_back(name); });
    }
    simulation.run_until_idle();
    return ran;
}

TEST(Simulation, WhoIsReadyAtTheSameInstantRunsInOrderOrInTheSeedsOrder) {
    using enum kernel::ReadyOrder;
    const std::vector<std::string> in_order{"a", "b", "c", "d", "e"};
    EXPECT_EQ(order_of_running(kFifo, 1), in_order);
    EXPECT_NE(order_of_running(kRandom, 1), in_order);
    EXPECT_EQ(order_of_running(kRandom, 1), order_of_running(kRandom, 1));
    EXPECT_NE(order_of_running(kRandom, 1), order_of_running(kRandom, 2));
}

// Misuse by our own code stops with a message that says where the world stood.

void with_fiber(FiberBody body) {
    Simulation simulation(SimulationOptions{.seed = 0x5eed, .reproduce = "assize run x.toml"});
    Host& host = simulation.add_host({.name = "h"});
    host.start("b1", std::move(body));
    simulation.run_for(10_ms);
}

TEST(SimulationDeathTest, WaitingOutsideOfTheOwnFiberNamesEventProcessTimeAndSeed) {
    const auto misuse = [] {
        with_fiber([](Fiber& fiber) {
            fiber.sleep(1_ms);
            fiber.spawn([&fiber](Fiber&) { fiber.sleep(1_ms); });
            fiber.sleep(5_ms);
        });
    };
    EXPECT_DEATH(misuse(),
                 "invariant violated: a fiber waits that is not the one that runs.*"
                 "process b1 \\(incarnation 1\\), event #1, time 1.000000 ms, seed 0x5eed; "
                 "reproduce: assize run x.toml");
}

TEST(SimulationDeathTest, AnEventInThePastWouldTurnTimeBack) {
    const auto misuse = [] {
        with_fiber([](Fiber& fiber) {
            fiber.sleep(1_ms);
            fiber.host().simulation().at(Instant::origin(), [] {});
        });
    };
    EXPECT_DEATH(misuse(), "invariant violated: an event is posted for the past");
}

TEST(SimulationDeathTest, AFiberCannotJoinItself) {
    const auto misuse = [] {
        with_fiber([](Fiber& fiber) {
            std::optional<FiberHandle> self;
            self = fiber.spawn([&self](Fiber& inner) { inner.join(*self); });
            fiber.sleep(1_ms);
        });
    };
    EXPECT_DEATH(misuse(), "invariant violated: a fiber joins itself");
}

TEST(SimulationDeathTest, ASimulationCannotRunInsideAFiber) {
    const auto misuse = [] {
        with_fiber([](Fiber& fiber) { fiber.host().simulation().run_for(1_ms); });
    };
    EXPECT_DEATH(misuse(), "invariant violated: a simulation is run from inside");
}

TEST(SimulationDeathTest, AThreadHoldsOneSimulationAtATime) {
    const auto misuse = [] {
        Simulation first(SimulationOptions{.seed = 1});
        Simulation second(SimulationOptions{.seed = 2});
    };
    EXPECT_DEATH(misuse(), "invariant violated: a second simulation in this thread");
}

}  // namespace
}  // namespace assize::sim
