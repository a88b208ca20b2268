#include "sim/disk/file.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/sim/disk/disk_world.h"

namespace assize::sim {
namespace {

TEST(File, ReadsWhatWasWrittenUpToItsEnd) {
    DiskWorld world;
    world.run([](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        must(file.append(fiber, filled(4090, 'a')));
        must(file.append(fiber, bytes_of("0123456789")));
        EXPECT_EQ(file.size().value(), 4100);
        Bytes read(100);
        EXPECT_EQ(file.pread(fiber, 4088, read).value(), 12u);
        EXPECT_EQ(text_of(read).substr(0, 12), "aa0123456789");
        EXPECT_EQ(file.pread(fiber, 4100, read).value(), 0u);
        EXPECT_EQ(file.pread(fiber, 1ll << 50, read).value(), 0u);
        EXPECT_TRUE(file.pwrite(fiber, 4095, bytes_of("XY")));
        EXPECT_EQ(file.pread(fiber, 4093, std::span(read).first(5)).value(), 5u);
        EXPECT_EQ(text_of(read).substr(0, 5), "34XY7");
        EXPECT_TRUE(file.append(fiber, {}));
        EXPECT_EQ(file.size().value(), 4100);
    });
}

TEST(File, HasHolesThatReadAsZeros) {
    DiskWorld world;
    world.run([](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        must(file.pwrite(fiber, 10'000, bytes_of("x")));
        Bytes read = filled(10'001, '?');
        EXPECT_EQ(file.pread(fiber, 0, read).value(), 10'001u);
        std::string hole_and_x(10'000, '\0');
        hole_and_x.push_back('x');
        EXPECT_EQ(text_of(read), hole_and_x);
        // What was cut off does not come back.
        must(file.pwrite(fiber, 0, filled(5000, 'y')));
        must(file.truncate(fiber, 2));
        must(file.truncate(fiber, 6000));
    });
    EXPECT_EQ(world.text("/f"), "yy" + std::string(5998, '\0'));
}

TEST(File, RefusesOffsetsThatCannotBe) {
    DiskWorld world;
    world.run([](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
        Bytes one(1);
        EXPECT_EQ(file.pwrite(fiber, -1, one).error(), DiskError::kBadOffset);
        EXPECT_EQ(file.pread(fiber, -1, one).error(), DiskError::kBadOffset);
        EXPECT_EQ(file.truncate(fiber, -1).error(), DiskError::kBadOffset);
        EXPECT_EQ(file.pwrite(fiber, kMost, one).error(), DiskError::kTooLarge);
        EXPECT_EQ(file.pwrite(fiber, kFileBytesMax, one).error(), DiskError::kTooLarge);
        EXPECT_EQ(file.truncate(fiber, kMost).error(), DiskError::kTooLarge);
        EXPECT_EQ(file.size().value(), 0);
    });
}

TEST(File, RefusesEverythingOnceClosedOrMovedFrom) {
    DiskWorld world;
    world.run([](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        File moved = std::move(file);
        must(moved.append(fiber, bytes_of("x")));
        Bytes one(1);
        const auto expect_closed = [&](File& closed) {
            EXPECT_EQ(closed.append(fiber, one).error(), DiskError::kClosed);
            EXPECT_EQ(closed.pwrite(fiber, 0, one).error(), DiskError::kClosed);
            EXPECT_EQ(closed.pread(fiber, 0, one).error(), DiskError::kClosed);
            EXPECT_EQ(closed.truncate(fiber, 0).error(), DiskError::kClosed);
            EXPECT_EQ(closed.sync(fiber).error(), DiskError::kClosed);
            EXPECT_EQ(closed.size().error(), DiskError::kClosed);
            closed.close();
        };
        expect_closed(file);
        moved.close();
        expect_closed(moved);
        moved = open_or_die(fiber, disk, "/f");
        EXPECT_EQ(moved.size().value(), 1);
    });
}

TEST(File, ComesFromTheDeviceAfterAPowerLoss) {
    DiskWorld world({.read_latency = LatencyLaw::fixed(100_us), .bytes_per_second = 4'096'000});
    world.run([](Fiber& fiber, Disk& disk) { put_durably(fiber, disk, "/f", filled(9000, 'x')); });
    world.cut_power();
    world.run([&](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        Bytes read(5000);
        const Instant begin = world.simulation().now();
        must(file.pread(fiber, 0, read));
        EXPECT_EQ(world.simulation().now() - begin, 100_us + 2_ms);
        must(file.pread(fiber, 0, read));
        EXPECT_EQ(world.simulation().now() - begin, 100_us + 2_ms) << "now it is in memory";
        EXPECT_EQ(text_of(read), std::string(5000, 'x'));
        must(file.pread(fiber, 8000, read));
        EXPECT_EQ(world.simulation().now() - begin, 200_us + 3_ms);
    });
}

TEST(File, IsSyncedInTheTimeThatLatencyAndBandwidthTake) {
    DiskWorld world({.sync_latency = LatencyLaw::fixed(1_ms), .bytes_per_second = 4'096'000});
    world.run([&](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        must(file.append(fiber, filled(8193, 'x')));
        must(file.sync(fiber));
        EXPECT_EQ(world.simulation().now(), Instant::at(1_ms + 3_ms));
        must(file.sync(fiber));
        EXPECT_EQ(world.simulation().now(), Instant::at(4_ms)) << "nothing is dirty";
    });
}

TEST(File, QueuesForTheDeviceWithAllOthers) {
    DiskWorld world({.sync_latency = LatencyLaw::fixed(1_ms), .bytes_per_second = 4'096'000'000});
    std::vector<std::pair<std::string, Duration>> done;
    const auto sync_one = [&](std::string path) {
        return [&, path](Fiber& fiber, Disk& disk) {
            File file = open_or_die(fiber, disk, path);
            must(file.append(fiber, bytes_of("x")));
            must(file.sync(fiber));
            done.emplace_back(path, world.simulation().now().since_origin());
        };
    };
    for (const char* path : {"/a", "/b", "/a"}) world.start(sync_one(path));
    world.run_until_idle();
    // The third found the first at work on the same file, and what it wrote not yet begun.
    EXPECT_EQ(done, (std::vector<std::pair<std::string, Duration>>{
                        {"/a", 1'001_us}, {"/b", 2'002_us}, {"/a", 2'002_us + 1'001_us}}));
}

}  // namespace
}  // namespace assize::sim
