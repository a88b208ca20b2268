#include "model/replication/fetch_handler.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/model/replication/replication_world.h"

namespace assize::model::replication {
namespace {

using wire::ErrorCode;

constexpr std::int16_t kHandledVersion = 17;

wire::FetchRequest ask(std::int32_t session, std::int32_t epoch) {
    wire::FetchRequest request;
    request.session_id = session;
    request.session_epoch = epoch;
    request.max_wait_ms = 0;
    request.min_bytes = 1;
    if (epoch > 0) return request;
    auto& topic = request.topics.emplace_back();
    topic.topic_id = kOrdersId;
    topic.partitions.push_back({.partition = 0, .fetch_offset = 0, .partition_max_bytes = 1 << 20});
    return request;
}

/// "orders: high watermark, bytes or none", for each partition in the answer.
std::string text_of(const wire::FetchResponse& response) {
    if (response.error_code != ErrorCode::kNone) return std::string(to_string(response.error_code));
    std::string text;
    for (const auto& topic : response.responses) {
        for (const auto& partition : topic.partitions) {
            if (partition.error_code != ErrorCode::kNone) {
                text += std::string(to_string(partition.error_code)) + " of " +
                        std::to_string(partition.current_leader.leader_id) + " ";
                continue;
            }
            text += std::to_string(partition.high_watermark) +
                    (partition.records && !partition.records->empty() ? " records " : " none ");
        }
    }
    return text;
}

class FetchHandlerTest : public testing::Test {
protected:
    FetchHandlerTest() { world_.create_orders({1, 2}); }

    wire::FetchResponse handle(std::int32_t broker, const wire::FetchRequest& request) {
        wire::FetchResponse response;
        world_.on(broker, [&](sim::Fiber& fiber, ReplicaManager& replicas) {
            response = handle_fetch(fiber, replicas, sessions_, request, kHandledVersion);
        });
        return response;
    }

    ReplicationWorld world_{2};
    FetchSessionCache sessions_{10, sim::Random(1)};
};

TEST_F(FetchHandlerTest, an_incremental_answer_tells_only_what_is_new) {
    const auto first = handle(1, ask(0, 0));
    EXPECT_EQ(text_of(first), "0 none ");
    EXPECT_NE(first.session_id, 0);
    EXPECT_EQ(text_of(handle(1, ask(first.session_id, 1))), "");
    world_.produce(1, {"a"});
    EXPECT_EQ(text_of(handle(1, ask(first.session_id, 2))), "1 records ");
    EXPECT_EQ(text_of(handle(1, ask(first.session_id, 2))), "INVALID_FETCH_SESSION_EPOCH");
}

TEST_F(FetchHandlerTest, who_asks_in_another_leader_epoch_is_told_the_high_watermark_anew) {
    const auto first = handle(1, ask(0, 0));
    world_.elect(1);
    world_.sim.run_for(2_s);
    auto again = ask(0, 0);
    again.session_id = first.session_id;
    again.session_epoch = 1;
    again.topics[0].partitions[0].current_leader_epoch = 1;
    EXPECT_EQ(text_of(handle(1, again)), "0 none ");
    EXPECT_EQ(text_of(handle(1, ask(first.session_id, 2))), "");
}

TEST_F(FetchHandlerTest, an_error_is_told_each_time_and_points_to_the_leader) {
    const auto first = handle(2, ask(0, 0));
    // A consumer without a rack may read from a follower from version 11 on.
    EXPECT_EQ(text_of(first), "0 none ");
    world_.crash(1);
    world_.elect(2);
    world_.sim.run_for(1_s);
    world_.start(1);
    world_.elect(1);
    world_.sim.run_for(2_s);
    auto request = ask(0, 0);
    request.topics[0].partitions[0].current_leader_epoch = 0;
    const auto fenced = handle(1, request);
    EXPECT_EQ(text_of(fenced), "FENCED_LEADER_EPOCH of 1 ");
    EXPECT_EQ(text_of(handle(1, ask(fenced.session_id, 1))), "FENCED_LEADER_EPOCH of 1 ");
}

TEST_F(FetchHandlerTest, a_request_of_a_topic_that_is_not_there_is_answered_so) {
    auto request = ask(0, 0);
    request.topics[0].topic_id = Uuid(3, 3);
    EXPECT_EQ(text_of(handle(1, request)), "UNKNOWN_TOPIC_ID of -1 ");
}

}  // namespace
}  // namespace assize::model::replication
