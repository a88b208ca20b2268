// What a log makes of files that are damaged, missing, or cannot be written.

#include <gtest/gtest.h>

#include "sim/disk/disk.h"
#include "sim/sync/task_group.h"
#include "tests/model/log/log_world.h"

namespace assize::model::log {
namespace {

using wire::ErrorCode;

LogConfig small_segments() {
    LogConfig config;
    config.segment_bytes = 1000;
    config.index_interval_bytes = 100;
    return config;
}

bool append(sim::Fiber& fiber, PartitionLog& log, const std::string& value, int epoch = 0) {
    return log.append_as_leader(fiber, batch({value}), LeaderEpoch(epoch), AppendOrigin::kClient)
        .has_value();
}

/// Thirty batches of one record in several segments, of which the first twelve are flushed.
class DamageTest : public testing::Test {
protected:
    static constexpr std::int64_t kRecords = 30;

    void SetUp() override {
        world_.run([](sim::Fiber& fiber, LogDirectory& directory) {
            const auto log = must_open(fiber, directory, orders(small_segments()));
            for (std::int64_t i = 0; i < kRecords; ++i) {
                if (i == 12) {
                    ASSERT_TRUE(log->flush(fiber));
                }
                ASSERT_TRUE(append(fiber, *log, "v" + std::to_string(i)));
            }
            bases_ = log->segment_bases();
            ASSERT_GT(bases_.size(), 2u);
        });
    }

    /// What is in the log after recovery from that point.
    std::int64_t end_after_recovery(std::int64_t recovery_point) {
        std::int64_t end = -1;
        world_.run([&](sim::Fiber& fiber, LogDirectory& directory) {
            auto options = orders(small_segments());
            options.recovery_point = Offset(recovery_point);
            const auto log = must_open(fiber, directory, options);
            end = log->log_end_offset().value();
            EXPECT_TRUE(directory.online());
            for (std::int64_t i = 0; i < end; ++i) {
                const auto data = log->read(
                    fiber,
                    {.from = Offset(i), .max_bytes = 1, .isolation = FetchIsolation::kLogEnd});
                ASSERT_TRUE(data) << i;
                EXPECT_EQ(shown(data->records.span()),
                          std::to_string(i) + ":v" + std::to_string(i));
                const auto found = log->fetch_offset_by_timestamp(fiber, 1000);
                ASSERT_TRUE(found && *found);
                EXPECT_EQ((*found)->offset, Offset(0));
            }
        });
        return end;
    }

    std::string file(Offset base, const std::string& suffix) {
        std::string digits = std::to_string(base.value());
        digits.insert(0, 20 - digits.size(), '0');
        return "/data/orders-0/" + digits + suffix;
    }

    LogWorld world_;
    static std::vector<Offset> bases_;
};

std::vector<Offset> DamageTest::bases_;

TEST_F(DamageTest, nothing_is_lost_without_damage) {
    EXPECT_EQ(end_after_recovery(12), kRecords);
}

TEST_F(DamageTest, a_bit_that_rots_above_the_recovery_point_ends_the_log_there) {
    // A batch of one record has 61 bytes and a few: this is the second one of the last segment.
    const Offset last = bases_.back();
    ASSERT_TRUE(world_.disk().corrupt(file(last, ".log"), 71 + 62, std::byte{4}));
    EXPECT_EQ(end_after_recovery(12), last.value() + 1);
}

TEST_F(DamageTest, segments_after_a_bad_batch_go_with_it) {
    const Offset middle = bases_[bases_.size() - 2];
    ASSERT_TRUE(world_.disk().corrupt(file(middle, ".log"), 30, std::byte{1}));
    EXPECT_EQ(end_after_recovery(12), middle.value());
    EXPECT_FALSE(world_.disk().exists(file(bases_.back(), ".log")));
}

TEST_F(DamageTest, rot_below_the_recovery_point_is_not_looked_for) {
    ASSERT_TRUE(world_.disk().corrupt(file(bases_.front(), ".log"), 65, std::byte{1}));
    world_.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        auto options = orders(small_segments());
        options.recovery_point = Offset(kRecords);
        EXPECT_EQ(must_open(fiber, directory, options)->log_end_offset(), Offset(kRecords));
    });
}

TEST_F(DamageTest, missing_indexes_are_made_anew) {
    world_.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        ASSERT_TRUE(directory.disk().unlink(fiber, file(bases_.front(), ".index")));
        ASSERT_TRUE(directory.disk().unlink(fiber, file(bases_.front(), ".timeindex")));
    });
    EXPECT_EQ(end_after_recovery(kRecords), kRecords);
    EXPECT_GT(world_.disk().stat(file(bases_.front(), ".index"))->size, 0);
    EXPECT_GT(world_.disk().stat(file(bases_.front(), ".timeindex"))->size, 0);
}

TEST_F(DamageTest, indexes_that_make_no_sense_are_made_anew) {
    for (const char* suffix : {".index", ".timeindex"}) {
        ASSERT_TRUE(world_.disk().corrupt(file(bases_.front(), suffix), 0, std::byte{0x80}));
    }
    EXPECT_EQ(end_after_recovery(kRecords), kRecords);
}

TEST_F(DamageTest, a_lost_epoch_file_is_derived_from_the_batches) {
    world_.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        ASSERT_TRUE(directory.disk().unlink(fiber, "/data/orders-0/leader-epoch-checkpoint"));
        auto options = orders(small_segments());
        options.recovery_point = Offset(kRecords);
        const auto log = must_open(fiber, directory, options);
        EXPECT_EQ(log->leader_epoch_cache().entries(),
                  (std::vector<EpochStart>{{LeaderEpoch(0), Offset(0)}}));
    });
}

TEST_F(DamageTest, index_files_without_a_segment_go) {
    world_.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        ASSERT_TRUE(
            directory.disk().open(fiber, file(Offset(77), ".index"), sim::OpenMode::kCreateNew));
    });
    EXPECT_EQ(end_after_recovery(12), kRecords);
    EXPECT_FALSE(world_.disk().exists(file(Offset(77), ".index")));
}

TEST(FullDiskTest, an_append_that_finds_no_room_takes_the_directory_offline_and_harms_nothing) {
    sim::DiskProfile tiny;
    tiny.capacity_bytes = 16 * 4096;
    LogWorld world(tiny);
    std::int64_t appended = 0;
    world.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        auto other = directory.disk().open(fiber, "/other", sim::OpenMode::kCreateNew);
        ASSERT_TRUE(other->append(fiber, std::vector<std::byte>(4 * 4096)));
        while (append(fiber, *log, "v" + std::to_string(appended))) ++appended;
        EXPECT_FALSE(directory.online());
        EXPECT_EQ(log->log_end_offset(), Offset(appended));
        EXPECT_EQ(
            log->read(fiber,
                      {.from = Offset(0), .max_bytes = 100, .isolation = FetchIsolation::kLogEnd})
                .error(),
            ErrorCode::kKafkaStorageError);
    });
    EXPECT_GT(appended, 100);
    world.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        ASSERT_TRUE(directory.disk().unlink(fiber, "/other"));
        EXPECT_EQ(must_open(fiber, directory)->log_end_offset(), Offset(appended));
    });
}

TEST(FailingSyncTest, a_flush_that_fails_moves_no_recovery_point) {
    LogWorld world;
    world.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        ASSERT_TRUE(append(fiber, *log, "a"));
        const auto fault = world.disk().install({.path = "*.log",
                                                 .operation = sim::DiskOperation::kSync,
                                                 .effect = sim::disk_fault::LosesPages{}});
        EXPECT_EQ(log->flush(fiber).error(), ErrorCode::kKafkaStorageError);
        EXPECT_EQ(log->recovery_point(), Offset(0));
        EXPECT_FALSE(directory.online());
    });
}

TEST(SlowDiskTest, a_reader_that_waits_never_sees_half_a_truncation) {
    LogWorld world;
    world.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        for (const char* value : {"a", "b", "c"}) ASSERT_TRUE(append(fiber, *log, value));
        std::string seen;
        {
            const auto slow = world.disk().install(
                {.path = "*.log",
                 .operation = sim::DiskOperation::kRead,
                 .effect = sim::disk_fault::Slow{sim::Duration::milliseconds(5)}});
            sim::TaskGroup tasks(fiber);
            tasks.spawn([&](sim::Fiber& reader) { seen = read_all(reader, *log); });
            fiber.sleep(sim::Duration::milliseconds(1));
            ASSERT_TRUE(log->truncate_to(fiber, Offset(1)));
            ASSERT_TRUE(append(fiber, *log, "d", 1));
            tasks.wait(fiber);
        }
        EXPECT_EQ(seen, "0:a") << "what it read while b and c were cut is void";
        EXPECT_EQ(read_all(fiber, *log), "0:a | 1:d");
    });
}

TEST(SlowDiskTest, a_writer_that_is_killed_while_it_waits_leaves_a_whole_log) {
    LogWorld world;
    world.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory, orders(small_segments()));
        ASSERT_TRUE(append(fiber, *log, "a"));
        {
            const auto stuck = world.disk().install({.path = "*index",
                                                     .operation = sim::DiskOperation::kWrite,
                                                     .effect = sim::disk_fault::Stuck{}});
            sim::TaskGroup tasks(fiber);
            tasks.spawn([&](sim::Fiber& writer) {
                for (const char* value : {"b", "c", "d"}) append(writer, *log, value);
            });
            fiber.sleep(sim::Duration::milliseconds(1));
        }
        const std::string before = read_all(fiber, *log);
        ASSERT_TRUE(append(fiber, *log, "z"));
        EXPECT_EQ(read_all(fiber, *log),
                  before + " | " + std::to_string(log->log_end_offset().value() - 1) + ":z");
    });
    world.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        EXPECT_NE(read_all(fiber, *must_open(fiber, directory)).find(":z"), std::string::npos);
    });
}

}  // namespace
}  // namespace assize::model::log
