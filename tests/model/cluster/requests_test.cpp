#include <gtest/gtest.h>

#include <set>

#include "model/wire/messages/alter_partition_reassignments.h"
#include "model/wire/messages/api_versions.h"
#include "model/wire/messages/create_partitions.h"
#include "model/wire/messages/delete_records.h"
#include "model/wire/messages/delete_topics.h"
#include "model/wire/messages/describe_cluster.h"
#include "model/wire/messages/describe_configs.h"
#include "model/wire/messages/describe_quorum.h"
#include "model/wire/messages/elect_leaders.h"
#include "model/wire/messages/incremental_alter_configs.h"
#include "model/wire/messages/init_producer_id.h"
#include "model/wire/messages/list_offsets.h"
#include "model/wire/messages/list_partition_reassignments.h"
#include "model/wire/messages/metadata.h"
#include "model/wire/messages/offset_for_leader_epoch.h"
#include "model/wire/messages/unregister_broker.h"
#include "tests/model/cluster/world.h"

namespace assize::model {
namespace {

using wire::ErrorCode;
using Texts = std::vector<std::string>;

struct RequestsWorld : ClusterWorld {
    explicit RequestsWorld(ClusterConfig config = ClusterConfig::combined(3))
        : ClusterWorld(config) {
        EXPECT_TRUE(start());
    }
    void with_topic(std::int32_t partitions = 1) {
        EXPECT_EQ(create_topic("orders", partitions, 3), ErrorCode::kNone);
        sim().run_for(1_s);
    }
    wire::MetadataResponse metadata(const std::string& node,
                                    std::optional<std::vector<std::string>> topics,
                                    std::int16_t version = 12, bool may_create = false) {
        wire::MetadataRequest request;
        request.allow_auto_topic_creation = may_create;
        request.topics.reset();
        if (topics) {
            request.topics.emplace();
            for (const std::string& topic : *topics) request.topics->emplace_back().name = topic;
        }
        const auto answer = ask(node, request, version);
        EXPECT_TRUE(answer);
        return answer ? *answer : wire::MetadataResponse();
    }
};

TEST(ClusterRequests, api_versions_tells_what_is_offered_in_all_its_versions) {
    RequestsWorld world;
    for (std::int16_t version = 0; version <= 4; ++version) {
        wire::ApiVersionsRequest request;
        request.client_software_name = "assize";
        request.client_software_version = "1.0";
        const auto answer = world.ask("broker-1", request, version);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->error_code, ErrorCode::kNone);
        EXPECT_GE(answer->api_keys.size(), 19u);
    }
    wire::ApiVersionsRequest nameless;
    EXPECT_EQ(world.ask("broker-1", nameless).error_code, ErrorCode::kInvalidRequest);
}

TEST(ClusterRequests, all_brokers_tell_the_same_metadata) {
    RequestsWorld world;
    world.with_topic(4);
    const auto first = world.metadata("broker-1", std::nullopt);
    EXPECT_EQ(first.brokers.size(), 3u);
    ASSERT_EQ(first.topics.size(), 1u);
    EXPECT_EQ(first.topics[0].partitions.size(), 4u);
    for (const char* node : {"broker-2", "broker-3"}) {
        auto other = world.metadata(node, std::nullopt);
        other.controller_id = first.controller_id;  // Each names itself.
        EXPECT_EQ(other, first);
    }
}

TEST(ClusterRequests, metadata_of_no_topics_and_of_unknown_ones) {
    RequestsWorld world;
    world.with_topic();
    EXPECT_TRUE(world.metadata("broker-1", Texts{}).topics.empty());
    EXPECT_EQ(world.metadata("broker-1", Texts{}, 0).topics.size(), 1u);  // Version 0: all.
    const auto unknown = world.metadata("broker-1", Texts{"nope", "bad name!", "orders"});
    EXPECT_EQ(unknown.topics.at(0).error_code, ErrorCode::kUnknownTopicOrPartition);
    EXPECT_EQ(unknown.topics.at(1).error_code, ErrorCode::kInvalidTopicException);
    EXPECT_EQ(unknown.topics.at(2).error_code, ErrorCode::kNone);
    wire::MetadataRequest by_id;
    by_id.topics.emplace();
    auto& known = by_id.topics->emplace_back();
    known.name = std::nullopt;
    known.topic_id = unknown.topics.at(2).topic_id;
    auto& stranger = by_id.topics->emplace_back();
    stranger.name = std::nullopt;
    stranger.topic_id = Uuid(1, 2);
    const auto answer = world.ask("broker-2", by_id);
    EXPECT_EQ(answer.topics.at(0).name, "orders");
    EXPECT_EQ(answer.topics.at(1).error_code, ErrorCode::kUnknownTopicId);
}

TEST(ClusterRequests, a_topic_that_is_asked_for_is_created_when_client_and_broker_want_it) {
    RequestsWorld world;
    world.metadata("broker-1", Texts{"unwanted"}, 12, false);
    world.metadata("broker-1", Texts{"wanted"}, 12, true);
    world.sim().run_for(2_s);
    EXPECT_EQ(world.metadata("broker-2", Texts{"wanted"}).topics.at(0).error_code,
              ErrorCode::kNone);
    EXPECT_EQ(world.metadata("broker-2", Texts{"unwanted"}).topics.at(0).error_code,
              ErrorCode::kUnknownTopicOrPartition);
}

TEST(ClusterRequests, produce_refuses_what_it_cannot_append) {
    RequestsWorld world;
    world.with_topic();
    const std::string leader = world.leader_name("orders");
    struct Case {
        std::string topic;
        std::int16_t acks;
        std::int16_t version;
        ErrorCode error;
    };
    for (const Case& one : {Case{"orders", -1, 9, ErrorCode::kNone},
                            Case{"orders", 2, 9, ErrorCode::kInvalidRequiredAcks},
                            Case{"nope", -1, 9, ErrorCode::kUnknownTopicOrPartition},
                            Case{"__consumer_offsets", 1, 9, ErrorCode::kInvalidTopicException},
                            Case{"orders", 1, 3, ErrorCode::kNone}}) {
        const auto answer =
            world.ask(leader, world.production(one.topic, {"v"}, one.acks), one.version);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->responses.at(0).partition_responses.at(0).error_code, one.error)
            << one.topic;
    }
    wire::ProduceRequest two_batches = world.production("orders", {"v"}, 1);
    auto& records = two_batches.topic_data[0].partition_data[0].records;
    std::vector<std::byte> twice(records->span().begin(), records->span().end());
    twice.insert(twice.end(), records->span().begin(), records->span().end());
    records = wire::Bytes(twice);
    EXPECT_EQ(world.ask(leader, two_batches, 9)->responses[0].partition_responses[0].error_code,
              ErrorCode::kInvalidRecord);
}

TEST(ClusterRequests, who_does_not_lead_tells_who_does) {
    RequestsWorld world;
    world.with_topic();
    const BrokerId leader = *world.cluster().leader_of({"orders", 0});
    const std::string other = leader == BrokerId(1) ? "broker-2" : "broker-1";
    const auto answer = world.ask(other, world.production("orders", {"v"}, 1), 10);
    ASSERT_TRUE(answer);
    const auto& partition = answer->responses.at(0).partition_responses.at(0);
    EXPECT_EQ(partition.error_code, ErrorCode::kNotLeaderOrFollower);
    EXPECT_EQ(partition.current_leader.leader_id, leader.value());
    ASSERT_EQ(answer->node_endpoints.size(), 1u);
    EXPECT_EQ(answer->node_endpoints[0].host, world.cluster().name_of(leader));
}

TEST(ClusterRequests, without_acks_there_is_no_answer_and_a_failure_closes_the_connection) {
    RequestsWorld world;
    world.with_topic();
    const std::string leader = world.leader_name("orders");
    std::string after_success, after_failure;
    world.outside([&](sim::Fiber& fiber) {
        rpc::Client client(world.address_of(leader), {.client_id = "test"});
        wire::MetadataRequest ping;
        EXPECT_TRUE(client.send_only(fiber, world.production("orders", {"a"}, 0), 9));
        const auto first = client.call(fiber, ping, 9);
        after_success = first ? "answered" : std::string(to_string(first.error()));
        EXPECT_TRUE(client.send_only(fiber, world.production("nope", {"a"}, 0), 9));
        const auto second = client.call(fiber, ping, 9);
        after_failure = second ? "answered" : std::string(to_string(second.error()));
    });
    EXPECT_EQ(after_success, "answered");
    EXPECT_EQ(after_failure, "disconnected");
    world.sim().run_for(2_s);
    EXPECT_EQ(world.consume(leader, "orders"), (Texts{"a"}));
}

TEST(ClusterRequests, offsets_can_be_listed_and_records_deleted) {
    RequestsWorld world;
    world.with_topic();
    const std::string leader = world.leader_name("orders");
    EXPECT_EQ(world.produce("orders", {"a", "b", "c"}), ErrorCode::kNone);
    const auto offset_of = [&](std::int64_t timestamp) {
        wire::ListOffsetsRequest request;
        request.replica_id = -1;
        auto& topic = request.topics.emplace_back();
        topic.name = "orders";
        topic.partitions.emplace_back().timestamp = timestamp;
        return world.ask(leader, request).topics.at(0).partitions.at(0).offset;
    };
    world.sim().run_for(1_s);
    EXPECT_EQ(offset_of(-2), 0);
    EXPECT_EQ(offset_of(-1), 3);
    wire::DeleteRecordsRequest deletion;
    auto& topic = deletion.topics.emplace_back();
    topic.name = "orders";
    topic.partitions.emplace_back().offset = 2;
    deletion.timeout_ms = 10'000;
    const auto deleted = world.ask(leader, deletion).topics.at(0).partitions.at(0);
    EXPECT_EQ(deleted.error_code, ErrorCode::kNone);
    EXPECT_EQ(deleted.low_watermark, 2);
    EXPECT_EQ(offset_of(-2), 2);
    wire::OffsetForLeaderEpochRequest epoch;
    auto& asked = epoch.topics.emplace_back();
    asked.topic = "orders";
    asked.partitions.emplace_back().leader_epoch = 0;
    EXPECT_EQ(world.ask(leader, epoch).topics.at(0).partitions.at(0).end_offset, 3);
}

TEST(ClusterRequests, producer_ids_are_given_once) {
    RequestsWorld world;
    std::set<std::int64_t> ids;
    for (const char* node : {"broker-1", "broker-2", "broker-1", "broker-3"}) {
        wire::InitProducerIdRequest request;
        request.transactional_id = std::nullopt;
        const auto answer = world.ask(node, request, 4);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->error_code, ErrorCode::kNone);
        ids.insert(answer->producer_id);
    }
    EXPECT_EQ(ids.size(), 4u);
}

TEST(ClusterRequests, configs_can_be_altered_and_described) {
    RequestsWorld world;
    world.with_topic();
    wire::IncrementalAlterConfigsRequest change;
    auto& resource = change.resources.emplace_back();
    resource.resource_type = 2;
    resource.resource_name = "orders";
    auto& config = resource.configs.emplace_back();
    config.name = "retention.ms";
    config.value = "1000";
    EXPECT_EQ(world.ask("broker-2", change).responses.at(0).error_code, ErrorCode::kNone);
    config.value = "soon";
    EXPECT_EQ(world.ask("broker-2", change).responses.at(0).error_code, ErrorCode::kInvalidConfig);
    world.sim().run_for(1_s);
    wire::DescribeConfigsRequest question;
    auto& asked = question.resources.emplace_back();
    asked.resource_type = 2;
    asked.resource_name = "orders";
    asked.configuration_keys = Texts{"retention.ms", "segment.bytes"};
    const auto result = world.ask("broker-3", question).results.at(0);
    ASSERT_EQ(result.configs.size(), 2u);
    EXPECT_EQ(result.configs[0].name, "retention.ms");
    EXPECT_EQ(result.configs[0].value, "1000");
    EXPECT_EQ(result.configs[0].config_source, 1);
    EXPECT_EQ(result.configs[1].config_source, 5);
}

TEST(ClusterRequests, a_topic_can_be_deleted) {
    RequestsWorld world;
    world.with_topic();
    wire::DeleteTopicsRequest request;
    request.timeout_ms = 10'000;
    request.topics.emplace_back().name = "orders";
    EXPECT_EQ(world.ask("broker-1", request).responses.at(0).error_code, ErrorCode::kNone);
    world.sim().run_for(1_s);
    EXPECT_EQ(world.metadata("broker-3", Texts{"orders"}).topics.at(0).error_code,
              ErrorCode::kUnknownTopicOrPartition);
    EXPECT_EQ(world.ask("broker-1", request).responses.at(0).error_code,
              ErrorCode::kUnknownTopicOrPartition);
}

TEST(ClusterRequests, what_a_broker_does_not_decide_it_hands_on) {
    RequestsWorld world(ClusterConfig::separate(3, 3));
    EXPECT_EQ(world.create_topic("orders", 1, 2), ErrorCode::kNone);
    world.sim().run_for(1_s);

    wire::CreatePartitionsRequest more;
    more.timeout_ms = 10'000;
    auto& wanted = more.topics.emplace_back();
    wanted.name = "orders";
    wanted.count = 3;
    wanted.assignments = std::nullopt;
    EXPECT_EQ(world.ask("broker-1", more).results.at(0).error_code, ErrorCode::kNone);

    wire::AlterPartitionReassignmentsRequest move;
    auto& topic = move.topics.emplace_back();
    topic.name = "orders";
    topic.partitions.emplace_back().replicas = std::vector{3, 1, 2};
    EXPECT_EQ(world.ask("broker-2", move).error_code, ErrorCode::kNone);
    world.sim().run_for(5_s);
    const auto* state = world.cluster().image()->topics.find(TopicPartition{"orders", 0});
    EXPECT_EQ(metadata::to_wire(state->replicas), (std::vector{3, 1, 2}));
    EXPECT_EQ(state->isr.size(), 3u);
    wire::ListPartitionReassignmentsRequest list;
    list.topics = std::nullopt;
    const auto listed = world.ask("broker-3", list);
    EXPECT_EQ(listed.error_code, ErrorCode::kNone);
    EXPECT_TRUE(listed.topics.empty());

    wire::ElectLeadersRequest election;
    election.topic_partitions.emplace();
    auto& of = election.topic_partitions->emplace_back();
    of.topic = "orders";
    of.partitions = {0};
    (void)world.ask("broker-1", election);
    world.sim().run_for(1_s);
    EXPECT_EQ(world.cluster().leader_of({"orders", 0}), BrokerId(3));

    wire::DescribeQuorumRequest quorum;
    auto& log = quorum.topics.emplace_back();
    log.topic_name = "__cluster_metadata";
    log.partitions.emplace_back();
    const auto described = world.ask("broker-1", quorum);
    EXPECT_EQ(described.topics.at(0).partitions.at(0).current_voters.size(), 3u);
    EXPECT_EQ(described.topics.at(0).partitions.at(0).observers.size(), 3u);

    wire::UnregisterBrokerRequest gone;
    gone.broker_id = 77;
    EXPECT_EQ(world.ask("broker-1", gone).error_code, ErrorCode::kBrokerIdNotRegistered);
}

TEST(ClusterRequests, without_a_controller_what_is_handed_on_times_out) {
    RequestsWorld world(ClusterConfig::separate(1, 1));
    world.cluster().crash("controller-101");
    std::optional<ErrorCode> error;
    world.outside([&](sim::Fiber& fiber) {
        rpc::Client client(world.address_of("broker-1"),
                           {.client_id = "test", .request_timeout = 100_s});
        wire::CreateTopicsRequest request;
        request.topics.emplace_back().name = "orders";
        const auto answer = client.call(fiber, request, 7);
        if (answer) error = answer->topics.at(0).error_code;
    });
    EXPECT_EQ(error, ErrorCode::kRequestTimedOut);
}

TEST(ClusterRequests, the_cluster_describes_itself) {
    RequestsWorld world;
    const auto answer = world.ask("broker-2", wire::DescribeClusterRequest());
    EXPECT_EQ(answer.brokers.size(), 3u);
    EXPECT_EQ(answer.controller_id, 2);
    wire::DescribeClusterRequest of_controllers;
    of_controllers.endpoint_type = 2;
    EXPECT_EQ(world.ask("broker-2", of_controllers).error_code, ErrorCode::kMismatchedEndpointType);
}

TEST(ClusterRequests, garbage_closes_its_connection_and_nothing_else) {
    RequestsWorld world;
    world.with_topic();
    const std::string leader = world.leader_name("orders");
    for (const sim::Port port : {rpc::kBrokerPort, rpc::kControllerPort}) {
        std::string told;
        world.outside([&](sim::Fiber& fiber) {
            auto connection = world.sim().network().connect(fiber, world.address_of(leader, port));
            connection->send(fiber, std::vector<std::byte>(64, std::byte{0xee}));
            const auto answer = connection->receive(fiber, 100);
            told = answer ? "answer" : to_string(answer.error());
        });
        EXPECT_TRUE(told == "end" || told == "reset") << told;
    }
    EXPECT_EQ(world.facts().of("request_refused"), 2u);
    EXPECT_EQ(world.produce("orders", {"a"}), ErrorCode::kNone);
}

}  // namespace
}  // namespace assize::model
