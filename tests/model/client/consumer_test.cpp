#include "model/client/consumer.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "model/wire/record_batch.h"
#include "tests/model/client/fake_cluster.h"

namespace assize::model::client {
namespace {

using Texts = std::vector<std::string>;

const TopicPartition kOrders{"orders", 0};

struct ConsumerWorld {
    FakeCluster cluster{2};
    config::ConsumerConfig config{.auto_offset_reset = config::AutoOffsetReset::kEarliest};

    ConsumerWorld() { cluster.add_topic("orders", 2); }

    void run(sim::Duration time, std::function<void(sim::Fiber&, Consumer&)> body) {
        cluster.run_client([this, body = std::move(body)](sim::Fiber& fiber) {
            Consumer consumer(fiber, cluster.bootstrap(), config);
            body(fiber, consumer);
        });
        cluster.sim.run_for(time);
    }
};

/// The values that polls hand over within a time, each with its offset: "3=a".
Texts read(sim::Fiber& fiber, Consumer& consumer, sim::Duration time = 2_s) {
    Texts values;
    const auto end = fiber.now() + time;
    while (fiber.now() < end) {
        const auto polled = consumer.poll(fiber, 100_ms);
        if (!polled) {
            values.emplace_back(to_string(polled.error().code));
            continue;
        }
        for (const PartitionRecords& part : *polled) {
            for (const wire::Record& record : part.records) {
                values.push_back(std::to_string(record.offset.value()) + "=" +
                                 std::string(record.value->text()));
            }
        }
    }
    return values;
}

TEST(Consumer, reads_a_partition_from_its_beginning_in_order) {
    ConsumerWorld world;
    for (const char* value : {"a", "b", "c"}) world.cluster.append("orders", 0, value);
    Texts values;
    world.run(10_s, [&](sim::Fiber& fiber, Consumer& consumer) {
        consumer.assign({kOrders});
        values = read(fiber, consumer);
        EXPECT_EQ(consumer.position(fiber, kOrders, fiber.after(1_s)), Offset(3));
    });
    EXPECT_EQ(values, (Texts{"0=a", "1=b", "2=c"}));
}

TEST(Consumer, reads_only_what_comes_later_when_it_begins_at_the_end) {
    ConsumerWorld world;
    world.config.auto_offset_reset = config::AutoOffsetReset::kLatest;
    world.cluster.append("orders", 0, "a");
    world.cluster.sim.at(sim::Instant::at(1_s), [&] { world.cluster.append("orders", 0, "b"); });
    Texts values;
    world.run(10_s, [&](sim::Fiber& fiber, Consumer& consumer) {
        consumer.assign({kOrders});
        values = read(fiber, consumer, 5_s);
    });
    EXPECT_EQ(values, (Texts{"1=b"}));
}

TEST(Consumer, a_poll_hands_over_at_most_max_poll_records) {
    ConsumerWorld world;
    world.config.max_poll_records = 2;
    for (int i = 0; i < 5; ++i) world.cluster.append("orders", 0, "a");
    std::vector<std::size_t> counts;
    world.run(10_s, [&](sim::Fiber& fiber, Consumer& consumer) {
        consumer.assign({kOrders});
        for (int i = 0; i < 3; ++i) {
            const auto polled = consumer.poll(fiber, 1_s);
            EXPECT_EQ(world.cluster.fetch_requests, 1u);  // No other before all is handed over.
            ASSERT_TRUE(polled && polled->size() == 1);
            counts.push_back(polled->front().records.size());
        }
    });
    EXPECT_EQ(counts, (std::vector<std::size_t>{2, 2, 1}));
}

TEST(Consumer, a_seek_drops_what_was_fetched_and_goes_on_there) {
    ConsumerWorld world;
    world.config.max_poll_records = 1;
    for (const char* value : {"a", "b", "c"}) world.cluster.append("orders", 0, value);
    Texts values;
    world.run(20_s, [&](sim::Fiber& fiber, Consumer& consumer) {
        consumer.assign({kOrders});
        ASSERT_TRUE(consumer.poll(fiber, 1_s));
        consumer.seek(kOrders, Offset(2));
        values = read(fiber, consumer);
        consumer.seek_to(kOrders, ResetTo::kEarliest);
        values.push_back(read(fiber, consumer).front());
    });
    EXPECT_EQ(values, (Texts{"2=c", "0=a"}));
}

TEST(Consumer, a_paused_partition_keeps_what_was_fetched) {
    ConsumerWorld world;
    world.cluster.append("orders", 0, "a");
    Texts paused;
    Texts resumed;
    world.run(20_s, [&](sim::Fiber& fiber, Consumer& consumer) {
        consumer.assign({kOrders});
        consumer.position(fiber, kOrders, fiber.after(1_s));
        consumer.pause(kOrders);
        paused = read(fiber, consumer);
        consumer.resume(kOrders);
        resumed = read(fiber, consumer);
    });
    EXPECT_EQ(paused, Texts{});
    EXPECT_EQ(resumed, (Texts{"0=a"}));
}

TEST(Consumer, an_offset_out_of_range_is_reset_as_configured) {
    ConsumerWorld world;
    for (const char* value : {"a", "b", "c"}) world.cluster.append("orders", 0, value);
    world.cluster.partition("orders").start = Offset(2);
    Texts values;
    world.run(20_s, [&](sim::Fiber& fiber, Consumer& consumer) {
        consumer.assign({kOrders});
        consumer.seek(kOrders, Offset(0));
        values = read(fiber, consumer);
    });
    EXPECT_EQ(values, (Texts{"2=c"}));
}

TEST(Consumer, without_a_reset_policy_out_of_range_is_an_error_and_so_is_no_position) {
    ConsumerWorld world;
    world.config.auto_offset_reset = config::AutoOffsetReset::kNone;
    world.run(20_s, [&](sim::Fiber& fiber, Consumer& consumer) {
        consumer.assign({kOrders});
        const auto nowhere = consumer.poll(fiber, 1_s);
        ASSERT_FALSE(nowhere);
        EXPECT_EQ(nowhere.error().code, wire::ErrorCode::kOffsetOutOfRange);
        consumer.seek(kOrders, Offset(17));
        const auto outside = consumer.poll(fiber, 5_s);
        ASSERT_FALSE(outside);
        EXPECT_EQ(outside.error(), (ConsumerError{.code = wire::ErrorCode::kOffsetOutOfRange,
                                                  .partition = kOrders}));
    });
}

TEST(Consumer, follows_the_leader_and_finds_its_position_still_good) {
    ConsumerWorld world;
    world.cluster.append("orders", 0, "a");
    world.cluster.sim.at(sim::Instant::at(1_s), [&] {
        auto& partition = world.cluster.partition("orders");
        partition.epoch_ends[0] = 1;
        partition.leader = 2;
        partition.leader_epoch = 1;
        world.cluster.append("orders", 0, "b");
    });
    Texts values;
    world.run(20_s, [&](sim::Fiber& fiber, Consumer& consumer) {
        consumer.assign({kOrders});
        values = read(fiber, consumer, 10_s);
    });
    EXPECT_EQ(values, (Texts{"0=a", "1=b"}));
}

void lose_the_tail(FakeCluster& cluster) {
    auto& partition = cluster.partition("orders");
    partition.log.pop_back();
    partition.end = Offset(1);
    partition.epoch_ends[0] = 1;
    partition.leader = 2;
    partition.leader_epoch = 1;
    cluster.append("orders", 0, "x");
    cluster.append("orders", 0, "y");
}

TEST(Consumer, goes_back_to_where_the_log_parts_from_what_it_has_read) {
    ConsumerWorld world;
    world.cluster.append("orders", 0, "a");
    world.cluster.append("orders", 0, "b");
    world.cluster.sim.at(sim::Instant::at(1_s), [&] { lose_the_tail(world.cluster); });
    Texts values;
    world.run(20_s, [&](sim::Fiber& fiber, Consumer& consumer) {
        consumer.assign({kOrders});
        values = read(fiber, consumer, 10_s);
    });
    EXPECT_EQ(values, (Texts{"0=a", "1=b", "1=x", "2=y"}));
}

TEST(Consumer, says_where_the_log_parts_when_it_may_not_go_back) {
    ConsumerWorld world;
    world.config.auto_offset_reset = config::AutoOffsetReset::kNone;
    world.cluster.append("orders", 0, "a");
    world.cluster.append("orders", 0, "b");
    world.cluster.sim.at(sim::Instant::at(1_s), [&] { lose_the_tail(world.cluster); });
    std::optional<Offset> divergent;
    world.run(20_s, [&](sim::Fiber& fiber, Consumer& consumer) {
        consumer.assign({kOrders});
        consumer.seek(kOrders, Offset(0));
        for (int i = 0; i < 50 && !divergent; ++i) {
            const auto polled = consumer.poll(fiber, 100_ms);
            if (!polled) divergent = polled.error().divergent_offset;
        }
    });
    EXPECT_EQ(divergent, Offset(1));
}

TEST(Consumer, a_corrupt_batch_is_an_error_and_not_a_record) {
    ConsumerWorld world;
    wire::RecordBatchBuilder builder({});
    builder.append(1, std::nullopt, wire::Bytes::copy_of("a").span());
    std::vector<std::byte> bytes = builder.build();
    bytes.back() ^= std::byte{1};
    world.cluster.append_batch(world.cluster.partition("orders"), wire::Bytes(bytes));
    Texts values;
    world.run(20_s, [&](sim::Fiber& fiber, Consumer& consumer) {
        consumer.assign({kOrders});
        values = read(fiber, consumer, 1_s);
    });
    ASSERT_FALSE(values.empty());
    EXPECT_EQ(values.front(), "CORRUPT_MESSAGE");
}

TEST(Consumer, reads_several_partitions_of_several_brokers) {
    ConsumerWorld world;
    world.cluster.append("orders", 0, "a");
    world.cluster.append("orders", 1, "b");
    Texts values;
    world.run(20_s, [&](sim::Fiber& fiber, Consumer& consumer) {
        consumer.assign({kOrders, {"orders", 1}});
        values = read(fiber, consumer);
    });
    std::ranges::sort(values);
    EXPECT_EQ(values, (Texts{"0=a", "0=b"}));
}

TEST(Consumer, a_broker_that_died_is_asked_again_when_it_is_back) {
    ConsumerWorld world;
    world.cluster.append("orders", 0, "a");
    world.cluster.sim.at(sim::Instant::at(1_s), [&] { world.cluster.broker(1).crash(); });
    world.cluster.sim.at(sim::Instant::at(5_s), [&] {
        world.cluster.broker(1).start();
        world.cluster.append("orders", 0, "b");
    });
    Texts values;
    world.run(60_s, [&](sim::Fiber& fiber, Consumer& consumer) {
        consumer.assign({kOrders});
        values = read(fiber, consumer, 30_s);
    });
    EXPECT_EQ(values, (Texts{"0=a", "1=b"}));
}

}  // namespace
}  // namespace assize::model::client
