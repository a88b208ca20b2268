#include <gtest/gtest.h>

#include <array>
#include <memory>

#include "tests/sim/disk/disk_world.h"

namespace assize::sim {
namespace {

TEST(DiskOfTheDead, RefusesAHandleWhoseLifeIsOver) {
    DiskWorld world;
    std::optional<File> kept;
    world.run([&](Fiber& fiber, Disk& disk) {
        kept.emplace(open_or_die(fiber, disk, "/f"));
        must(kept->append(fiber, bytes_of("alive")));
    });
    world.run([&](Fiber& fiber, Disk&) {
        Bytes one(1);
        EXPECT_EQ(kept->append(fiber, one).error(), DiskError::kDead);
        EXPECT_EQ(kept->pwrite(fiber, 0, one).error(), DiskError::kDead);
        EXPECT_EQ(kept->pread(fiber, 0, one).error(), DiskError::kDead);
        EXPECT_EQ(kept->truncate(fiber, 0).error(), DiskError::kDead);
        EXPECT_EQ(kept->sync(fiber).error(), DiskError::kDead);
        EXPECT_EQ(kept->size().error(), DiskError::kDead);
    });
    EXPECT_EQ(world.text("/f"), "alive");
}

/// What a careless destructor does while its fiber unwinds.
struct LastWords {
    ~LastWords() {
        errors.push_back(file.append(fiber, bytes_of("from the grave")).error());
        errors.push_back(file.sync(fiber).error());
        errors.push_back(disk.open(fiber, "/grave", OpenMode::kCreateIfMissing).error());
        errors.push_back(disk.create_directory(fiber, "/graves").error());
        errors.push_back(disk.rename(fiber, "/f", "/g").error());
        errors.push_back(disk.unlink(fiber, "/f").error());
        errors.push_back(disk.unlink_all(fiber, "/").error());
        errors.push_back(disk.list(fiber, "/").error());
        errors.push_back(disk.sync_directory(fiber, "/").error());
    }
    Fiber& fiber;
    Disk& disk;
    File& file;
    std::vector<DiskError>& errors;
};

TEST(DiskOfTheDead, IsOutOfReachForAFiberThatUnwinds) {
    DiskWorld world;
    std::vector<DiskError> errors;
    const auto stuck = world.disk().install(
        {.path = "*", .operation = DiskOperation::kSync, .effect = disk_fault::Stuck{}});
    Process& process = world.start([&](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        const LastWords words{fiber, disk, file, errors};
        must(file.append(fiber, bytes_of("x")));
        must(file.sync(fiber));
        FAIL() << "a stuck sync came through";
    });
    world.simulation().run_for(1_s);
    process.crash();
    world.run_until_idle();
    EXPECT_EQ(errors, std::vector<DiskError>(9, DiskError::kDead));
    EXPECT_EQ(world.text("/f"), "x");
    EXPECT_EQ(stuck.strikes(), 1u);
}

TEST(DiskOfTheDead, LetsAFiberUnwindThatIsKilledAlone) {
    DiskWorld world;
    const auto stuck = world.disk().install(
        {.path = "/f", .operation = DiskOperation::kSync, .effect = disk_fault::Stuck{}});
    world.run([](Fiber& fiber, Disk& disk) {
        const FiberHandle child = fiber.spawn([&](Fiber& self) {
            File file = open_or_die(self, disk, "/f");
            must(file.append(self, bytes_of("x")));
            must(file.sync(self));
        });
        fiber.sleep(1_s);
        must(disk.unlink(fiber, "/f"));
        EXPECT_EQ(disk.used_bytes(), 4096);
        fiber.kill_and_join(child);
        EXPECT_EQ(disk.used_bytes(), 0) << "its handle is closed";
    });
}

/// Counts what stands on the stacks of fibers.
struct Counted {
    explicit Counted(int& counter) : count(counter) { count += 1; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { count -= 1; }
    int& count;
};

/// Processes that work on a disk, and are killed at random while it is slow, stuck and failing.
class KillStorm {
public:
    explicit KillStorm(std::uint64_t seed) : world_({.capacity_bytes = 100 * 4096}, seed) {
        for (std::uint64_t i = 0; i < 4; ++i) {
            Random random = world_.simulation().random("worker").split("", i);
            workers_.push_back(&world_.start([this, random](Fiber& fiber, Disk& disk) mutable {
                const Counted counted(alive_);
                work_for_ever(fiber, disk, random);
            }));
        }
    }

    void run(int deaths) {
        Random random = world_.simulation().random("deaths");
        for (int i = 0; i < deaths; ++i) {
            world_.simulation().run_for(random.between(Duration::zero(), 3_ms));
            kill_somebody(random);
            change_faults(random);
            for (Process* worker : workers_) {
                if (!worker->alive()) worker->start();
            }
            EXPECT_GE(world_.disk().used_bytes(), 0);
        }
        for (Process* worker : workers_) worker->crash();
        faults_.clear();
        world_.run_until_idle();
    }

    DiskWorld& world() { return world_; }
    int alive() const { return alive_; }
    std::uint64_t done() const { return done_; }

private:
    static std::string path(Random& random) {
        return "/d" + std::to_string(random.below(2)) + "/f" + std::to_string(random.below(3));
    }

    void work_for_ever(Fiber& fiber, Disk& disk, Random& random) {
        for (;;) {
            const Counted counted(alive_);
            (void)disk.create_directory(fiber, "/d" + std::to_string(random.below(2)));
            auto file = disk.open(fiber, path(random), OpenMode::kCreateIfMissing);
            fiber.sleep(10_us);
            if (!file) continue;
            for (int i = 0; i < 5; ++i) do_something(fiber, disk, *file, random);
        }
    }
    void do_something(Fiber& fiber, Disk& disk, File& file, Random& random) {
        const Counted counted(alive_);
        Bytes bytes(random.below(9000));
        const auto at = static_cast<std::int64_t>(random.below(30'000));
        switch (random.below(8)) {
            case 0: (void)file.append(fiber, bytes); break;
            case 1: (void)file.pwrite(fiber, at, bytes); break;
            case 2: (void)file.truncate(fiber, at); break;
            case 3: (void)file.sync(fiber); break;
            case 4: (void)file.pread(fiber, at, bytes); break;
            case 5: (void)disk.rename(fiber, file.path(), path(random)); break;
            case 6: (void)disk.unlink(fiber, path(random)); break;
            case 7: (void)disk.sync_directory(fiber, "/d0"); break;
        }
        done_ += 1;
    }

    void kill_somebody(Random& random) {
        switch (random.below(12)) {
            case 0: world_.cut_power(); break;
            case 1: random.below(8) == 0 ? world_.host().wipe() : world_.cut_power(); break;
            case 2: workers_[random.below(workers_.size())]->pause(); break;
            case 3: workers_[random.below(workers_.size())]->resume(); break;
            default: workers_[random.below(workers_.size())]->crash(); break;
        }
    }
    void change_faults(Random& random) {
        if (random.below(3) == 0) faults_.clear();
        if (faults_.size() > 4) return;
        const auto operation = static_cast<DiskOperation>(random.below(10));
        const std::array<DiskFaultEffect, 7> effects{
            disk_fault::Stuck{},     disk_fault::Slow{200_us}, disk_fault::Fails{},
            disk_fault::Lies{},      disk_fault::LosesPages{}, disk_fault::RotsBit{},
            disk_fault::Misdirects{}};
        const DiskFaultEffect& effect = effects[random.below(effects.size())];
        if (!suits(effect, operation)) return;
        faults_.push_back(world_.disk().install({.path = "/d*",
                                                 .operation = operation,
                                                 .when = FaultTiming::by(Chance::percent(20)),
                                                 .effect = effect}));
    }

    DiskWorld world_;
    std::vector<Process*> workers_;
    std::vector<DiskFaultGuard> faults_;
    int alive_ = 0;
    std::uint64_t done_ = 0;
};

TEST(DiskOfTheDead, LeaksNothingInAKillStorm) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        KillStorm storm(seed);
        storm.run(4000);
        EXPECT_EQ(storm.alive(), 0);
        EXPECT_GT(storm.done(), 10'000u);
        // Nothing is open any more: what is left is what can be reached.
        storm.world().run([](Fiber& fiber, Disk& disk) {
            const std::vector<std::string> names = disk.list(fiber, "/").value();
            for (const std::string& name : names) {
                must(disk.unlink_all(fiber, "/" + name));
            }
        });
        EXPECT_EQ(storm.world().disk().used_bytes(), 0);
    }
}

TEST(DiskOfTheDead, StormsTheSameForTheSameSeed) {
    const auto hash = [] {
        KillStorm storm(11);
        storm.run(500);
        return storm.world().simulation().trace().hash();
    };
    EXPECT_EQ(hash(), hash());
}

}  // namespace
}  // namespace assize::sim
