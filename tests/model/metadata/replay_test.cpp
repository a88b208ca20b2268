#include "model/metadata/replay.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>

#include "tests/model/metadata/random_log.h"

namespace assize::model::metadata {
namespace {

PartitionRegistration three_replicas() {
    return PartitionRegistration{
        .replicas = {BrokerId(1), BrokerId(2), BrokerId(3)},
        .directories = {Uuid(), Uuid(), Uuid()},
        .isr = {BrokerId(1), BrokerId(2)},
        .leader = BrokerId(1),
        .leader_epoch = LeaderEpoch(5),
        .partition_epoch = PartitionEpoch(9),
    };
}

PartitionRegistration changed(const std::function<void(wire::PartitionChangeRecord&)>& set) {
    wire::PartitionChangeRecord change;
    set(change);
    return *merge(three_replicas(), change);
}

// Semantics 2.1: any change is a new partition epoch; only one that sets the leader is a new
// leader epoch, even when the leader stays.
TEST(MergeTest, an_isr_change_is_no_new_leader_epoch) {
    const auto after = changed([](auto& change) { change.isr = {{1, 2, 3}}; });
    EXPECT_EQ(after.isr, (BrokerIds{BrokerId(1), BrokerId(2), BrokerId(3)}));
    EXPECT_EQ(after.leader_epoch, LeaderEpoch(5));
    EXPECT_EQ(after.partition_epoch, PartitionEpoch(10));
    EXPECT_EQ(after.leader, BrokerId(1));
}

TEST(MergeTest, setting_the_leader_is_a_new_leader_epoch_whoever_it_is) {
    for (const std::int32_t leader : {1, 2, -1}) {
        const auto after = changed([&](auto& change) { change.leader = leader; });
        EXPECT_EQ(after.leader_epoch, LeaderEpoch(6)) << leader;
        EXPECT_EQ(after.partition_epoch, PartitionEpoch(10)) << leader;
        EXPECT_EQ(after.leader.has_value(), leader != -1);
    }
}

TEST(MergeTest, each_field_replaces_what_was_there) {
    const auto after = changed([](auto& change) {
        change.replicas = {{1, 4}};
        change.directories = {{Uuid(7, 7), Uuid()}};
        change.adding_replicas = {{4}};
        change.removing_replicas = {{2}};
        change.eligible_leader_replicas = {{3}};
        change.last_known_elr = {{2}};
        change.leader_recovery_state = 1;
    });
    EXPECT_EQ(after.replicas, (BrokerIds{BrokerId(1), BrokerId(4)}));
    EXPECT_EQ(after.directory_of(BrokerId(1)), Uuid(7, 7));
    EXPECT_EQ(after.adding, BrokerIds{BrokerId(4)});
    EXPECT_EQ(after.removing, BrokerIds{BrokerId(2)});
    EXPECT_EQ(after.elr, BrokerIds{BrokerId(3)});
    EXPECT_EQ(after.last_known_elr, BrokerIds{BrokerId(2)});
    EXPECT_EQ(after.leader_recovery_state, LeaderRecoveryState::kRecovering);
    EXPECT_EQ(after.isr, three_replicas().isr);
    EXPECT_EQ(after.leader_epoch, LeaderEpoch(5));
}

std::string refusal(const MetadataImage& image, const MetadataRecord& record) {
    MetadataImage after = image;
    const auto touched = replay(after, record);
    EXPECT_EQ(after, image) << "what is refused changes nothing";
    return touched ? "fits" : touched.error().message;
}

TEST(ReplayTest, what_does_not_fit_is_refused) {
    MetadataImage image;
    wire::TopicRecord topic;
    topic.name = "orders";
    topic.topic_id = Uuid(0, 7);
    ASSERT_TRUE(replay(image, topic));
    EXPECT_EQ(refusal(image, topic), "topic orders is there already");

    wire::PartitionRecord partition;
    partition.topic_id = Uuid(0, 7);
    partition.partition_id = 1;
    EXPECT_EQ(refusal(image, partition), "partition 1 comes before those below it");
    partition.partition_id = 0;
    partition.replicas = {1};
    EXPECT_EQ(refusal(image, partition), "0 directories for 1 replicas");
    partition.directories.emplace_back();
    partition.leader = 2;
    EXPECT_EQ(refusal(image, partition), "leader 2 is no replica");

    wire::PartitionChangeRecord change;
    change.topic_id = Uuid(0, 7);
    change.partition_id = 0;
    EXPECT_EQ(refusal(image, change), "no partition 0 of topic AAAAAAAAAAAAAAAAAAAABw to change");

    wire::FenceBrokerRecord fence;
    fence.id = 1;
    fence.epoch = 4;
    EXPECT_EQ(refusal(image, fence), "broker 1 is not registered with epoch 4");

    wire::ProducerIdsRecord ids;
    EXPECT_EQ(refusal(image, ids), "producer ids go back from 0 to 0");
    wire::ConfigRecord config;
    config.resource_type = 32;
    EXPECT_EQ(refusal(image, config), "no resources of type 32 are configured here");
}

TEST(ReplayTest, a_topic_takes_its_configs_along) {
    MetadataImage image;
    wire::TopicRecord topic;
    topic.name = "orders";
    topic.topic_id = Uuid(0, 7);
    wire::ConfigRecord config;
    config.resource_type = 2;
    config.resource_name = "orders";
    config.name = "retention.ms";
    config.value = "1";
    wire::RemoveTopicRecord remove;
    remove.topic_id = topic.topic_id;
    ASSERT_TRUE(replay(image, topic) && replay(image, config) && replay(image, remove));
    EXPECT_TRUE(image.configs->empty());
    EXPECT_EQ(image.topics.size(), 0u);
}

TEST(ReplayTest, clearing_the_elr_is_a_change_of_each_partition_that_has_one) {
    MetadataImage image;
    wire::TopicRecord topic;
    topic.name = "orders";
    topic.topic_id = Uuid(0, 7);
    ASSERT_TRUE(replay(image, topic));
    PartitionRegistration partition = three_replicas();
    ASSERT_TRUE(replay(image, to_record(topic.topic_id, 0, partition)));
    partition.elr = {BrokerId(3)};
    ASSERT_TRUE(replay(image, to_record(topic.topic_id, 1, partition)));

    wire::ClearElrRecord clear;
    clear.topic_name = "orders";
    ASSERT_TRUE(replay(image, clear));
    EXPECT_EQ(*image.topics.find(topic.topic_id, 0), three_replicas());
    EXPECT_TRUE(image.topics.find(topic.topic_id, 1)->elr.empty());
    EXPECT_EQ(image.topics.find(topic.topic_id, 1)->partition_epoch, PartitionEpoch(10));
}

// K15, and snapshots: the records of an image make that image, and nothing else does.
RC_GTEST_PROP(ReplayTest, an_image_is_what_its_own_records_amount_to, (std::uint64_t seed)) {
    RandomLog log(seed);
    for (int i = 0; i < 60; ++i) log.next();
    const MetadataImage again = replayed(to_records(log.image()));
    RC_ASSERT(again == log.image());
    RC_ASSERT(digest(again) == digest(log.image()));
}

RC_GTEST_PROP(ReplayTest, digests_differ_when_images_do, (std::uint64_t seed)) {
    RandomLog log(seed);
    MetadataImage before = log.image();
    for (int i = 0; i < 60; ++i) {
        const MetadataRecord record = log.next();
        RC_ASSERT((before == log.image()) == (digest(before) == digest(log.image())));
        before = log.image();
    }
}

RC_GTEST_PROP(ReplayTest, an_image_that_was_copied_does_not_change, (std::uint64_t seed)) {
    RandomLog log(seed);
    for (int i = 0; i < 30; ++i) log.next();
    const MetadataImage kept = log.image();
    const MetadataImage apart = replayed(to_records(kept));  // Shares nothing with it.
    for (int i = 0; i < 30; ++i) log.next();
    RC_ASSERT(kept == apart);
}

}  // namespace
}  // namespace assize::model::metadata
