#include <gtest/gtest.h>

#include "tests/model/log/log_world.h"

namespace assize::model::log {
namespace {

/// One batch of ~70 bytes per segment, a second apart, the first one at the time it is now.
void fill(sim::Fiber& fiber, PartitionLog& log, int segments) {
    const std::int64_t now_ms = fiber.wall_time().since_origin() / sim::Duration::milliseconds(1);
    for (int i = 0; i < segments; ++i) {
        ASSERT_TRUE(
            log.append_as_leader(fiber, batch({.values = {"v"}, .timestamp_ms = now_ms + i * 1000}),
                                 LeaderEpoch(0), AppendOrigin::kClient));
        if (i + 1 < segments) {
            ASSERT_TRUE(log.roll(fiber));
        }
    }
}

std::int64_t start_after(sim::Fiber& fiber, PartitionLog& log) {
    EXPECT_TRUE(log.delete_old_segments(fiber));
    return log.log_start_offset().value();
}

TEST(RetentionTest, segments_go_by_age_but_never_above_the_high_watermark) {
    LogWorld world;
    world.run([](sim::Fiber& fiber, LogDirectory& directory) {
        LogConfig config;
        config.retention_ms = sim::Duration::seconds(100);
        const auto log = must_open(fiber, directory, orders(config));
        fill(fiber, *log, 4);
        log->maybe_increment_high_watermark(Offset(2));
        fiber.sleep(sim::Duration::milliseconds(99'500));
        EXPECT_EQ(start_after(fiber, *log), 0) << "not older than that";
        fiber.sleep(sim::Duration::milliseconds(1000));
        EXPECT_EQ(start_after(fiber, *log), 1);
        fiber.sleep(sim::Duration::seconds(50));
        EXPECT_EQ(start_after(fiber, *log), 2) << "the rest is not committed";
        log->maybe_increment_high_watermark(Offset(4));
        EXPECT_EQ(start_after(fiber, *log), 4) << "a new segment took the place of the last";
        EXPECT_EQ(log->segment_bases(), (std::vector<Offset>{Offset(4)}));
        EXPECT_EQ(log->log_end_offset(), Offset(4));
    });
}

TEST(RetentionTest, segments_go_by_size_as_long_as_enough_stays) {
    LogWorld world;
    world.run([](sim::Fiber& fiber, LogDirectory& directory) {
        LogConfig config;
        config.retention_bytes = 150;
        const auto log = must_open(fiber, directory, orders(config));
        fill(fiber, *log, 4);
        log->maybe_increment_high_watermark(Offset(4));
        const std::int64_t segment = log->size_bytes() / 4;
        ASSERT_GT(3 * segment, 150);
        ASSERT_LT(2 * segment, 150);
        EXPECT_EQ(start_after(fiber, *log), 1);
        EXPECT_EQ(start_after(fiber, *log), 1);
    });
}

TEST(RetentionTest, compacted_topics_lose_only_what_lies_below_the_log_start) {
    LogWorld world;
    world.run([](sim::Fiber& fiber, LogDirectory& directory) {
        LogConfig config;
        config.retention_bytes = 0;
        const auto log = must_open(fiber, directory, orders(config));
        fill(fiber, *log, 3);
        log->maybe_increment_high_watermark(Offset(3));
        config.cleanup_delete = false;
        config.cleanup_compact = true;
        log->set_config(config);
        EXPECT_EQ(start_after(fiber, *log), 0);
        ASSERT_TRUE(log->maybe_increment_log_start_offset(fiber, Offset(2),
                                                          LogStartReason::kDeleteRecords));
        EXPECT_EQ(start_after(fiber, *log), 2);
        EXPECT_EQ(log->segment_bases(), (std::vector<Offset>{Offset(2)}));
    });
}

TEST(RetentionTest, files_go_after_a_delay) {
    LogWorld world;
    world.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        LogConfig config;
        config.retention_bytes = 0;
        const auto log = must_open(fiber, directory, orders(config));
        fill(fiber, *log, 2);
        log->maybe_increment_high_watermark(Offset(2));
        EXPECT_EQ(start_after(fiber, *log), 2);
        const std::string deleted = "/data/orders-0/00000000000000000000.log.deleted";
        EXPECT_TRUE(world.disk().exists(deleted));
        fiber.sleep(sim::Duration::seconds(61));
        EXPECT_FALSE(world.disk().exists(deleted));
    });
}

}  // namespace
}  // namespace assize::model::log
