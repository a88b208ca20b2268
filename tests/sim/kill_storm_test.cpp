// Hundreds of thousands of random kills, restarts, pauses and power losses over processes whose
// fibers wait deep in the stack, with objects on every frame. What is checked: nothing survives
// that should not, and nothing of a dead life acts. Run with the address sanitizer, this is also
// the test that no fiber touches memory that is gone.

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/facts.h"
#include "sim/simulation.h"
#include "sim/sync/channel.h"
#include "sim/sync/mutex.h"
#include "sim/sync/task_group.h"

namespace assize::sim {
namespace {

class KillStorm {
public:
    explicit KillStorm(std::uint64_t seed)
        : simulation_(SimulationOptions{.seed = seed}), random_(simulation_.random("storm")) {
        for (int h = 0; h < kHosts; ++h) {
            Host& host = simulation_.add_host({.name = "h" + std::to_string(h)});
            for (int p = 0; p < kProcessesPerHost; ++p) {
                processes_.push_back(&host.start("p", [this](Fiber& fiber) { live(fiber); }));
            }
        }
    }
    ~KillStorm() { EXPECT_EQ(acts_of_the_dead_, 0); }

    void blow(int acts) {
        for (int i = 0; i < acts; ++i) {
            befall(*processes_[random_.below(processes_.size())]);
            if (random_.below(3) == 0) simulation_.run_for(random_.between(0_us, 20_us));
        }
    }

    void end_all() {
        for (Process* process : processes_) process->crash();
        simulation_.run_for(1_s);
    }

    int frames_alive() const { return frames_alive_; }
    std::uint64_t hash() { return simulation_.trace().hash(); }

private:
    static constexpr int kHosts = 5;
    static constexpr int kProcessesPerHost = 10;

    /// Lies on every frame: owns memory, and tries to act when it goes.
    class Frame {
    public:
        Frame(KillStorm& storm, Fiber& fiber)
            : storm_(storm), fiber_(fiber), life_(fiber.life()), owned_(std::make_unique<int>(1)) {
            storm_.frames_alive_ += 1;
        }
        ~Frame() {
            storm_.frames_alive_ -= *owned_;
            const bool alive = life_.alive();
            const bool heard = life_.emit(ProcessPaused{}, {.changed = Changed::kNo}).has_value();
            if (heard != alive) storm_.acts_of_the_dead_ += 1;
            if (!alive && fiber_.wait(nullptr, fiber_.after(1_s)) != Wake::kKilled) {
                storm_.acts_of_the_dead_ += 1;
            }
        }

    private:
        KillStorm& storm_;
        Fiber& fiber_;
        Life life_;
        std::unique_ptr<int> owned_;
    };

    void befall(Process& process) {
        switch (random_.below(10)) {
            case 0: process.pause(); break;
            case 1: process.resume(); break;
            case 2: process.host().lose_power(); break;
            case 3: process.host().wipe(); break;
            default:
                process.crash();
                process.host().restore_power();
                process.start();
        }
    }

    void live(Fiber& fiber) {
        Channel<int> work(2);
        Mutex mutex;
        const Frame frame(*this, fiber);
        TaskGroup group(fiber);
        for (int i = 0; i < 3; ++i) {
            group.spawn([&](Fiber& task) { deep(task, 4, work, mutex); });
        }
        fiber.spawn([this](Fiber& other) {
            const Frame below(*this, other);
            other.sleep(50_us);
            if (random_.below(20) == 0) other.process().crash();
            other.sleep(1_s);
        });
        while (work.send(fiber, 1, fiber.after(100_us))) fiber.sleep(random_.between(0_us, 5_us));
    }

    void deep(Fiber& fiber, int frames, Channel<int>& work, Mutex& mutex) {
        const Frame frame(*this, fiber);
        if (frames > 0) return deep(fiber, frames - 1, work, mutex);
        while (fiber.life().alive()) {
            if (!work.receive(fiber, fiber.after(30_us))) fiber.yield();
            const Mutex::Guard guard = mutex.lock(fiber, fiber.after(10_us));
            if (guard) fiber.sleep(2_us);
        }
    }

    int frames_alive_ = 0;
    int acts_of_the_dead_ = 0;
    Simulation simulation_;
    Random random_;
    std::vector<Process*> processes_;
};

TEST(KillStorm, NothingSurvivesThatShouldNotAndTheDeadDoNotAct) {
    KillStorm storm(1);
    storm.blow(200'000);
    storm.end_all();
    EXPECT_EQ(storm.frames_alive(), 0);
}

TEST(KillStorm, EndingTheSimulationInTheMiddleUnwindsEverything) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        auto storm = std::make_unique<KillStorm>(seed);
        storm->blow(200);
        EXPECT_GT(storm->frames_alive(), 0);
    }
}

TEST(KillStorm, TheSameSeedBlowsTheSame) {
    std::vector<std::uint64_t> hashes;
    for (int i = 0; i < 2; ++i) {
        KillStorm storm(7);
        storm.blow(5'000);
        hashes.push_back(storm.hash());
    }
    EXPECT_EQ(hashes[0], hashes[1]);
}

}  // namespace
}  // namespace assize::sim
