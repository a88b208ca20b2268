#include "model/controller/topic_control.h"

#include <gtest/gtest.h>

#include "tests/model/controller/cluster_state.h"
#include "tests/model/controller/invariants.h"

namespace assize::model::controller {
namespace {

using NewTopic = wire::CreateTopicsRequest::Topic;

NewTopic new_topic(std::string name, std::int32_t partitions = 2, std::int16_t factor = 3) {
    NewTopic topic;
    topic.name = std::move(name);
    topic.num_partitions = partitions;
    topic.replication_factor = factor;
    return topic;
}

class TopicControlTest : public testing::Test {
protected:
    wire::CreateTopicsResponse create(std::vector<NewTopic> topics, bool validate_only = false) {
        wire::CreateTopicsRequest request;
        request.topics = std::move(topics);
        request.validate_only = validate_only;
        auto result = create_topics(state_.view(), request, random_);
        state_.apply(result.records);
        EXPECT_EQ(broken_in(state_.view()), "");
        return result.response;
    }
    std::string code(const NewTopic& topic) {
        return std::string(wire::to_string(create({topic}).topics[0].error_code));
    }
    static NewTopic with_assignment(std::vector<std::vector<std::int32_t>> replicas) {
        NewTopic topic = new_topic("manual", -1, -1);
        for (std::size_t i = 0; i < replicas.size(); ++i) {
            topic.assignments.push_back(
                {.partition_index = static_cast<std::int32_t>(i), .broker_ids = replicas[i]});
        }
        return topic;
    }
    std::string grow(std::int32_t count,
                     std::optional<std::vector<std::vector<std::int32_t>>> assignments = {}) {
        wire::CreatePartitionsRequest request;
        auto& topic = request.topics.emplace_back();
        topic.name = "orders";
        topic.count = count;
        topic.assignments.reset();
        if (assignments) {
            topic.assignments.emplace();
            for (auto& replicas : *assignments) topic.assignments->push_back({replicas});
        }
        auto result = create_partitions(state_.view(), request, random_);
        state_.apply(result.records);
        return std::string(wire::to_string(result.response.results[0].error_code));
    }
    const TopicImage* topic(std::string_view name) const {
        return state_.image().topics.find(name);
    }

    ClusterState state_{3};
    sim::Random random_{1};
};

TEST_F(TopicControlTest, a_topic_has_the_partitions_and_replicas_that_it_was_asked_for) {
    NewTopic wanted = new_topic("new", 4, 2);
    wanted.configs.push_back({"retention.ms", "7"});
    const auto response = create({wanted});
    ASSERT_EQ(response.topics[0].error_code, ErrorCode::kNone);
    EXPECT_EQ(response.topics[0].num_partitions, 4);
    EXPECT_EQ(response.topics[0].replication_factor, 2);
    EXPECT_EQ(response.topics[0].topic_id, topic("new")->id);
    ASSERT_EQ(topic("new")->partitions.size(), 4u);
    const PartitionRegistration& partition = *topic("new")->partition(0);
    EXPECT_EQ(partition.isr, partition.replicas);
    EXPECT_EQ(partition.leader, partition.replicas.front());
    EXPECT_EQ(partition.leader_epoch, LeaderEpoch(0));
    EXPECT_EQ(partition.directory_of(BrokerId(partition.replicas[0])),
              Uuid(6, static_cast<std::uint64_t>(partition.replicas[0].value())));
    EXPECT_EQ(metadata::topic_config(state_.image(), "new", state_.config).retention,
              sim::Duration::milliseconds(7));
    for (const auto& config : *response.topics[0].configs) {
        EXPECT_EQ(config.config_source, config.name == "retention.ms" ? 1 : 5) << config.name;
    }
}

TEST_F(TopicControlTest, what_it_does_not_say_is_as_configured) {
    state_.config.num_partitions = 3;
    state_.config.default_replication_factor = 2;
    create({new_topic("new", -1, -1)});
    EXPECT_EQ(topic("new")->partitions.size(), 3u);
    EXPECT_EQ(topic("new")->partition(0)->replicas.size(), 2u);
}

TEST_F(TopicControlTest, two_topics_of_the_same_name_have_different_ids) {
    create({new_topic("new")});
    const Uuid first = topic("new")->id;
    wire::DeleteTopicsRequest request;
    request.topic_names = {"new"};
    state_.apply(delete_topics(state_.view(), request).records);
    create({new_topic("new")});
    EXPECT_NE(topic("new")->id, first);
}

TEST_F(TopicControlTest, what_cannot_be_created_is_refused_with_kafkas_code) {
    EXPECT_EQ(code(new_topic("")), "INVALID_TOPIC_EXCEPTION");
    EXPECT_EQ(code(new_topic("..")), "INVALID_TOPIC_EXCEPTION");
    EXPECT_EQ(code(new_topic("a b")), "INVALID_TOPIC_EXCEPTION");
    EXPECT_EQ(code(new_topic(std::string(250, 'a'))), "INVALID_TOPIC_EXCEPTION");
    EXPECT_EQ(code(new_topic("orders")), "TOPIC_ALREADY_EXISTS");
    EXPECT_EQ(code(new_topic("new", 0)), "INVALID_PARTITIONS");
    EXPECT_EQ(code(new_topic("new", -2)), "INVALID_PARTITIONS");
    EXPECT_EQ(code(new_topic("new", 1, 0)), "INVALID_REPLICATION_FACTOR");
    EXPECT_EQ(code(new_topic("new", 1, 4)), "INVALID_REPLICATION_FACTOR");
    NewTopic bad = new_topic("new");
    bad.configs.push_back({"retention.mss", "7"});
    EXPECT_EQ(code(bad), "INVALID_CONFIG");
    bad.configs = {{"segment.bytes", "1"}};
    const auto response = create({bad});
    EXPECT_EQ(response.topics[0].error_code, ErrorCode::kInvalidConfig);
    EXPECT_EQ(response.topics[0].error_message,
              "Invalid value 1 for configuration segment.bytes: allowed is at least 14");
    bad.configs = {{"segment.bytes", std::nullopt}};
    EXPECT_EQ(code(bad), "INVALID_CONFIG");
    EXPECT_EQ(state_.image().topics.size(), 1u);
}

TEST_F(TopicControlTest, names_that_differ_in_dots_and_underscores_only_collide) {
    create({new_topic("a.b")});
    EXPECT_EQ(code(new_topic("a_b")), "INVALID_TOPIC_EXCEPTION");
    const auto both = create({new_topic("c.d"), new_topic("c_d")});
    EXPECT_EQ(both.topics[0].error_code, ErrorCode::kNone);
    EXPECT_EQ(both.topics[1].error_code, ErrorCode::kInvalidTopicException);
}

TEST_F(TopicControlTest, a_name_that_is_there_twice_creates_nothing_and_others_are_created) {
    const auto response = create({new_topic("a"), new_topic("b"), new_topic("a")});
    EXPECT_EQ(response.topics[0].error_code, ErrorCode::kInvalidRequest);
    EXPECT_EQ(response.topics[1].error_code, ErrorCode::kNone);
    EXPECT_EQ(response.topics[2].error_code, ErrorCode::kInvalidRequest);
    EXPECT_EQ(state_.image().topics.size(), 2u);
}

TEST_F(TopicControlTest, validation_alone_creates_nothing) {
    EXPECT_EQ(create({new_topic("new")}, true).topics[0].error_code, ErrorCode::kNone);
    EXPECT_EQ(topic("new"), nullptr);
}

TEST_F(TopicControlTest, an_operator_may_say_where_replicas_are) {
    state_.fence(3);
    EXPECT_EQ(code(with_assignment({{3, 1}, {2, 3}})), "NONE");
    EXPECT_EQ(text_of(*topic("manual")->partition(0)), "replicas 3,1 isr 1 leader 1 epochs 0/0");
    EXPECT_EQ(text_of(*topic("manual")->partition(1)), "replicas 2,3 isr 2 leader 2 epochs 0/0");
}

TEST_F(TopicControlTest, assignments_that_make_no_sense_are_refused) {
    EXPECT_EQ(code(with_assignment({{}})), "INVALID_REPLICA_ASSIGNMENT");
    EXPECT_EQ(code(with_assignment({{1, 1}})), "INVALID_REPLICA_ASSIGNMENT");
    EXPECT_EQ(code(with_assignment({{1, 9}})), "INVALID_REPLICA_ASSIGNMENT");
    EXPECT_EQ(code(with_assignment({{1, 2}, {1}})), "INVALID_REPLICA_ASSIGNMENT");
    NewTopic gap = with_assignment({{1}, {2}});
    gap.assignments[1].partition_index = 2;
    EXPECT_EQ(code(gap), "INVALID_REPLICA_ASSIGNMENT");
    NewTopic twice = with_assignment({{1}, {2}});
    twice.assignments[1].partition_index = 0;
    EXPECT_EQ(code(twice), "INVALID_REPLICA_ASSIGNMENT");
    NewTopic both = with_assignment({{1}});
    both.num_partitions = 1;
    EXPECT_EQ(code(both), "INVALID_REQUEST");
    state_.fence(3);
    EXPECT_EQ(code(with_assignment({{3}})), "INVALID_REPLICA_ASSIGNMENT") << "nobody could lead";
}

TEST_F(TopicControlTest, topics_are_deleted_by_name_or_id) {
    create({new_topic("a"), new_topic("b")});
    wire::DeleteTopicsRequest request;
    const auto add = [&](std::optional<std::string> name, const Uuid& id) {
        auto& each = request.topics.emplace_back();
        each.name = std::move(name);
        each.topic_id = id;
    };
    add("a", Uuid());
    add(std::nullopt, topic("b")->id);
    add("none", Uuid());
    add(std::nullopt, Uuid(9, 9));
    add("orders", ClusterState::orders);
    add("a", Uuid());
    const auto result = delete_topics(state_.view(), request);
    std::vector<ErrorCode> codes;
    for (const auto& each : result.response.responses) codes.push_back(each.error_code);
    EXPECT_EQ(codes, (std::vector{ErrorCode::kNone, ErrorCode::kNone,
                                  ErrorCode::kUnknownTopicOrPartition, ErrorCode::kUnknownTopicId,
                                  ErrorCode::kInvalidRequest, ErrorCode::kInvalidRequest}));
    EXPECT_EQ(result.response.responses[1].name, "b");
    state_.apply(result.records);
    EXPECT_EQ(state_.image().topics.size(), 1u);
    state_.config.delete_topic_enable = false;
    EXPECT_EQ(delete_topics(state_.view(), request).response.responses[0].error_code,
              ErrorCode::kTopicDeletionDisabled);
}

TEST_F(TopicControlTest, partitions_can_be_added_and_nothing_else) {
    state_.add_partition({1, 2});
    EXPECT_EQ(grow(1), "INVALID_PARTITIONS");
    EXPECT_EQ(grow(0), "INVALID_PARTITIONS");
    EXPECT_EQ(grow(3), "NONE");
    EXPECT_EQ(topic("orders")->partitions.size(), 3u);
    EXPECT_EQ(state_.partition(2).replicas.size(), 2u) << "as many as the others have";
    EXPECT_EQ(grow(4, {{{1, 2}, {2, 3}}}), "INVALID_REPLICA_ASSIGNMENT");
    EXPECT_EQ(grow(4, {{{1, 2, 3}}}), "INVALID_REPLICA_ASSIGNMENT");
    EXPECT_EQ(grow(4, {{{3, 1}}}), "NONE");
    EXPECT_EQ(text_of(state_.partition(3)), "replicas 3,1 isr 3,1 leader 3 epochs 0/0");
}

}  // namespace
}  // namespace assize::model::controller
