#include "sim/disk/fault.h"

#include <gtest/gtest.h>

#include "sim/disk/facts.h"
#include "tests/sim/disk/disk_world.h"

namespace assize::sim {
namespace {

using namespace disk_fault;

TEST(DiskFault, StrikesTheNthOperationOnPathsThatMatch) {
    DiskWorld world;
    const auto fault = world.disk().install(
        {.path = "/data/*.log", .operation = DiskOperation::kWrite, .when = FaultTiming::nth(2)});
    world.run([](Fiber& fiber, Disk& disk) {
        must(disk.create_directory(fiber, "/data/sub"));
        File log = open_or_die(fiber, disk, "/data/sub/0.log");
        File index = open_or_die(fiber, disk, "/data/0.index");
        must(log.append(fiber, bytes_of("1")));
        must(index.append(fiber, bytes_of("x")));
        EXPECT_EQ(log.append(fiber, bytes_of("2")).error(), DiskError::kIo);
        must(log.append(fiber, bytes_of("3")));
        must(log.sync(fiber));
    });
    EXPECT_EQ(world.text("/data/sub/0.log"), "13");
    EXPECT_EQ(fault.strikes(), 1u);
}

TEST(DiskFault, FailsEachOperationWithTheErrorThatItSays) {
    DiskWorld world;
    world.run([](Fiber& fiber, Disk& disk) {
        must(disk.create_directory(fiber, "/d"));
        File file = open_or_die(fiber, disk, "/d/f");
        must(file.append(fiber, bytes_of("x")));
        Bytes one(1);
        const auto failing = [&](DiskOperation operation, auto act) {
            const auto fault = disk.install(
                {.path = "/d*", .operation = operation, .effect = Fails{DiskError::kNoSpace}});
            EXPECT_EQ(act().error(), DiskError::kNoSpace) << to_string(operation);
            EXPECT_EQ(fault.strikes(), 1u);
        };
        failing(DiskOperation::kOpen, [&] { return disk.open(fiber, "/d/g", {}); });
        failing(DiskOperation::kRead, [&] { return file.pread(fiber, 0, one); });
        failing(DiskOperation::kWrite, [&] { return file.pwrite(fiber, 0, one); });
        failing(DiskOperation::kTruncate, [&] { return file.truncate(fiber, 0); });
        failing(DiskOperation::kSync, [&] { return file.sync(fiber); });
        failing(DiskOperation::kList, [&] { return disk.list(fiber, "/d"); });
        failing(DiskOperation::kRename, [&] { return disk.rename(fiber, "/d", "/e"); });
        failing(DiskOperation::kUnlink, [&] { return disk.unlink(fiber, "/d/f"); });
        failing(DiskOperation::kCreateDirectory,
                [&] { return disk.create_directory(fiber, "/d/e"); });
        failing(DiskOperation::kSyncDirectory, [&] { return disk.sync_directory(fiber, "/d"); });
    });
    EXPECT_EQ(world.text("/d/f"), "x");
    EXPECT_FALSE(world.disk().exists("/d/e"));
}

TEST(DiskFault, StrikesByChanceAndEndsWithItsGuard) {
    DiskWorld world;
    world.run([](Fiber& fiber, Disk& disk) {
        int failed = 0;
        {
            const auto fault = disk.install({.path = "*",
                                             .operation = DiskOperation::kOpen,
                                             .when = FaultTiming::by(Chance::percent(50))});
            for (int i = 0; i < 200; ++i) {
                if (!disk.open(fiber, "/f", OpenMode::kCreateIfMissing)) failed += 1;
            }
            EXPECT_EQ(fault.strikes(), static_cast<std::uint64_t>(failed));
        }
        EXPECT_GT(failed, 60);
        EXPECT_LT(failed, 140);
        EXPECT_TRUE(disk.open(fiber, "/f", OpenMode::kExisting));
    });
}

TEST(DiskFault, LeavesPagesCleanButLostAfterAFailedSync) {
    DiskWorld world(everything_survives());
    world.run([](Fiber& fiber, Disk& disk) {
        put_durably(fiber, disk, "/f", filled(8192, 'o'));
        File file = open_or_die(fiber, disk, "/f");
        must(file.pwrite(fiber, 0, filled(8192, 'n')));
        const auto fault =
            disk.install({.path = "/f", .operation = DiskOperation::kSync, .effect = LosesPages{}});
        EXPECT_EQ(file.sync(fiber).error(), DiskError::kIo);
        EXPECT_EQ(fault.strikes(), 1u);
    });
    EXPECT_EQ(world.text("/f"), std::string(8192, 'n')) << "the cache still has it";
    world.run([&](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        const Instant before = world.simulation().now();
        EXPECT_TRUE(file.sync(fiber)) << "nothing is dirty: the second fsync lies";
        EXPECT_EQ(world.simulation().now(), before);
        must(file.pwrite(fiber, 4096 + 10, bytes_of("d")));
        EXPECT_TRUE(file.sync(fiber));
    });
    world.cut_power();
    std::string expected = std::string(4096, 'o') + std::string(4096, 'n');
    expected[4096 + 10] = 'd';
    EXPECT_EQ(world.text("/f"), expected) << "only what was dirtied again is written";
}

TEST(DiskFault, LosesTheSizeWithThePagesOfAFailedSync) {
    for (const bool rewritten : {false, true}) {
        DiskWorld world(everything_survives());
        const auto fault = world.disk().install({.path = "/f",
                                                 .operation = DiskOperation::kSync,
                                                 .when = FaultTiming::nth(2),
                                                 .effect = LosesPages{}});
        world.run([&](Fiber& fiber, Disk& disk) {
            put_durably(fiber, disk, "/f", bytes_of("1"));
            File file = open_or_die(fiber, disk, "/f");
            must(file.append(fiber, bytes_of("2")));
            EXPECT_FALSE(file.sync(fiber));
            if (rewritten) must(file.pwrite(fiber, 1, bytes_of("3")));
            EXPECT_TRUE(file.sync(fiber));
        });
        world.cut_power();
        EXPECT_EQ(world.text("/f"), rewritten ? "13" : "1");
    }
}

TEST(DiskFault, LiesAboutASyncUntilTheNextHonestOne) {
    for (const bool honest : {false, true}) {
        DiskWorld world(nothing_survives());
        world.run([&](Fiber& fiber, Disk& disk) {
            put_durably(fiber, disk, "/f", bytes_of("old"));
            File file = open_or_die(fiber, disk, "/f");
            must(file.pwrite(fiber, 0, bytes_of("new")));
            open_or_die(fiber, disk, "/g");
            {
                const auto file_lie = disk.install(
                    {.path = "*", .operation = DiskOperation::kSync, .effect = Lies{}});
                const auto directory_lie = disk.install(
                    {.path = "*", .operation = DiskOperation::kSyncDirectory, .effect = Lies{}});
                const Instant before = world.simulation().now();
                EXPECT_TRUE(file.sync(fiber));
                EXPECT_GT(world.simulation().now(), before);
                EXPECT_TRUE(disk.sync_directory(fiber, "/"));
            }
            if (honest) must(file.sync(fiber));
            if (honest) must(disk.sync_directory(fiber, "/"));
        });
        world.cut_power();
        EXPECT_EQ(world.text("/f"), honest ? "new" : "old");
        EXPECT_EQ(world.disk().exists("/g"), honest);
    }
}

TEST(DiskFault, SlowsDownByAnExtraDuration) {
    DiskWorld world;
    const auto fault = world.disk().install(
        {.path = "/f", .operation = DiskOperation::kWrite, .effect = Slow{3_s}});
    world.run([&](Fiber& fiber, Disk& disk) {
        must(open_or_die(fiber, disk, "/f").append(fiber, bytes_of("x")));
        EXPECT_EQ(world.simulation().now(), Instant::at(3_s));
    });
}

TEST(DiskFault, HoldsUpOperationsUntilReleasedOrRemoved) {
    DiskWorld world;
    std::optional<DiskFaultGuard> fault(world.disk().install(
        {.path = "/f", .operation = DiskOperation::kWrite, .effect = Stuck{}}));
    world.simulation().at(Instant::at(5_s), [&] { fault->release(); });
    world.simulation().at(Instant::at(9_s), [&] { fault.reset(); });
    world.run([&](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        must(file.append(fiber, bytes_of("x")));
        EXPECT_EQ(world.simulation().now(), Instant::at(5_s));
        must(file.append(fiber, bytes_of("y")));
        EXPECT_EQ(world.simulation().now(), Instant::at(9_s));
        must(file.append(fiber, bytes_of("z")));
    });
    EXPECT_EQ(world.text("/f"), "xyz");
}

int bits_that_differ(const Bytes& a, const Bytes& b) {
    int bits = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        bits += __builtin_popcount(std::to_integer<unsigned>(a[i] ^ b[i]));
    }
    return bits;
}

TEST(DiskFault, RotsOneBitOfWhatIsReadForGood) {
    DiskWorld world(everything_survives());
    const Bytes original = filled(9000, 'x');
    world.run([&](Fiber& fiber, Disk& disk) { put_durably(fiber, disk, "/f", original); });
    world.run([&](Fiber& fiber, Disk& disk) {
        const auto fault =
            disk.install({.path = "/f", .operation = DiskOperation::kRead, .effect = RotsBit{}});
        File file = open_or_die(fiber, disk, "/f");
        Bytes read(2000);
        must(file.pread(fiber, 5000, read));
        EXPECT_EQ(bits_that_differ(read, filled(2000, 'x')), 1);
        must(file.pread(fiber, 9000, read));
    });
    EXPECT_EQ(bits_that_differ(*world.disk().peek("/f"), original), 1);
    world.cut_power();
    EXPECT_EQ(bits_that_differ(*world.disk().peek("/f"), original), 1) << "at rest";
}

TEST(DiskFault, LetsTestsCorruptBytesAtRest) {
    DiskWorld world(nothing_survives());
    world.run([](Fiber& fiber, Disk& disk) {
        put_durably(fiber, disk, "/f", bytes_of("abc"));
        File file = open_or_die(fiber, disk, "/f");
        must(file.pwrite(fiber, 0, bytes_of("x")));
    });
    EXPECT_TRUE(world.disk().corrupt("/f", 1, std::byte{1}));
    EXPECT_EQ(world.text("/f"), "xcc");
    EXPECT_EQ(world.disk().corrupt("/f", 3, std::byte{1}).error(), DiskError::kBadOffset);
    EXPECT_EQ(world.disk().corrupt("/f", -1, std::byte{1}).error(), DiskError::kBadOffset);
    EXPECT_EQ(world.disk().corrupt("/g", 0, std::byte{1}).error(), DiskError::kNotFound);
    EXPECT_EQ(world.disk().corrupt("/", 0, std::byte{1}).error(), DiskError::kIsADirectory);
    world.cut_power();
    EXPECT_EQ(world.text("/f"), "acc");
}

TEST(DiskFault, MisdirectsAWriteToAnotherPageOfTheFile) {
    DiskWorld world;
    const auto fault = world.disk().install({.path = "/f",
                                             .operation = DiskOperation::kWrite,
                                             .when = FaultTiming::nth(2),
                                             .effect = Misdirects{}});
    world.run([](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        must(file.append(fiber, filled(8192, 'o')));
        must(file.append(fiber, bytes_of("new")));
    });
    const std::string text = *world.text("/f");
    EXPECT_EQ(text.size(), 8195u) << "the process believes that all is well";
    EXPECT_EQ(text.substr(8192), std::string(3, '\0'));
    const std::size_t landed = text.find("new");
    EXPECT_TRUE(landed == 0 || landed == 4096) << landed;
}

TEST(DiskFault, MisdirectsAWriteToAnotherFile) {
    DiskWorld world;
    const auto fault = world.disk().install(
        {.path = "/f", .operation = DiskOperation::kWrite, .effect = Misdirects{.onto = "/g*"}});
    world.run([](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        must(file.append(fiber, bytes_of("nobody takes it")));
        must(open_or_die(fiber, disk, "/good").append(fiber, bytes_of("oooo")));
        must(file.pwrite(fiber, 2, bytes_of("new")));
        EXPECT_EQ(file.pwrite(fiber, -2, bytes_of("new")).error(), DiskError::kBadOffset);
    });
    EXPECT_EQ(world.text("/f"), std::string(15, '\0'));
    EXPECT_EQ(world.text("/good"), "oone") << "it does not grow";
}

TEST(DiskFaultDeathTest, CannotHaveAnEffectThatItsOperationCannotHave) {
    DiskWorld world;
    EXPECT_DEATH((void)world.disk().install(
                     {.path = "*", .operation = DiskOperation::kRead, .effect = LosesPages{}}),
                 "a disk fault that its operation cannot have");
    EXPECT_FALSE(suits(Lies{}, DiskOperation::kWrite));
    EXPECT_FALSE(suits(RotsBit{}, DiskOperation::kWrite));
    EXPECT_FALSE(suits(Misdirects{}, DiskOperation::kRead));
    EXPECT_TRUE(suits(Stuck{}, DiskOperation::kList));
}

}  // namespace
}  // namespace assize::sim
