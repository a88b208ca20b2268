#include "sim/process.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "sim/facts.h"
#include "sim/simulation.h"
#include "tests/sim/sync/sync_world.h"

namespace assize::sim {
namespace {

class ProcessTest : public SyncWorld {
protected:
    /// Notes that something was destroyed, and in which life it still could act.
    struct Noting {
        ProcessTest& test;
        Life life;
        std::string what;
        ~Noting() { test.note(what + (life.alive() ? " alive" : " dead")); }
    };
};

TEST_F(ProcessTest, ALifeEndsWhenItsFirstFiberIsDone) {
    Process& process = host_.start("p", [](Fiber& fiber) { fiber.sleep(5_ms); });
    simulation_.run_for(4_ms);
    EXPECT_TRUE(process.alive());
    simulation_.run_for(1_ms);
    EXPECT_FALSE(process.alive());
}

TEST_F(ProcessTest, ACrashUnwindsEveryFiberYoungestFirst) {
    Process& process = host_.start("p", [this](Fiber& fiber) {
        const Noting first{*this, fiber.life(), "first"};
        for (const char* name : {"second", "third"}) {
            fiber.spawn([this, name](Fiber& inner) {
                const Noting note{*this, inner.life(), name};
                inner.sleep(1_s);
            });
        }
        fiber.sleep(1_s);
    });
    simulation_.run_for(1_ms);
    process.crash();
    EXPECT_FALSE(process.alive());
    simulation_.run_for(Duration::zero());
    EXPECT_EQ(notes_, (Notes{"third dead", "second dead", "first dead"}));
}

TEST_F(ProcessTest, AProcessThatCrashesItselfUnwindsAtItsNextWait) {
    host_.start("p", [this](Fiber& fiber) {
        const Noting first{*this, fiber.life(), "first"};
        fiber.spawn([this](Fiber& inner) {
            const Noting note{*this, inner.life(), "second"};
            inner.sleep(1_s);
        });
        fiber.sleep(1_ms);
        fiber.process().crash();
        notes_.push_back("goes on");
        fiber.sleep(1_ms);
        notes_.push_back("never");
    });
    simulation_.run_until_idle();
    EXPECT_EQ(notes_, (Notes{"goes on", "second dead", "first dead"}));
}

TEST_F(ProcessTest, WaitingWhileUnwindingReturnsAtOnce) {
    struct Waits {
        Fiber& fiber;
        std::vector<std::string>& notes;
        ~Waits() {
            if (fiber.wait(nullptr, fiber.after(1_s)) == Wake::kKilled) notes.push_back("killed");
        }
    };
    Process& process = host_.start("p", [this](Fiber& fiber) {
        const Waits waits{fiber, notes_};
        fiber.sleep(1_s);
    });
    simulation_.run_for(1_ms);
    process.crash();
    simulation_.run_for(Duration::zero());
    EXPECT_EQ(notes_, Notes{"killed"});
}

TEST_F(ProcessTest, ANewLifeBeginsWithTheSameBodyAndAnotherNumber) {
    std::vector<std::uint32_t> lives;
    Process& process = host_.start("p", [&](Fiber& fiber) {
        lives.push_back(fiber.life().incarnation().value());
        fiber.sleep(1_s);
    });
    simulation_.run_for(1_ms);
    process.crash();
    process.start();
    simulation_.run_for(1_ms);
    EXPECT_EQ(lives, (std::vector<std::uint32_t>{1, 2}));
    EXPECT_TRUE(process.alive());
}

// The old life's destructors run when the new one has begun already: they must not act in it.
TEST_F(ProcessTest, WhatAnOldLifeStatesInItsDestructorsIsNotHeard) {
    struct StatesAtEnd {
        Life life;
        ~StatesAtEnd() {
            EXPECT_EQ(life.emit(ProcessPaused{}, {.changed = Changed::kYes}), std::nullopt);
        }
    };
    Process& process = host_.start("p", [](Fiber& fiber) {
        const StatesAtEnd at_end{fiber.life()};
        fiber.sleep(1_s);
    });
    simulation_.run_for(1_ms);
    process.crash();
    process.start();
    const std::uint64_t facts = simulation_.trace().size();
    simulation_.run_for(1_ms);
    EXPECT_EQ(simulation_.trace().size(), facts);
    process.crash();
    simulation_.run_for(1_ms);
}

// Neither in its own life, which is over, nor in the next, which has begun.
TEST_F(ProcessTest, AFiberThatUnwindsSpawnsNothing) {
    struct SpawnsAtEnd {
        Fiber& fiber;
        Notes& notes;
        ~SpawnsAtEnd() {
            const FiberHandle handle = fiber.spawn([this](Fiber&) { notes.push_back("ran"); });
            if (handle.finished()) notes.push_back("nothing spawned");
        }
    };
    Process& process = host_.start("p", [this](Fiber& fiber) {
        const SpawnsAtEnd at_end{fiber, notes_};
        fiber.sleep(1_s);
    });
    simulation_.run_for(1_ms);
    process.crash();
    process.start();
    simulation_.run_for(1_ms);
    EXPECT_EQ(notes_, Notes{"nothing spawned"});
}

TEST_F(ProcessTest, APausedProcessWakesToFindItsDeadlinesPassed) {
    std::vector<Duration> woken;
    Process& process = host_.start("p", [&](Fiber& fiber) {
        for (;;) {
            fiber.sleep(10_ms);
            woken.push_back(fiber.now().since_origin());
        }
    });
    simulation_.run_for(15_ms);
    process.pause();
    EXPECT_TRUE(process.paused());
    simulation_.run_for(100_ms);
    EXPECT_EQ(woken.size(), 1u);
    process.resume();
    simulation_.run_for(11_ms);
    EXPECT_EQ(woken, (std::vector<Duration>{10_ms, 115_ms, 125_ms}));
}

TEST_F(ProcessTest, APausedProcessCanBeKilled) {
    Process& process = host_.start("p", [this](Fiber& fiber) {
        const Noting note{*this, fiber.life(), "first"};
        fiber.sleep(1_ms);
        fiber.sleep(1_s);
    });
    simulation_.run_for(Duration::zero());
    process.pause();
    simulation_.run_for(5_ms);
    process.crash();
    simulation_.run_for(Duration::zero());
    EXPECT_EQ(notes_, Notes{"first dead"});
}

TEST_F(ProcessTest, AnExceptionEndsTheSimulationAndNamesProcessTimeAndEvent) {
    host_.start("b1", [](Fiber& fiber) {
        fiber.sleep(2'500_us);
        throw std::runtime_error("out of luck");
    });
    bool other_ran_on = false;
    host_.start("b2", [&](Fiber& fiber) {
        fiber.sleep(3_ms);
        other_ran_on = true;
    });
    try {
        simulation_.run_until_idle();
        FAIL() << "nothing was thrown";
    } catch (const ProcessFailure& failure) {
        EXPECT_STREQ(failure.what(),
                     "process b1 (incarnation 1) ended by an exception at 2.500000 ms, after event "
                     "#2: out of luck");
        EXPECT_THROW(std::rethrow_exception(failure.cause()), std::runtime_error);
    }
    EXPECT_THROW(simulation_.run_until_idle(), ProcessFailure);
    EXPECT_FALSE(other_ran_on);
}

// The runtime counts exceptions in flight per thread; fibers must not see each other's.
TEST_F(ProcessTest, FibersThatWaitInsideACatchBlockKeepTheirOwnException) {
    for (const char* name : {"one", "two"}) {
        host_.start(name, [this, name](Fiber& fiber) {
            try {
                throw std::runtime_error(name);
            } catch (const std::runtime_error&) {
                fiber.sleep(1_ms);
                try {
                    throw;
                } catch (const std::runtime_error& again) {
                    notes_.push_back(std::string(name) + " has " + again.what());
                }
            }
        });
    }
    simulation_.run_until_idle();
    EXPECT_EQ(notes_, (Notes{"one has one", "two has two"}));
}

TEST(ProcessDeathTest, AFiberThatSwallowsItsDeathStopsTheProgram) {
    const auto swallow = [] {
        Simulation simulation(SimulationOptions{.seed = 1});
        Host& host = simulation.add_host({.name = "h"});
        Process& process = host.start("stubborn", [](Fiber& fiber) {
            for (;;) {
                try {
                    fiber.sleep(1_s);
                } catch (...) {
                }
            }
        });
        simulation.run_for(1_ms);
        process.crash();
        simulation.run_for(1_ms);
    };
    EXPECT_DEATH(swallow(), "invariant violated: a fiber swallows the exception that kills it");
}

}  // namespace
}  // namespace assize::sim
