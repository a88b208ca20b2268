#include "model/log/append_rules.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "model/facts.h"
#include "model/wire/control_batch.h"
#include "tests/model/log/log_world.h"

namespace assize::model::log {
namespace {

using wire::ErrorCode;

constexpr wire::ProducerStamp stamp(std::int32_t sequence, std::int16_t epoch = 0) {
    return {ProducerId(9), ProducerEpoch(epoch), Sequence(sequence)};
}

/// What a leader answers to that, as a client's: the offsets, or the error.
std::string answer(sim::Fiber& fiber, PartitionLog& log, const std::vector<std::byte>& bytes,
                   AppendOrigin origin = AppendOrigin::kClient) {
    const auto appended = log.append_as_leader(fiber, bytes, LeaderEpoch(1), origin);
    if (!appended) return std::string(to_string(appended.error()));
    return std::to_string(appended->first_offset.value()) + "-" +
           std::to_string(appended->last_offset.value()) +
           (appended->appended == Appended::kEarlier ? " again" : "");
}

void with_log(const LogConfig& config, std::function<void(sim::Fiber&, PartitionLog&)> body) {
    LogWorld world;
    world.run([&](sim::Fiber& fiber, LogDirectory& directory) {
        body(fiber, *must_open(fiber, directory, orders(config)));
    });
}

TEST(AppendRulesTest, a_leader_refuses_what_clients_must_not_send) {
    LogConfig config;
    config.max_message_bytes = 200;
    with_log(config, [](sim::Fiber& fiber, PartitionLog& log) {
        const auto good = batch({"a", "b"});
        EXPECT_EQ(answer(fiber, log, {}), "INVALID_RECORD") << "no batch";
        EXPECT_EQ(answer(fiber, log, joined({good, good})), "INVALID_RECORD") << "two batches";
        EXPECT_EQ(answer(fiber, log, batch({std::string(200, 'x')})), "MESSAGE_TOO_LARGE");
        EXPECT_EQ(
            answer(fiber, log, batch({.values = {"a"}, .options = {.base_offset = Offset(3)}})),
            "INVALID_RECORD");
        auto corrupt = good;
        corrupt.back() ^= std::byte{1};
        EXPECT_EQ(answer(fiber, log, corrupt), "CORRUPT_MESSAGE");
        auto cut = good;
        cut.pop_back();
        EXPECT_EQ(answer(fiber, log, cut), "CORRUPT_MESSAGE");
        const auto marker = wire::end_transaction_batch(
            {}, {.producer_id = ProducerId(9), .producer_epoch = ProducerEpoch(0)});
        EXPECT_EQ(answer(fiber, log, marker), "INVALID_RECORD");
        EXPECT_EQ(answer(fiber, log, marker, AppendOrigin::kCoordinator), "0-0");
        EXPECT_EQ(answer(fiber, log, good), "1-2");
    });
}

TEST(AppendRulesTest, keys_timestamps_and_segment_size_have_their_rules) {
    LogConfig config;
    config.cleanup_compact = true;
    with_log(config, [](sim::Fiber& fiber, PartitionLog& log) {
        EXPECT_EQ(answer(fiber, log, batch({"no key"})), "INVALID_RECORD");
    });
    config = {};
    config.message_timestamp_before_max = sim::Duration::seconds(3600);
    with_log(config, [](sim::Fiber& fiber, PartitionLog& log) {
        EXPECT_EQ(answer(fiber, log, batch({"from 1970"})), "INVALID_TIMESTAMP");
        const std::int64_t now_ms =
            fiber.wall_time().since_origin() / sim::Duration::milliseconds(1);
        EXPECT_EQ(answer(fiber, log, batch({.values = {"a"}, .timestamp_ms = now_ms - 1000})),
                  "0-0");
    });
    config = {};
    config.segment_bytes = 100;
    with_log(config, [](sim::Fiber& fiber, PartitionLog& log) {
        EXPECT_EQ(answer(fiber, log, batch({std::string(100, 'x')})), "RECORD_LIST_TOO_LARGE");
    });
}

TEST(AppendRulesTest, log_append_time_replaces_the_producers) {
    LogConfig config;
    config.message_timestamp_type = TimestampPolicy::kLogAppendTime;
    with_log(config, [](sim::Fiber& fiber, PartitionLog& log) {
        const auto appended =
            log.append_as_leader(fiber, batch({"a"}), LeaderEpoch(1), AppendOrigin::kClient);
        ASSERT_TRUE(appended && appended->log_append_time_ms);
        const std::int64_t time_ms = *appended->log_append_time_ms;
        EXPECT_EQ(time_ms / 1000, fiber.wall_time().since_origin() / sim::Duration::seconds(1));
        const auto found = log.fetch_offset_by_timestamp(fiber, time_ms);
        ASSERT_TRUE(found && *found);
        EXPECT_EQ((*found)->timestamp_ms, time_ms);
    });
}

/// The facts of batches that were appended.
struct AppendsSeen final : sim::TraceSubscriber {
    std::vector<BatchAppended> facts = {};
    void on_event(const sim::Event& event) override {
        if (const auto* fact = event.as<BatchAppended>()) facts.push_back(*fact);
    }
};

TEST(AppendRulesTest, a_batch_that_is_altered_says_what_it_came_with) {
    const auto sent = batch({"a"});
    const std::uint32_t sent_crc = wire::first_batch(sent)->crc();
    for (const auto type : {TimestampPolicy::kCreateTime, TimestampPolicy::kLogAppendTime}) {
        LogWorld world;
        AppendsSeen seen;
        world.simulation().trace().subscribe(seen);
        world.run([&](sim::Fiber& fiber, LogDirectory& directory) {
            LogConfig config;
            config.message_timestamp_type = type;
            EXPECT_EQ(answer(fiber, *must_open(fiber, directory, orders(config)), sent), "0-0");
        });
        world.simulation().trace().unsubscribe(seen);
        ASSERT_EQ(seen.facts.size(), 1u);
        if (type == TimestampPolicy::kCreateTime) {
            EXPECT_EQ(seen.facts[0].crc, sent_crc);
            EXPECT_EQ(seen.facts[0].sent_crc, std::nullopt);
        } else {
            EXPECT_NE(seen.facts[0].crc, sent_crc);
            EXPECT_EQ(seen.facts[0].sent_crc, sent_crc);
        }
    }
}

// Semantics 6.3, by its numbers.
TEST(AppendRulesTest, sequences_of_an_idempotent_producer) {
    with_log({}, [](sim::Fiber& fiber, PartitionLog& log) {
        const auto send = [&](std::int32_t sequence, int records = 1, std::int16_t epoch = 0) {
            return answer(
                fiber, log,
                batch({.values = std::vector<std::string>(static_cast<std::size_t>(records), "v"),
                       .options = {.producer = stamp(sequence, epoch)}}));
        };
        EXPECT_EQ(send(5), "0-0") << "5: nothing is known, so any sequence will do";
        EXPECT_EQ(send(6, 2), "1-2") << "4";
        EXPECT_EQ(send(6, 2), "1-2 again") << "2";
        EXPECT_EQ(send(6), "OUT_OF_ORDER_SEQUENCE_NUMBER") << "overlaps in part";
        EXPECT_EQ(send(9), "OUT_OF_ORDER_SEQUENCE_NUMBER") << "a gap";
        for (std::int32_t sequence = 8; sequence < 12; ++sequence) send(sequence);
        EXPECT_EQ(send(6, 2), "1-2 again") << "the fifth before";
        EXPECT_EQ(send(5), "OUT_OF_ORDER_SEQUENCE_NUMBER") << "older than the window";
        EXPECT_EQ(send(3, 1, 1), "OUT_OF_ORDER_SEQUENCE_NUMBER") << "3: a new epoch begins at 0";
        EXPECT_EQ(send(0, 1, 1), "7-7");
        EXPECT_EQ(send(12), "INVALID_PRODUCER_EPOCH") << "1";
    });
}

TEST(AppendRulesTest, the_raft_leader_brings_offsets_and_epochs_that_have_to_fit) {
    with_log({}, [](sim::Fiber& fiber, PartitionLog& log) {
        const auto raft = [&](std::int64_t base, int epoch) {
            return answer(fiber, log,
                          batch({.values = {"r"},
                                 .options = {.base_offset = Offset(base),
                                             .leader_epoch = LeaderEpoch(epoch)}}),
                          AppendOrigin::kRaftLeader);
        };
        EXPECT_EQ(raft(0, 1), "0-0");
        EXPECT_EQ(raft(0, 1), "OFFSET_OUT_OF_RANGE");
        EXPECT_EQ(raft(1, 2), "INVALID_RECORD");
        EXPECT_EQ(raft(1, 1), "1-1");
    });
}

TEST(AppendRulesTest, flush_messages_makes_every_append_durable) {
    LogConfig config;
    config.flush_messages = 1;
    with_log(config, [](sim::Fiber& fiber, PartitionLog& log) {
        EXPECT_EQ(answer(fiber, log, batch({"a", "b"})), "0-1");
        EXPECT_EQ(log.recovery_point(), Offset(2));
    });
}

TEST(AppendRulesTest, segments_roll_by_time_index_and_size) {
    LogConfig config;
    config.segment_ms = sim::Duration::seconds(10);
    with_log(config, [](sim::Fiber& fiber, PartitionLog& log) {
        answer(fiber, log, batch({.values = {"a"}, .timestamp_ms = 1000}));
        answer(fiber, log, batch({.values = {"b"}, .timestamp_ms = 11'000}));
        EXPECT_EQ(log.segment_count(), 1u);
        answer(fiber, log, batch({.values = {"c"}, .timestamp_ms = 11'001}));
        EXPECT_EQ(log.segment_bases(), (std::vector<Offset>{Offset(0), Offset(2)}));
    });
    config = {};
    config.segment_index_bytes = 24;
    config.index_interval_bytes = 1;
    with_log(config, [](sim::Fiber& fiber, PartitionLog& log) {
        for (int i = 0; i < 5; ++i) answer(fiber, log, batch({.values = {"a"}, .timestamp_ms = i}));
        EXPECT_GT(log.segment_count(), 1u);
    });
}

TEST(AppendRulesTest, a_follower_whose_empty_log_is_behind_the_leaders_batch_starts_anew_there) {
    with_log({}, [](sim::Fiber& fiber, PartitionLog& log) {
        ASSERT_TRUE(log.truncate_fully_and_start_at(fiber, Offset(7)));
        const auto straddling =
            batch({.values = {"a", "b", "c"},
                   .options = {.base_offset = Offset(6), .leader_epoch = LeaderEpoch(1)}});
        ASSERT_TRUE(log.append_as_follower(fiber, straddling));
        EXPECT_EQ(log.log_start_offset(), Offset(6));
        EXPECT_EQ(log.log_end_offset(), Offset(9));
    });
}

}  // namespace
}  // namespace assize::model::log
