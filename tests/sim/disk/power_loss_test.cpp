#include <gtest/gtest.h>

#include <set>

#include "tests/sim/disk/disk_world.h"

namespace assize::sim {
namespace {

// A file whose first page is durable, and whose pages 0 to 3 are written since.
void write_four_pages_over_one(Fiber& fiber, Disk& disk) {
    put_durably(fiber, disk, "/f", filled(4096, 'o'));
    File file = open_or_die(fiber, disk, "/f");
    must(file.pwrite(fiber, 0, filled(4 * 4096, 'n')));
}

TEST(PowerLoss, LeavesWhatWasSyncedAndNothingElseAtWorst) {
    DiskWorld world(nothing_survives());
    world.run(write_four_pages_over_one);
    EXPECT_EQ(world.text("/f"), std::string(4 * 4096, 'n')) << "a crash loses nothing";
    world.cut_power();
    EXPECT_EQ(world.text("/f"), std::string(4096, 'o'));
    EXPECT_EQ(world.disk().used_bytes(), 4096);
}

TEST(PowerLoss, LeavesEverythingAtBest) {
    DiskWorld world(everything_survives());
    world.run(write_four_pages_over_one);
    world.run([](Fiber& fiber, Disk& disk) { open_or_die(fiber, disk, "/g"); });
    world.cut_power();
    EXPECT_EQ(world.text("/f"), std::string(4 * 4096, 'n'));
    EXPECT_EQ(world.text("/g"), "");
    EXPECT_EQ(world.disk().used_bytes(), 4 * 4096);
}

TEST(PowerLoss, GivesEachPageItsOwnFate) {
    std::set<std::string> outcomes;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        DiskWorld world(pages_choose(Chance::percent(50), Chance::never()), seed);
        world.run(write_four_pages_over_one);
        world.cut_power();
        const std::string text = *world.text("/f");
        std::string pages;
        for (std::size_t at = 0; at < text.size(); at += 4096) {
            EXPECT_EQ(text.substr(at, 4096), std::string(4096, text[at]));
            pages.push_back(text[at] ? text[at] : '0');
        }
        outcomes.insert(pages);
    }
    for (const char* possible : {"o", "n", "nnnn", "o0n", "on", "o000", "n0n0"}) {
        EXPECT_TRUE(outcomes.contains(possible)) << possible;
    }
}

TEST(PowerLoss, TearsPagesAtSectors) {
    std::set<std::string> outcomes;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        DiskWorld world(pages_choose(Chance::never(), Chance::always()), seed);
        world.run([](Fiber& fiber, Disk& disk) {
            put_durably(fiber, disk, "/f", filled(4096, 'o'));
            must(open_or_die(fiber, disk, "/f").pwrite(fiber, 0, filled(4096, 'n')));
        });
        world.cut_power();
        const std::string text = *world.text("/f");
        EXPECT_NE(text.find('o'), std::string::npos);
        EXPECT_NE(text.find('n'), std::string::npos);
        for (std::size_t at = 0; at < text.size(); at += 512) {
            EXPECT_EQ(text.substr(at, 512), std::string(512, text[at]));
        }
        outcomes.insert(text);
    }
    EXPECT_GT(outcomes.size(), 30u);
}

TEST(PowerLoss, MayUndoATruncationThatNoSyncCovered) {
    std::set<std::string> outcomes;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        DiskWorld world({}, seed);
        world.run([](Fiber& fiber, Disk& disk) {
            put_durably(fiber, disk, "/f", bytes_of("long ago"));
            File file = open_or_die(fiber, disk, "/f");
            must(file.truncate(fiber, 4));
            must(file.append(fiber, bytes_of("!")));
        });
        world.cut_power();
        outcomes.insert(*world.text("/f"));
    }
    EXPECT_EQ(outcomes,
              (std::set<std::string>{"long ago", "long", "long!", std::string("long\0", 5)}));
}

TEST(PowerLoss, DoesNotCutWhatASyncedTruncationLeft) {
    DiskWorld world(nothing_survives());
    world.run([](Fiber& fiber, Disk& disk) {
        put_durably(fiber, disk, "/f", filled(3 * 4096, 'x'));
        File file = open_or_die(fiber, disk, "/f");
        must(file.truncate(fiber, 5000));
        must(file.sync(fiber));
        must(file.truncate(fiber, 10'000));
        must(file.sync(fiber));
    });
    world.cut_power();
    EXPECT_EQ(world.text("/f"), std::string(5000, 'x') + std::string(5000, '\0'));
}

TEST(PowerLoss, TakesFilesWhoseDirectoryWasNotSynced) {
    DiskWorld world(nothing_survives());
    world.run([](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        must(file.append(fiber, bytes_of("synced, but nameless")));
        must(file.sync(fiber));
    });
    world.cut_power();
    EXPECT_FALSE(world.disk().exists("/f"));
    EXPECT_EQ(world.disk().used_bytes(), 0);
}

TEST(PowerLoss, KeepsAPrefixOfTheDirectoryChangesInTheirOrder) {
    std::set<std::string> outcomes;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        DiskWorld world({}, seed);
        world.run([](Fiber& fiber, Disk& disk) {
            put_durably(fiber, disk, "/current", bytes_of("1"));
            put_durably(fiber, disk, "/next", bytes_of("2"));
            must(disk.rename(fiber, "/next", "/current"));
            must(disk.create_directory(fiber, "/d"));
            must(disk.unlink(fiber, "/current"));
        });
        world.cut_power();
        std::string state =
            world.text("/current").value_or("-") + world.text("/next").value_or("-");
        if (world.disk().exists("/d")) state += "d";
        outcomes.insert(state);
    }
    EXPECT_EQ(outcomes, (std::set<std::string>{"12", "2-", "2-d", "--d"}));
}

TEST(PowerLoss, SparesWhatASyncOfTheDirectoryCovered) {
    DiskWorld world(nothing_survives());
    world.run([](Fiber& fiber, Disk& disk) {
        must(disk.create_directory(fiber, "/a"));
        must(disk.create_directory(fiber, "/b"));
        open_or_die(fiber, disk, "/a/1");
        open_or_die(fiber, disk, "/b/2");
        must(disk.rename(fiber, "/a", "/c"));
        open_or_die(fiber, disk, "/b/3");
        must(disk.sync_directory(fiber, "/c"));
        open_or_die(fiber, disk, "/c/4");
    });
    world.cut_power();
    // "/a/1" is the last change in what is "/c" by now.
    EXPECT_TRUE(world.disk().exists("/a/1"));
    EXPECT_TRUE(world.disk().exists("/b"));
    EXPECT_FALSE(world.disk().exists("/b/2"));
    EXPECT_FALSE(world.disk().exists("/c"));
}

TEST(PowerLoss, SparesARenameWhenEitherDirectoryWasSynced) {
    for (const char* synced : {"/from", "/to", "/"}) {
        DiskWorld world(nothing_survives());
        world.run([&](Fiber& fiber, Disk& disk) {
            must(disk.create_directory(fiber, "/from"));
            must(disk.create_directory(fiber, "/to"));
            put_durably(fiber, disk, "/from/f", bytes_of("x"));
            must(disk.rename(fiber, "/from/f", "/to/f"));
            must(disk.sync_directory(fiber, synced));
        });
        world.cut_power();
        const bool durable = synced != std::string("/");
        EXPECT_EQ(world.disk().exists("/to/f"), durable) << synced;
        EXPECT_EQ(world.disk().exists("/from/f"), !durable) << synced;
    }
}

TEST(PowerLoss, BringsBackAFileThatWasUnlinkedAndStillOpen) {
    DiskWorld world(nothing_survives());
    world.start([](Fiber& fiber, Disk& disk) {
        put_durably(fiber, disk, "/f", bytes_of("back"));
        File file = open_or_die(fiber, disk, "/f");
        must(disk.unlink(fiber, "/f"));
        fiber.sleep(10_s);
    });
    world.simulation().run_for(5_s);
    world.cut_power();
    EXPECT_EQ(world.disk().used_bytes(), 4096);
    world.run_until_idle();
    EXPECT_EQ(world.text("/f"), "back");
    EXPECT_EQ(world.disk().used_bytes(), 4096);
}

// The sync takes 1 ms, and the power fails at `at`; "b" was written at 500 us.
std::string after_power_loss_during_a_sync(Duration at, DiskProfile profile) {
    profile.sync_latency = LatencyLaw::fixed(1_ms);
    profile.bytes_per_second = 9'000'000'000;
    DiskWorld world(profile);
    world.run([](Fiber& fiber, Disk& disk) { put_durably(fiber, disk, "/f", bytes_of("old")); });
    const Instant begin = world.simulation().now();
    world.start([](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        must(file.pwrite(fiber, 0, bytes_of("aa")));
        fiber.spawn([&](Fiber& other) {
            other.sleep(500_us);
            must(file.pwrite(other, 0, bytes_of("bbbb")));
            other.sleep(10_ms);
        });
        must(file.sync(fiber));
        fiber.sleep(10_ms);
    });
    world.simulation().run_until(begin + at);
    world.cut_power();
    return *world.text("/f");
}

TEST(PowerLoss, FindsDurableExactlyWhatWasDirtyWhenTheSyncStarted) {
    EXPECT_EQ(after_power_loss_during_a_sync(900_us, nothing_survives()), "old");
    EXPECT_EQ(after_power_loss_during_a_sync(2_ms, nothing_survives()), "aad");
    EXPECT_EQ(after_power_loss_during_a_sync(900_us, everything_survives()), "bbbb");
    EXPECT_EQ(after_power_loss_during_a_sync(2_ms, everything_survives()), "bbbb");
}

TEST(PowerLoss, FindsDurableWhatACrashedProcessBeganToSync) {
    DiskProfile profile = nothing_survives();
    profile.sync_latency = LatencyLaw::fixed(1_ms);
    DiskWorld world(profile);
    world.run([](Fiber& fiber, Disk& disk) { put_durably(fiber, disk, "/f", {}); });
    Process& process = world.start([](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        must(file.append(fiber, bytes_of("begun")));
        must(file.sync(fiber));
    });
    world.simulation().run_for(500_us);
    process.crash();
    world.simulation().run_for(10_ms);
    world.cut_power();
    EXPECT_EQ(world.text("/f"), "begun");
}

TEST(PowerLoss, CanFollowCutsOfAFileOnBothSidesOfASync) {
    DiskWorld world(everything_survives());
    world.run([](Fiber& fiber, Disk& disk) {
        put_durably(fiber, disk, "/f", filled(8192, 'o'));
        File file = open_or_die(fiber, disk, "/f");
        must(file.truncate(fiber, 4096));
        const FiberHandle sync = fiber.spawn([&](Fiber& other) { must(file.sync(other)); });
        fiber.sleep(1_us);
        must(file.append(fiber, filled(4096, 'n')));
        must(file.truncate(fiber, 4096));
        fiber.join(sync);
        must(file.sync(fiber));
        must(file.append(fiber, bytes_of("!")));
    });
    world.cut_power();
    EXPECT_EQ(world.text("/f"), std::string(4096, 'o') + "!");
}

TEST(PowerLoss, FindsDurableTheOlderHalfOfVeryManyDirectoryChanges) {
    DiskWorld world(nothing_survives());
    world.run([](Fiber& fiber, Disk& disk) {
        for (std::size_t i = 0; i <= Directories::kPendingMax; ++i) {
            must(disk.create_directory(fiber, "/" + std::to_string(i)));
        }
    });
    world.cut_power();
    EXPECT_TRUE(world.disk().exists("/0"));
    EXPECT_FALSE(world.disk().exists("/" + std::to_string(Directories::kPendingMax)));
}

TEST(PowerLoss, ComesOutTheSameForTheSameSeed) {
    const auto outcome = [] {
        DiskWorld world(pages_choose(Chance::percent(40), Chance::percent(30)), 7);
        world.run(write_four_pages_over_one);
        world.cut_power();
        return std::pair(*world.text("/f"), world.simulation().trace().hash());
    };
    EXPECT_EQ(outcome(), outcome());
}

}  // namespace
}  // namespace assize::sim
