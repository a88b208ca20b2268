#include "model/client/producer.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "model/facts/client.h"
#include "model/wire/murmur2.h"
#include "tests/model/client/fake_cluster.h"

namespace assize::model::client {
namespace {

using Texts = std::vector<std::string>;

ProducerRecord record(const std::string& value) {
    return {.topic = "orders", .partition = 0, .value = wire::Bytes::copy_of(value)};
}

/// "offset 3", or Kafka's name of the error and what it means for the record.
std::string text_of(const SendResult& result) {
    if (!result) {
        return std::string(to_string(result.error().code)) + " " +
               std::string(to_string(result.error().fate));
    }
    return result->offset ? "offset " + std::to_string(result->offset->value()) : "no offset";
}

struct ProducerWorld {
    FakeCluster cluster{2};
    config::ProducerConfig config;

    ProducerWorld() { cluster.add_topic("orders", 2); }

    void run(sim::Duration time, std::function<void(sim::Fiber&, Producer&)> body) {
        cluster.run_client([this, body = std::move(body)](sim::Fiber& fiber) {
            Producer producer(fiber, cluster.bootstrap(), config);
            body(fiber, producer);
        });
        cluster.sim.run_for(time);
    }
    /// What becomes of one record.
    std::string send_one(sim::Duration time = 300_s) {
        std::string outcome = "nothing";
        run(time, [&](sim::Fiber& fiber, Producer& producer) {
            outcome = text_of(producer.send_and_wait(fiber, record("a")));
        });
        return outcome;
    }
};

/// Which numbered records each batch that was sent is of: "0..2 4..4".
class NumbersSent final : public sim::TraceSubscriber {
public:
    void on_event(const sim::Event& event) override {
        if (!event.as<ProducerBatchSent>()) return;
        std::string numbers;
        for (const sim::Subject& subject : event.about.subjects) {
            if (!numbers.empty()) numbers += " ";
            numbers += std::to_string(subject.begin) + ".." + std::to_string(subject.end - 1);
        }
        batches.push_back(numbers);
    }
    Texts batches;
};

TEST(Producer, a_record_is_written_and_its_offset_told) {
    ProducerWorld world;
    EXPECT_EQ(world.send_one(), "offset 0");
    EXPECT_EQ(world.cluster.values("orders"), (Texts{"a"}));
}

TEST(Producer, records_of_one_partition_keep_their_order_and_travel_together) {
    ProducerWorld world;
    world.config.linger = 5_ms;
    Texts outcomes;
    world.run(10_s, [&](sim::Fiber& fiber, Producer& producer) {
        for (const char* value : {"a", "b", "c"}) {
            const auto sent = producer.send(fiber, record(value), [&](const SendResult& result) {
                outcomes.push_back(text_of(result));
            });
            ASSERT_TRUE(sent);
        }
        EXPECT_TRUE(producer.flush(fiber));
    });
    EXPECT_EQ(world.cluster.values("orders"), (Texts{"a", "b", "c"}));
    EXPECT_EQ(outcomes, (Texts{"offset 0", "offset 1", "offset 2"}));
    EXPECT_EQ(world.cluster.produce_requests, 1u);
}

TEST(Producer, a_full_batch_does_not_linger) {
    ProducerWorld world;
    world.config.linger = 60_s;
    world.config.delivery_timeout = 200_s;
    world.config.batch_size = 200;
    sim::Duration first_done = 0_s;
    world.run(10_s, [&](sim::Fiber& fiber, Producer& producer) {
        const auto sent = producer.send(fiber, record(std::string(100, 'a')));
        ASSERT_TRUE(producer.send(fiber, record(std::string(100, 'b'))));
        sent->get(fiber);
        first_done = fiber.now().since_origin();
        fiber.sleep(9_s);
    });
    EXPECT_GT(first_done, 0_s);
    EXPECT_LT(first_done, 1_s);
    EXPECT_EQ(world.cluster.produce_requests, 1u);  // The second still lingers.
}

TEST(Producer, at_most_so_many_requests_are_in_flight) {
    ProducerWorld world;
    world.config.batch_size = 1;  // A batch for each record.
    world.config.max_in_flight_requests_per_connection = 1;
    for (int i = 0; i < 6; ++i) world.cluster.produce_script.push_back({.delay = 10_ms});
    world.run(10_s, [&](sim::Fiber& fiber, Producer& producer) {
        for (int i = 0; i < 6; ++i) {
            ASSERT_TRUE(producer.send(fiber, record(std::to_string(i))));
        }
        EXPECT_TRUE(producer.flush(fiber));
        EXPECT_GE(fiber.now().since_origin(), 60_ms);
    });
    EXPECT_EQ(world.cluster.values("orders"), (Texts{"0", "1", "2", "3", "4", "5"}));
}

TEST(Producer, a_retriable_error_is_retried_until_it_goes_well) {
    ProducerWorld world;
    world.cluster.produce_script = {
        {.error = wire::ErrorCode::kNotEnoughReplicas, .append = false},
        {.error = wire::ErrorCode::kNotEnoughReplicas, .append = false}};
    EXPECT_EQ(world.send_one(), "offset 0");
    EXPECT_EQ(world.cluster.produce_requests, 3u);
}

TEST(Producer, an_answer_that_is_lost_leads_to_a_duplicate_without_idempotence) {
    ProducerWorld world;
    world.cluster.produce_script = {{.close = true}};
    EXPECT_EQ(world.send_one(), "offset 1");
    EXPECT_EQ(world.cluster.values("orders"), (Texts{"a", "a"}));
}

TEST(Producer, an_error_that_no_retry_mends_fails_at_once) {
    ProducerWorld world;
    world.cluster.produce_script = {{.error = wire::ErrorCode::kInvalidRecord, .append = false}};
    EXPECT_EQ(world.send_one(), "INVALID_RECORD not_written");
    EXPECT_EQ(world.cluster.produce_requests, 1u);
}

TEST(Producer, what_failed_after_a_lost_answer_may_be_written) {
    ProducerWorld world;
    world.cluster.produce_script = {{.close = true},
                                    {.error = wire::ErrorCode::kInvalidRecord, .append = false}};
    EXPECT_EQ(world.send_one(), "INVALID_RECORD maybe_written");
    EXPECT_EQ(world.cluster.values("orders"), (Texts{"a"}));
}

TEST(Producer, retries_end_at_their_number) {
    ProducerWorld world;
    world.config.retries = 2;
    for (int i = 0; i < 9; ++i) {
        world.cluster.produce_script.push_back(
            {.error = wire::ErrorCode::kNotEnoughReplicas, .append = false});
    }
    EXPECT_EQ(world.send_one(), "NOT_ENOUGH_REPLICAS not_written");
    EXPECT_EQ(world.cluster.produce_requests, 3u);
}

TEST(Producer, a_batch_that_never_left_expires_as_not_written) {
    ProducerWorld world;
    world.cluster.partition("orders").leader = -1;
    EXPECT_EQ(world.send_one(), "REQUEST_TIMED_OUT not_written");
}

TEST(Producer, a_batch_that_is_under_way_expires_as_maybe_written) {
    ProducerWorld world;
    world.config.delivery_timeout = 40_s;
    for (int i = 0; i < 9; ++i) world.cluster.produce_script.push_back({.delay = 500_s});
    EXPECT_EQ(world.send_one(), "REQUEST_TIMED_OUT maybe_written");
}

TEST(Producer, another_leader_is_found) {
    ProducerWorld world;
    std::string before;
    std::string after;
    world.run(100_s, [&](sim::Fiber& fiber, Producer& producer) {
        before = text_of(producer.send_and_wait(fiber, record("a")));
        world.cluster.partition("orders").leader = 2;
        world.cluster.partition("orders").leader_epoch = 1;
        after = text_of(producer.send_and_wait(fiber, record("b")));
    });
    EXPECT_EQ(before, "offset 0");
    EXPECT_EQ(after, "offset 1");
}

TEST(Producer, a_leader_that_died_is_tried_again_until_it_is_back) {
    ProducerWorld world;
    std::string after;
    world.cluster.sim.at(sim::Instant::at(500_ms), [&] { world.cluster.broker(1).crash(); });
    world.cluster.sim.at(sim::Instant::at(5_s), [&] { world.cluster.broker(1).start(); });
    world.run(100_s, [&](sim::Fiber& fiber, Producer& producer) {
        producer.send_and_wait(fiber, record("a"));
        fiber.sleep(1_s);
        after = text_of(producer.send_and_wait(fiber, record("b")));
    });
    EXPECT_EQ(after, "offset 1");
}

TEST(Producer, a_batch_too_large_for_the_broker_is_split_and_every_record_hears_of_it) {
    ProducerWorld world;
    world.config.linger = 5_ms;
    world.cluster.produce_script = {{.error = wire::ErrorCode::kMessageTooLarge, .append = false}};
    Texts outcomes;
    Texts handles;
    world.run(10_s, [&](sim::Fiber& fiber, Producer& producer) {
        std::vector<SentRecord> sent;
        for (const char* value : {"a", "b", "c", "d"}) {
            sent.push_back(*producer.send(fiber, record(value), [&](const SendResult& result) {
                outcomes.push_back(text_of(result));
            }));
        }
        for (const SentRecord& one : sent) handles.push_back(text_of(one.get(fiber)));
    });
    EXPECT_EQ(world.cluster.values("orders"), (Texts{"a", "b", "c", "d"}));
    EXPECT_EQ(outcomes, (Texts{"offset 0", "offset 1", "offset 2", "offset 3"}));
    EXPECT_EQ(handles, outcomes);
    EXPECT_GT(world.cluster.produce_requests, 2u);
}

TEST(Producer, facts_say_by_their_users_numbers_which_records_a_batch_holds_split_or_not) {
    ProducerWorld world;
    NumbersSent sent;
    world.cluster.sim.trace().subscribe(sent);
    world.config.linger = 5_ms;
    world.cluster.produce_script = {{.error = wire::ErrorCode::kMessageTooLarge, .append = false}};
    world.run(10_s, [&](sim::Fiber& fiber, Producer& producer) {
        const std::vector<std::optional<std::int64_t>> numbers = {3, 4, std::nullopt, 5, 9};
        for (const auto& number : numbers) {
            ProducerRecord numbered = record("some value");
            numbered.number = number;
            ASSERT_TRUE(producer.send(fiber, numbered));
        }
        EXPECT_TRUE(producer.flush(fiber));
    });
    world.cluster.sim.trace().unsubscribe(sent);
    ASSERT_FALSE(sent.batches.empty());
    EXPECT_EQ(sent.batches.front(), "3..4 5..5 9..9");
    std::string parts;
    for (std::size_t i = 1; i < sent.batches.size(); ++i) parts += "[" + sent.batches[i] + "]";
    EXPECT_EQ(parts, "[3..3][4..4][][5..5][9..9]");
}

TEST(Producer, a_record_beyond_max_request_size_is_refused) {
    ProducerWorld world;
    world.run(10_s, [&](sim::Fiber& fiber, Producer& producer) {
        const auto sent = producer.send(fiber, record(std::string(2'000'000, 'a')));
        ASSERT_FALSE(sent);
        EXPECT_EQ(sent.error(), (SendError{wire::ErrorCode::kMessageTooLarge, Fate::kNotWritten}));
    });
}

TEST(Producer, without_memory_it_waits_at_most_max_block) {
    ProducerWorld world;
    world.config.buffer_memory = 20'000;  // Room for one batch.
    world.config.max_block = 2_s;
    for (int i = 0; i < 9; ++i) world.cluster.produce_script.push_back({.delay = 10_s});
    world.run(100_s, [&](sim::Fiber& fiber, Producer& producer) {
        ASSERT_TRUE(producer.send(fiber, record("a")));
        fiber.sleep(100_ms);
        const sim::MonotonicInstant before = fiber.now();
        const auto refused = producer.send(fiber, record("b"));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, wire::ErrorCode::kRequestTimedOut);
        EXPECT_EQ(fiber.now() - before, 2_s);
    });
}

TEST(Producer, a_topic_that_is_not_there_times_out_after_max_block) {
    ProducerWorld world;
    world.config.max_block = 3_s;
    world.run(100_s, [&](sim::Fiber& fiber, Producer& producer) {
        const auto sent =
            producer.send(fiber, {.topic = "nowhere", .value = wire::Bytes::copy_of("a")});
        ASSERT_FALSE(sent);
        EXPECT_EQ(sent.error(), (SendError{wire::ErrorCode::kRequestTimedOut, Fate::kNotWritten}));
        EXPECT_EQ(fiber.now().since_origin(), 3_s);
    });
}

TEST(Producer, acks_0_is_done_when_it_is_sent) {
    ProducerWorld world;
    world.config.acks = config::Acks::kNone;
    EXPECT_EQ(world.send_one(), "no offset");
    EXPECT_EQ(world.cluster.values("orders"), (Texts{"a"}));
}

TEST(Producer, a_key_always_goes_to_the_same_partition) {
    ProducerWorld world;
    world.run(10_s, [&](sim::Fiber& fiber, Producer& producer) {
        for (int i = 0; i < 5; ++i) {
            const auto result = producer.send_and_wait(
                fiber, {.topic = "orders", .key = wire::Bytes::copy_of("k"), .value = {}});
            ASSERT_TRUE(result);
            EXPECT_EQ(result->partition.partition,
                      wire::partition_of_key(wire::Bytes::copy_of("k").span(), 2));
        }
    });
}

TEST(Producer, records_without_a_key_are_spread_over_all_partitions) {
    ProducerWorld world;
    world.config.batch_size = 100;
    world.run(10_s, [&](sim::Fiber& fiber, Producer& producer) {
        for (int i = 0; i < 50; ++i) {
            ASSERT_TRUE(producer.send_and_wait(
                fiber, {.topic = "orders", .value = wire::Bytes::copy_of("0123456789")}));
        }
    });
    EXPECT_GT(world.cluster.values("orders", 0).size(), 5u);
    EXPECT_GT(world.cluster.values("orders", 1).size(), 5u);
}

}  // namespace
}  // namespace assize::model::client
