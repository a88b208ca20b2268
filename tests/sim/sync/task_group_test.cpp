#include "sim/sync/task_group.h"

#include <gtest/gtest.h>

#include <string>

#include "sim/sync/condition.h"
#include "tests/sim/sync/sync_world.h"

namespace assize::sim {
namespace {

class TaskGroupTest : public SyncWorld {
protected:
    struct Noting {
        TaskGroupTest& test;
        std::string what;
        ~Noting() { test.note(what); }
    };

    FiberBody sleeper(std::string name) {
        return [this, name](Fiber& fiber) {
            const Noting noting{*this, name};
            fiber.sleep(1_s);
        };
    }
};

TEST_F(TaskGroupTest, WaitingEndsWhenAllHaveEnded) {
    begin([&](Fiber& fiber) {
        TaskGroup group(fiber);
        for (int ms = 1; ms <= 3; ++ms) {
            group.spawn([ms](Fiber& task) { task.sleep(Duration::milliseconds(ms)); });
        }
        EXPECT_EQ(group.running(), 3u);
        EXPECT_EQ(group.wait(fiber, fiber.after(2_ms + 1_ns)), Wake::kTimedOut);
        EXPECT_EQ(group.running(), 1u);
        EXPECT_EQ(group.wait(fiber), Wake::kSignalled);
        EXPECT_EQ(fiber.now().since_origin(), 3_ms);
    });
    simulation_.run_until_idle();
}

TEST_F(TaskGroupTest, AGroupThatGoesKillsItsTasksAndWaitsForThem) {
    begin([&](Fiber& fiber) {
        {
            TaskGroup group(fiber);
            group.spawn(sleeper("first"));
            group.spawn(sleeper("second"));
            fiber.sleep(1_ms);
        }
        note("after the group");
        EXPECT_EQ(fiber.now().since_origin(), 1_ms);
    });
    simulation_.run_until_idle();
    EXPECT_EQ(notes_, (Notes{"second", "first", "after the group"}));
}

TEST_F(TaskGroupTest, ATaskThatAnotherSpawnsWhileTheGroupGoesIsKilledToo) {
    class Telling {
    public:
        explicit Telling(Condition& condition) : condition_(condition) {}
        ~Telling() { condition_.notify_all(); }
        Telling(const Telling&) = delete;
        Telling& operator=(const Telling&) = delete;

    private:
        Condition& condition_;
    };
    begin([&](Fiber& fiber) {
        {
            Condition younger_goes;
            TaskGroup group(fiber);
            group.spawn([&](Fiber& older) {
                younger_goes.wait(older);
                group.spawn([this](Fiber& last) {
                    last.sleep(1_ms);
                    note("outlived its group");
                });
                older.sleep(1_s);
            });
            group.spawn([&](Fiber& younger) {
                const Telling telling(younger_goes);
                younger.sleep(1_s);
            });
            fiber.sleep(1_ms);
        }
        note("after the group");
        fiber.sleep(1_s);
    });
    simulation_.run_until_idle();
    EXPECT_EQ(notes_, (Notes{"after the group"}));
}

TEST_F(TaskGroupTest, TasksUnwindBeforeTheScopeThatTheyUseEvenWhenTheProcessDies) {
    Process& process = begin([&](Fiber& fiber) {
        const Noting outer{*this, "scope"};
        TaskGroup group(fiber);
        group.spawn([&](Fiber& task) {
            const Noting middle{*this, "task"};
            TaskGroup inner(task);
            inner.spawn(sleeper("inner task"));
            task.sleep(1_s);
        });
        fiber.sleep(1_s);
    });
    simulation_.run_for(1_ms);
    process.crash();
    simulation_.run_for(Duration::zero());
    EXPECT_EQ(notes_, (Notes{"inner task", "task", "scope"}));
}

// The scope is left by an exception while its tasks wait for one another.
TEST_F(TaskGroupTest, AnExceptionLeavesTheScopeAfterItsTasks) {
    begin([&](Fiber& fiber) {
        try {
            TaskGroup group(fiber);
            group.spawn(sleeper("task"));
            fiber.sleep(1_ms);
            throw 7;
        } catch (int) {
            note("caught");
        }
        fiber.sleep(1_ms);
        note("went on");
    });
    simulation_.run_until_idle();
    EXPECT_EQ(notes_, (Notes{"task", "caught", "went on"}));
}

TEST_F(TaskGroupTest, AProcessKilledWhileAGroupGoesUnwindsAsUsual) {
    Process* process = nullptr;
    process = &begin([&](Fiber& fiber) {
        const Noting outer{*this, "scope"};
        {
            TaskGroup group(fiber);
            group.spawn([&](Fiber& task) {
                struct CrashesAll {
                    Process& process;
                    ~CrashesAll() { process.crash(); }
                };
                const CrashesAll crashes{task.process()};
                task.sleep(1_s);
            });
            fiber.sleep(1_ms);
        }
        note("after the group");
        fiber.sleep(1_ms);
        note("never");
    });
    simulation_.run_until_idle();
    EXPECT_EQ(notes_, (Notes{"after the group", "scope"}));
    EXPECT_FALSE(process->alive());
}

}  // namespace
}  // namespace assize::sim
