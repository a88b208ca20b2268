#include "sim/disk/disk.h"

#include <gtest/gtest.h>

#include "sim/disk/facts.h"
#include "tests/sim/disk/disk_world.h"

namespace assize::sim {
namespace {

using Names = std::vector<std::string>;

TEST(Disk, CreatesDirectoriesWithTheirParentsAndListsSortedNames) {
    DiskWorld world;
    world.run([](Fiber& fiber, Disk& disk) {
        EXPECT_TRUE(disk.create_directory(fiber, "/data/orders-1"));
        EXPECT_TRUE(disk.create_directory(fiber, "/data/orders-0"));
        EXPECT_TRUE(disk.create_directory(fiber, "/data"));
        open_or_die(fiber, disk, "/data/b.log");
        open_or_die(fiber, disk, "/data/orders-0/a.log");
        open_or_die(fiber, disk, "/database");
        EXPECT_EQ(disk.list(fiber, "/data").value(), (Names{"b.log", "orders-0", "orders-1"}));
        EXPECT_EQ(disk.list(fiber, "/").value(), (Names{"data", "database"}));
        EXPECT_EQ(disk.list(fiber, "/data/orders-1").value(), Names{});
    });
}

TEST(Disk, OpensAsTheModeSays) {
    DiskWorld world;
    world.run([](Fiber& fiber, Disk& disk) {
        EXPECT_EQ(disk.open(fiber, "/f", OpenMode::kExisting).error(), DiskError::kNotFound);
        EXPECT_TRUE(disk.open(fiber, "/f", OpenMode::kCreateNew));
        EXPECT_EQ(disk.open(fiber, "/f", OpenMode::kCreateNew).error(), DiskError::kExists);
        EXPECT_TRUE(disk.open(fiber, "/f", OpenMode::kExisting));
        EXPECT_TRUE(disk.open(fiber, "/f", OpenMode::kCreateIfMissing));
    });
}

TEST(Disk, SaysWhatIsInTheWay) {
    DiskWorld world;
    world.run([](Fiber& fiber, Disk& disk) {
        must(disk.create_directory(fiber, "/d/e"));
        open_or_die(fiber, disk, "/f");
        const auto open = [&](const char* path) {
            return disk.open(fiber, path, OpenMode::kCreateIfMissing).error();
        };
        EXPECT_EQ(open("/d"), DiskError::kIsADirectory);
        EXPECT_EQ(open("/"), DiskError::kIsADirectory);
        EXPECT_EQ(open("/f/g"), DiskError::kNotADirectory);
        EXPECT_EQ(open("/f/g/h"), DiskError::kNotADirectory);
        EXPECT_EQ(open("/x/g"), DiskError::kNotFound);
        EXPECT_EQ(open("f"), DiskError::kBadPath);
        EXPECT_EQ(open("/d/../f"), DiskError::kBadPath);
        EXPECT_EQ(disk.create_directory(fiber, "/f/g").error(), DiskError::kNotADirectory);
        EXPECT_EQ(disk.create_directory(fiber, "").error(), DiskError::kBadPath);
        EXPECT_EQ(disk.list(fiber, "/f").error(), DiskError::kNotADirectory);
        EXPECT_EQ(disk.list(fiber, "/x").error(), DiskError::kNotFound);
        EXPECT_EQ(disk.sync_directory(fiber, "/f").error(), DiskError::kNotADirectory);
        EXPECT_EQ(disk.sync_directory(fiber, "/x").error(), DiskError::kNotFound);
        EXPECT_EQ(disk.unlink(fiber, "/d").error(), DiskError::kNotEmpty);
        EXPECT_EQ(disk.unlink(fiber, "/").error(), DiskError::kBadPath);
        EXPECT_EQ(disk.unlink(fiber, "/x").error(), DiskError::kNotFound);
        EXPECT_EQ(disk.unlink_all(fiber, "x").error(), DiskError::kBadPath);
        EXPECT_EQ(disk.stat("/x").error(), DiskError::kNotFound);
        EXPECT_EQ(disk.stat("x").error(), DiskError::kBadPath);
    });
}

TEST(Disk, RenamesFilesAndReplacesWhatIsThere) {
    DiskWorld world;
    world.run([](Fiber& fiber, Disk& disk) {
        must(open_or_die(fiber, disk, "/a").append(fiber, bytes_of("new")));
        must(open_or_die(fiber, disk, "/b").append(fiber, filled(5000, 'o')));
        File a = open_or_die(fiber, disk, "/a");
        EXPECT_TRUE(disk.rename(fiber, "/a", "/b"));
        EXPECT_TRUE(disk.rename(fiber, "/b", "/b"));
        EXPECT_EQ(a.path(), "/b");
        EXPECT_TRUE(a.append(fiber, bytes_of("er")));
    });
    EXPECT_FALSE(world.disk().exists("/a"));
    EXPECT_EQ(world.text("/b"), "newer");
    EXPECT_EQ(world.disk().used_bytes(), 4096);
}

TEST(Disk, RenamesDirectoriesWithAllThatLiesBelow) {
    DiskWorld world;
    world.run([](Fiber& fiber, Disk& disk) {
        must(disk.create_directory(fiber, "/d/sub"));
        must(disk.create_directory(fiber, "/empty"));
        must(disk.create_directory(fiber, "/full/x"));
        must(open_or_die(fiber, disk, "/d-e").append(fiber, bytes_of("beside")));
        open_or_die(fiber, disk, "/f");
        File file = open_or_die(fiber, disk, "/d/sub/f");
        const auto rename = [&](const char* from, const char* to) {
            return disk.rename(fiber, from, to).error();
        };
        EXPECT_EQ(rename("/d", "/d/sub/d"), DiskError::kBadPath);
        EXPECT_EQ(rename("/d", "/f"), DiskError::kNotADirectory);
        EXPECT_EQ(rename("/f", "/d"), DiskError::kIsADirectory);
        EXPECT_EQ(rename("/d", "/full"), DiskError::kNotEmpty);
        EXPECT_EQ(rename("/d", "/x/y"), DiskError::kNotFound);
        EXPECT_EQ(rename("/x", "/y"), DiskError::kNotFound);
        EXPECT_EQ(rename("/", "/y"), DiskError::kBadPath);
        EXPECT_EQ(rename("/d", "y"), DiskError::kBadPath);
        EXPECT_TRUE(disk.rename(fiber, "/d", "/empty"));
        EXPECT_EQ(file.path(), "/empty/sub/f");
        EXPECT_EQ(disk.list(fiber, "/").value(), (Names{"d-e", "empty", "f", "full"}));
    });
    EXPECT_EQ(world.text("/d-e"), "beside");
}

TEST(Disk, UnlinksAllThatLiesBelow) {
    DiskWorld world;
    world.run([](Fiber& fiber, Disk& disk) {
        must(disk.create_directory(fiber, "/d/a/b"));
        must(disk.create_directory(fiber, "/d-beside"));
        must(open_or_die(fiber, disk, "/d/a/b/f").append(fiber, bytes_of("x")));
        EXPECT_TRUE(disk.unlink_all(fiber, "/d"));
        EXPECT_EQ(disk.list(fiber, "/").value(), Names{"d-beside"});
        EXPECT_EQ(disk.unlink_all(fiber, "/d").error(), DiskError::kNotFound);
    });
    EXPECT_EQ(world.disk().used_bytes(), 0);
}

TEST(Disk, CountsPagesAndRunsOutOfThem) {
    DiskWorld world({.capacity_bytes = 3 * 4096});
    world.run([](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        EXPECT_TRUE(file.append(fiber, filled(4097, 'x')));
        EXPECT_EQ(disk.free_bytes(), 4096);
        EXPECT_EQ(file.append(fiber, filled(8193, 'y')).error(), DiskError::kNoSpace);
        EXPECT_EQ(file.size().value(), 4097) << "all or nothing";
        EXPECT_TRUE(file.append(fiber, filled(4095, 'y'))) << "the page is held already";
        EXPECT_TRUE(file.truncate(fiber, 1 << 30)) << "a hole takes no room";
        EXPECT_TRUE(file.pwrite(fiber, 1 << 29, bytes_of("z")));
        EXPECT_EQ(disk.free_bytes(), 0);
        EXPECT_EQ(file.pwrite(fiber, 1 << 28, bytes_of("z")).error(), DiskError::kNoSpace);
        EXPECT_TRUE(file.truncate(fiber, 1));
        EXPECT_EQ(disk.used_bytes(), 4096);
    });
}

TEST(Disk, FreesAnUnlinkedFileWhenItsLastHandleGoes) {
    DiskWorld world;
    world.run([](Fiber& fiber, Disk& disk) {
        File file = open_or_die(fiber, disk, "/f");
        must(file.append(fiber, bytes_of("still here")));
        must(disk.unlink(fiber, "/f"));
        must(open_or_die(fiber, disk, "/f").append(fiber, bytes_of("another")));
        Bytes read(10);
        EXPECT_EQ(file.pread(fiber, 0, read).value(), 10u);
        EXPECT_EQ(text_of(read), "still here");
        EXPECT_TRUE(file.append(fiber, bytes_of("!")));
        EXPECT_EQ(disk.used_bytes(), 8192);
        file.close();
        EXPECT_EQ(disk.used_bytes(), 4096);
    });
}

TEST(Disk, IsEmptyAfterAWipe) {
    DiskWorld world;
    world.run([](Fiber& fiber, Disk& disk) {
        put_durably(fiber, disk, "/f", filled(10'000, 'x'));
        must(File(open_or_die(fiber, disk, "/g")).append(fiber, bytes_of("y")));
    });
    world.host().wipe();
    EXPECT_FALSE(world.disk().exists("/f"));
    EXPECT_EQ(world.disk().used_bytes(), 0);
    world.cut_power();
    world.run([](Fiber& fiber, Disk& disk) {
        EXPECT_EQ(disk.list(fiber, "/").value(), Names{});
        put_durably(fiber, disk, "/f", bytes_of("anew"));
    });
    EXPECT_EQ(world.text("/f"), "anew");
}

TEST(Disk, TakesNoTimeForWhatTheCacheDoes) {
    DiskWorld world;
    world.run([&](Fiber& fiber, Disk& disk) {
        must(disk.create_directory(fiber, "/d"));
        File file = open_or_die(fiber, disk, "/d/f");
        must(file.append(fiber, filled(1 << 20, 'x')));
        Bytes read(1 << 20);
        must(file.pread(fiber, 0, read));
        must(disk.rename(fiber, "/d/f", "/d/g"));
        must(disk.list(fiber, "/d"));
        must(disk.unlink(fiber, "/d/g"));
        EXPECT_EQ(world.simulation().now(), Instant::origin());
    });
}

struct Recorder : TraceSubscriber {
    void on_event(const Event& event) override {
        if (event.kind.name.starts_with("process") || event.kind.name.starts_with("host")) return;
        kinds.emplace_back(event.kind.name);
        if (const auto* synced = event.as<FileSynced>()) bytes_synced += synced->bytes;
        for (const Subject& subject : event.about.subjects) EXPECT_EQ(subject.kind, "file");
    }
    std::vector<std::string> kinds;
    std::int64_t bytes_synced = 0;
};

TEST(Disk, StatesWhatChangesItsStateAndNotEachWrite) {
    DiskWorld world(nothing_survives());
    Recorder recorder;
    world.simulation().trace().subscribe(recorder);
    world.run([](Fiber& fiber, Disk& disk) {
        must(disk.create_directory(fiber, "/d"));
        File file = open_or_die(fiber, disk, "/d/f");
        must(file.append(fiber, bytes_of("x")));
        must(file.sync(fiber));
        must(file.sync(fiber));
        must(disk.sync_directory(fiber, "/d"));
        must(disk.sync_directory(fiber, "/d"));
        must(disk.rename(fiber, "/d/f", "/d/g"));
        must(file.append(fiber, bytes_of("y")));
        must(disk.unlink(fiber, "/d/g"));
    });
    world.cut_power();
    world.simulation().trace().unsubscribe(recorder);
    EXPECT_EQ(recorder.kinds,
              (Names{"directory_created", "file_created", "file_synced", "directory_synced",
                     "path_renamed", "path_unlinked", "directory_change_lost",
                     "directory_change_lost", "file_lost_power"}));
    EXPECT_EQ(recorder.bytes_synced, 4096);
}

}  // namespace
}  // namespace assize::sim
