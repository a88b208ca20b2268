#include "model/metadata/delta.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/metadata/random_log.h"

namespace assize::model::metadata {
namespace {

constexpr Uuid kOrders(0, 7);

MetadataRecord topic(const char* name, const Uuid& id) {
    wire::TopicRecord record;
    record.name = name;
    record.topic_id = id;
    return record;
}

MetadataRecord partition(const Uuid& id, std::int32_t index, std::vector<std::int32_t> replicas) {
    PartitionRegistration registration;
    registration.replicas = to_broker_ids(replicas);
    registration.directories.resize(replicas.size());
    registration.isr = registration.replicas;
    registration.leader = registration.replicas.front();
    return to_record(id, index, registration);
}

MetadataRecord move(const Uuid& id, std::vector<std::int32_t> replicas) {
    wire::PartitionChangeRecord record;
    record.topic_id = id;
    record.partition_id = 0;
    record.directories.emplace(replicas.size());
    record.leader = replicas.front();
    record.replicas = std::move(replicas);
    return record;
}

MetadataRecord remove(const Uuid& id) {
    wire::RemoveTopicRecord record;
    record.topic_id = id;
    return record;
}

MetadataDelta delta_of(const MetadataImage& before, const std::vector<MetadataRecord>& records) {
    MetadataDelta delta(before);
    for (const MetadataRecord& record : records) EXPECT_TRUE(delta.apply(record));
    return delta;
}

/// "-orders-0 +orders-1 leads orders-2 follows": as broker 1 is to act.
std::string seen_by_broker_1(const MetadataDelta& delta) {
    std::string seen;
    const LocalChanges changes = local_changes(delta, BrokerId(1));
    for (const auto& removed : changes.removed) seen += "-" + to_string(removed.partition) + " ";
    const auto add = [&](const std::vector<LocalPartition>& partitions, const char* role) {
        for (const LocalPartition& each : partitions) {
            seen += (each.is_new ? "+" : "") + to_string(each.partition) + " " + role + " ";
        }
    };
    add(changes.leads, "leads");
    add(changes.follows, "follows");
    return seen;
}

TEST(LocalChangesTest, a_broker_learns_of_its_own_replicas_only) {
    MetadataDelta delta =
        delta_of({}, {topic("orders", kOrders), partition(kOrders, 0, {1, 2}),
                      partition(kOrders, 1, {2, 1}), partition(kOrders, 2, {2, 3})});
    EXPECT_EQ(seen_by_broker_1(delta), "+orders-0 leads +orders-1 follows ");
}

TEST(LocalChangesTest, a_replica_comes_changes_and_goes) {
    MetadataImage image =
        delta_of({}, {topic("orders", kOrders), partition(kOrders, 0, {2, 3})}).image();
    MetadataDelta comes = delta_of(image, {move(kOrders, {2, 1})});
    EXPECT_EQ(seen_by_broker_1(comes), "+orders-0 follows ");
    MetadataDelta changes = delta_of(comes.image(), {move(kOrders, {1, 2})});
    EXPECT_EQ(seen_by_broker_1(changes), "orders-0 leads ");
    MetadataDelta goes = delta_of(changes.image(), {move(kOrders, {2, 3})});
    EXPECT_EQ(seen_by_broker_1(goes), "-orders-0 ");
}

TEST(LocalChangesTest, a_topic_of_the_same_name_is_another_topic) {
    const Uuid again(0, 8);
    MetadataImage image =
        delta_of({}, {topic("orders", kOrders), partition(kOrders, 0, {1, 2})}).image();
    MetadataDelta delta =
        delta_of(image, {remove(kOrders), topic("orders", again), partition(again, 0, {2, 1})});
    EXPECT_EQ(seen_by_broker_1(delta), "-orders-0 +orders-0 follows ");
    EXPECT_EQ(local_changes(delta, BrokerId(1)).removed[0].topic_id, kOrders);
    EXPECT_EQ(local_changes(delta, BrokerId(1)).follows[0].topic_id, again);
}

TEST(LocalChangesTest, what_comes_and_goes_within_a_delta_never_was) {
    MetadataDelta delta =
        delta_of({}, {topic("orders", kOrders), partition(kOrders, 0, {1, 2}), remove(kOrders)});
    EXPECT_EQ(seen_by_broker_1(delta), "");
    EXPECT_TRUE(delta.is_empty());
}

TEST(MetadataDeltaTest, an_offset_alone_is_no_change) {
    MetadataDelta delta{MetadataImage()};
    ASSERT_TRUE(delta.apply(wire::NoOpRecord()));
    delta.advance_to({.offset = Offset(4), .epoch = LeaderEpoch(1)});
    EXPECT_TRUE(delta.is_empty());
    EXPECT_EQ(delta.image().end_offset(), Offset(5));
    EXPECT_EQ(delta.before().end_offset(), Offset(0));
}

// A node that loads a snapshot has to do what one has to that saw the records.
RC_GTEST_PROP(MetadataDeltaTest, a_snapshot_differs_as_the_records_do,
              (std::uint64_t seed, std::uint8_t first, std::uint8_t more)) {
    RandomLog log(seed);
    for (int i = 0; i < first; ++i) log.next();
    const MetadataImage before = log.image();
    MetadataDelta by_records(before);
    for (int i = 0; i < more % 40; ++i) RC_ASSERT(by_records.apply(log.next()).has_value());
    MetadataDelta by_snapshot(before);
    by_snapshot.replace_by(replayed(to_records(log.image())));

    RC_ASSERT(by_snapshot.image() == by_records.image());
    RC_ASSERT(by_snapshot.deleted_topics() == by_records.deleted_topics());
    // Records may change something back and forth; a snapshot never knows.
    for (const auto& [id, partitions] : by_snapshot.changed_partitions()) {
        for (std::int32_t index : partitions) {
            RC_ASSERT(by_records.changed_partitions().at(id).contains(index));
        }
    }
    for (BrokerId id : by_snapshot.changed_brokers()) {
        RC_ASSERT(by_records.changed_brokers().contains(id));
    }
    for (const ConfigResource& resource : by_snapshot.changed_configs()) {
        RC_ASSERT(by_records.changed_configs().contains(resource));
    }
    for (const auto& [id, partitions] : by_records.changed_partitions()) {
        for (std::int32_t index : partitions) {
            const auto* old = before.topics.find(id, index);
            const bool same = old && *old == *log.image().topics.find(id, index);
            const auto found = by_snapshot.changed_partitions().find(id);
            RC_ASSERT(same || (found != by_snapshot.changed_partitions().end() &&
                               found->second.contains(index)));
        }
    }
}

TEST(MetadataImageTest, dynamic_configs_go_over_the_file_and_topics_over_both) {
    const auto config = [](std::int8_t type, const char* resource, const char* value) {
        wire::ConfigRecord record;
        record.resource_type = type;
        record.resource_name = resource;
        record.name = "min.insync.replicas";
        record.value = value;
        return MetadataRecord(record);
    };
    config::BrokerConfig file{.node_id = BrokerId(1), .min_insync_replicas = 2};
    const auto min_isr = [&](const MetadataImage& image) {
        return topic_config(image, "orders", file).min_insync_replicas;
    };
    MetadataImage image;
    EXPECT_EQ(min_isr(image), 2);
    image = delta_of(image, {config(4, "", "3")}).image();
    EXPECT_EQ(min_isr(image), 3);
    image = delta_of(image, {config(4, "1", "4"), config(4, "2", "9")}).image();
    EXPECT_EQ(min_isr(image), 4);
    image = delta_of(image, {config(2, "orders", "5"), config(2, "others", "9")}).image();
    EXPECT_EQ(min_isr(image), 5);
    EXPECT_EQ(broker_config(image, file).min_insync_replicas, 4);
}

}  // namespace
}  // namespace assize::model::metadata
