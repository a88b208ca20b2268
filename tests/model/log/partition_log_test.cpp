#include "model/log/partition_log.h"

#include <gtest/gtest.h>

#include "tests/model/log/log_world.h"

namespace assize::model::log {
namespace {

using wire::ErrorCode;

auto append(sim::Fiber& fiber, PartitionLog& log, const std::vector<std::byte>& bytes,
            int epoch = 0) {
    return log.append_as_leader(fiber, bytes, LeaderEpoch(epoch), AppendOrigin::kClient);
}

TEST(PartitionLogTest, a_leader_assigns_offsets_and_its_epoch) {
    LogWorld world;
    world.run([](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        const auto first = append(fiber, *log, batch({"a", "b"}), 3);
        ASSERT_TRUE(first) << to_string(first.error());
        EXPECT_EQ(first->first_offset, Offset(0));
        EXPECT_EQ(first->last_offset, Offset(1));
        const auto second = append(fiber, *log, batch({"c"}), 5);
        ASSERT_TRUE(second);
        EXPECT_EQ(second->first_offset, Offset(2));
        EXPECT_EQ(log->log_end_offset(), Offset(3));
        EXPECT_EQ(log->high_watermark(), Offset(0));
        EXPECT_EQ(read_all(fiber, *log), "0:a 1:b | 2:c");
        EXPECT_EQ(log->latest_epoch(), LeaderEpoch(5));
        EXPECT_EQ(log->end_offset_for(LeaderEpoch(3)), (EpochEnd{LeaderEpoch(3), Offset(2)}));
        EXPECT_EQ(log->end_offset_for(LeaderEpoch(4)), (EpochEnd{LeaderEpoch(3), Offset(2)}));
        EXPECT_EQ(log->end_offset_for(LeaderEpoch(5)), (EpochEnd{LeaderEpoch(5), Offset(3)}));
        EXPECT_EQ(log->end_offset_for(LeaderEpoch(6)), std::nullopt);
    });
}

TEST(PartitionLogTest, a_follower_keeps_offsets_and_drops_a_partial_tail) {
    LogWorld world;
    world.run([](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        auto bytes = joined(
            {batch({.values = {"a"}, .options = {.leader_epoch = LeaderEpoch(1)}}),
             batch({.values = {"b"},
                    .options = {.base_offset = Offset(1), .leader_epoch = LeaderEpoch(2)}})});
        const std::size_t whole = bytes.size();
        const auto third = batch({"c"});
        bytes.insert(bytes.end(), third.begin(), third.end() - 1);
        const auto appended = log->append_as_follower(fiber, bytes);
        ASSERT_TRUE(appended) << to_string(appended.error());
        EXPECT_EQ(log->log_end_offset(), Offset(2));
        EXPECT_EQ(log->size_bytes(), static_cast<std::int64_t>(whole));
        EXPECT_EQ(
            log->leader_epoch_cache().entries(),
            (std::vector<EpochStart>{{LeaderEpoch(1), Offset(0)}, {LeaderEpoch(2), Offset(1)}}));
        EXPECT_EQ(log->append_as_follower(fiber, bytes).error(), ErrorCode::kOffsetOutOfRange);
    });
}

TEST(PartitionLogTest, what_a_process_wrote_is_there_when_it_is_back) {
    LogWorld world;
    world.run([](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        ASSERT_TRUE(append(fiber, *log, batch({"a", "b"}), 3));
        ASSERT_TRUE(log->roll(fiber));
        ASSERT_TRUE(append(fiber, *log, batch({"c"}), 4));
    });
    world.run([](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        EXPECT_EQ(log->log_end_offset(), Offset(3));
        EXPECT_EQ(log->segment_bases(), (std::vector<Offset>{Offset(0), Offset(2)}));
        EXPECT_EQ(log->topic_id(), kOrdersId);
        EXPECT_EQ(log->latest_epoch(), LeaderEpoch(4));
        ASSERT_TRUE(append(fiber, *log, batch({"d"}), 4));
        EXPECT_EQ(log->log_end_offset(), Offset(4));
    });
}

TEST(PartitionLogTest, a_power_loss_takes_what_was_not_flushed) {
    LogWorld world(nothing_survives());
    world.run([](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        ASSERT_TRUE(append(fiber, *log, batch({"a"})));
        ASSERT_TRUE(log->flush(fiber));
        EXPECT_EQ(log->recovery_point(), Offset(1));
        ASSERT_TRUE(append(fiber, *log, batch({"b"})));
    });
    world.cut_power();
    world.run([](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        EXPECT_EQ(read_all(fiber, *log), "0:a");
    });
}

TEST(PartitionLogTest, reads_see_up_to_what_their_isolation_allows) {
    LogWorld world;
    world.run([](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        for (const char* value : {"a", "b", "c"}) {
            ASSERT_TRUE(append(fiber, *log, batch({std::string(value)})));
        }
        EXPECT_EQ(log->maybe_increment_high_watermark(Offset(2)), Offset(0));
        const auto read = [&](std::int64_t from, FetchIsolation isolation, int max_bytes = 1000) {
            const auto data = log->read(
                fiber, {.from = Offset(from), .max_bytes = max_bytes, .isolation = isolation});
            return data ? shown(data->records.span()) : std::string(to_string(data.error()));
        };
        EXPECT_EQ(read(0, FetchIsolation::kLogEnd), "0:a | 1:b | 2:c");
        EXPECT_EQ(read(0, FetchIsolation::kHighWatermark), "0:a | 1:b");
        EXPECT_EQ(read(0, FetchIsolation::kTxnCommitted), "0:a | 1:b");
        EXPECT_EQ(read(1, FetchIsolation::kHighWatermark), "1:b");
        EXPECT_EQ(read(2, FetchIsolation::kHighWatermark), "");
        EXPECT_EQ(read(3, FetchIsolation::kHighWatermark), "");
        EXPECT_EQ(read(3, FetchIsolation::kLogEnd), "");
        EXPECT_EQ(read(4, FetchIsolation::kLogEnd), "OFFSET_OUT_OF_RANGE");
        EXPECT_EQ(read(0, FetchIsolation::kLogEnd, 1), "0:a");
        EXPECT_EQ(read(0, FetchIsolation::kLogEnd, 150), "0:a | 1:b");
    });
}

TEST(PartitionLogTest, truncation_drops_batches_epochs_and_segments) {
    LogWorld world;
    world.run([](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        ASSERT_TRUE(append(fiber, *log, batch({"a"}), 1));
        ASSERT_TRUE(append(fiber, *log, batch({"b"}), 2));
        ASSERT_TRUE(log->roll(fiber));
        ASSERT_TRUE(append(fiber, *log, batch({"c"}), 3));
        log->update_high_watermark(Offset(3));
        EXPECT_EQ(log->truncate_to(fiber, Offset(5)).value(), RecordCount(0));
        EXPECT_EQ(log->truncate_to(fiber, Offset(1)).value(), RecordCount(2));
        EXPECT_EQ(log->log_end_offset(), Offset(1));
        EXPECT_EQ(log->high_watermark(), Offset(1));
        EXPECT_EQ(log->latest_epoch(), LeaderEpoch(1));
        EXPECT_EQ(log->segment_count(), 1u);
        EXPECT_EQ(read_all(fiber, *log), "0:a");
        ASSERT_TRUE(append(fiber, *log, batch({"d"}), 4));
        EXPECT_EQ(read_all(fiber, *log), "0:a | 1:d");
        ASSERT_TRUE(log->truncate_fully_and_start_at(fiber, Offset(10)));
        EXPECT_EQ(log->log_start_offset(), Offset(10));
        ASSERT_TRUE(append(fiber, *log, batch({"e"}), 4));
        EXPECT_EQ(read_all(fiber, *log), "10:e");
    });
}

TEST(PartitionLogTest, an_error_of_the_disk_takes_the_directory_offline) {
    LogWorld world;
    world.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        const auto log = must_open(fiber, directory);
        ASSERT_TRUE(append(fiber, *log, batch({"a"})));
        const auto fault =
            world.disk().install({.path = "*.log", .operation = sim::DiskOperation::kWrite});
        EXPECT_EQ(append(fiber, *log, batch({"b"})).error(), ErrorCode::kKafkaStorageError);
        EXPECT_FALSE(directory.online());
        EXPECT_EQ(log->log_end_offset(), Offset(1));
    });
    world.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        EXPECT_EQ(read_all(fiber, *must_open(fiber, directory)), "0:a");
    });
}

}  // namespace
}  // namespace assize::model::log
