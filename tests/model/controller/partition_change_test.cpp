#include "model/controller/partition_change.h"

#include <gtest/gtest.h>

#include "model/controller/leadership_updates.h"
#include "tests/model/controller/cluster_state.h"
#include "tests/model/controller/invariants.h"

namespace assize::model::controller {
namespace {

/// Brokers 1, 2 and 3 hold one partition; what happens to it is told line by line.
class PartitionStory : public ClusterState {
public:
    explicit PartitionStory(std::int32_t min_isr = 1, bool elr = false) : ClusterState(3) {
        add_partition({1, 2, 3});
        config.min_insync_replicas = min_isr;
        config.eligible_leader_replicas_enable = elr;
    }

    /// The broker goes, as when its session ends.
    std::string leave(std::int32_t id) {
        std::vector<MetadataRecord> records;
        add_updates_for_leaving(view(), BrokerId(id), records);
        apply(records);
        fence(id);
        return state();
    }
    std::string come(std::int32_t id) {
        std::vector<MetadataRecord> records;
        add_updates_for_coming(view(), BrokerId(id), records);
        apply(records);
        unfence(id);
        return state();
    }
    std::string come_after_data_loss(std::int32_t id) {
        std::vector<MetadataRecord> records;
        add_updates_for_unclean_shutdown(view(), BrokerId(id), records);
        apply(records);
        return state();
    }
    std::string join(std::int32_t id) {
        PartitionChangeBuilder builder = this->builder();
        builder.isr = metadata::joined(builder.isr, ids({id}));
        return change(builder);
    }
    std::string elect(ElectionType type) {
        const auto record = elect_leader(view(), ref(), type);
        if (!record) return std::string(wire::to_string(record.error().code));
        apply(*record);
        return state();
    }
    std::string reassign(std::vector<std::int32_t> replicas, std::vector<std::int32_t> adding,
                         std::vector<std::int32_t> removing) {
        PartitionChangeBuilder builder = this->builder();
        builder.replicas = ids(replicas);
        builder.adding = ids(adding);
        builder.removing = ids(removing);
        return change(builder);
    }

    PartitionChangeBuilder builder() const {
        return PartitionChangeBuilder(view_, ref(), Liveness{.image = image()},
                                      config.min_insync_replicas);
    }
    std::string change(PartitionChangeBuilder& builder) {
        if (const auto record = builder.build()) apply(*record);
        return state();
    }
    std::string state() const {
        EXPECT_EQ(broken_in(view(), ref()), "");
        return text_of(partition());
    }

private:
    const ClusterView view_{.image = image(), .config = config};
};

// Semantics 2.9, without ELR.
TEST(ElectionTest, the_first_in_sync_by_order_of_replicas_takes_over_and_the_last_one_stays_in) {
    PartitionStory story;
    EXPECT_EQ(story.leave(1), "replicas 1,2,3 isr 2,3 leader 2 epochs 1/1");
    EXPECT_EQ(story.leave(3), "replicas 1,2,3 isr 2 leader 2 epochs 1/2");
    EXPECT_EQ(story.leave(2), "replicas 1,2,3 isr 2 leader none epochs 2/3");
    // Whoever is not in sync cannot lead.
    EXPECT_EQ(story.come(1), "replicas 1,2,3 isr 2 leader none epochs 2/3");
    EXPECT_EQ(story.come(2), "replicas 1,2,3 isr 2 leader 2 epochs 3/4");
    EXPECT_EQ(story.join(1), "replicas 1,2,3 isr 2,1 leader 2 epochs 3/5");
    EXPECT_EQ(story.elect(ElectionType::kPreferred), "replicas 1,2,3 isr 2,1 leader 1 epochs 4/6");
}

TEST(ElectionTest, the_variant_that_elects_outside_the_isr_takes_the_first_who_is_up) {
    PartitionStory story;
    story.config.variant = Variant::kElectOutsideIsr;
    story.leave(1);
    story.leave(3);
    EXPECT_EQ(story.leave(2), "replicas 1,2,3 isr 2 leader none epochs 2/3");
    EXPECT_EQ(story.come(1), "replicas 1,2,3 isr 1 leader 1 epochs 3/4");
}

TEST(ElectionTest, an_isr_that_shrinks_is_no_new_leader_epoch) {
    PartitionStory story;
    EXPECT_EQ(story.leave(3), "replicas 1,2,3 isr 1,2 leader 1 epochs 0/1");
}

TEST(ElectionTest, operators_are_told_why_there_is_no_election) {
    PartitionStory story;
    EXPECT_EQ(story.elect(ElectionType::kPreferred), "ELECTION_NOT_NEEDED");
    EXPECT_EQ(story.elect(ElectionType::kUnclean), "ELECTION_NOT_NEEDED");
    story.leave(1);
    EXPECT_EQ(story.elect(ElectionType::kPreferred), "PREFERRED_LEADER_NOT_AVAILABLE");
    story.leave(2);
    story.leave(3);
    EXPECT_EQ(story.elect(ElectionType::kUnclean), "ELIGIBLE_LEADERS_NOT_AVAILABLE");
}

TEST(ElectionTest, an_unclean_election_leaves_the_leader_alone_and_recovering) {
    PartitionStory story;
    story.leave(1);
    story.leave(2);
    story.leave(3);
    story.come(1);  // Was not in sync when the last one went.
    EXPECT_EQ(story.state(), "replicas 1,2,3 isr 3 leader none epochs 3/3");
    EXPECT_EQ(story.elect(ElectionType::kUnclean),
              "replicas 1,2,3 isr 1 leader 1 epochs 4/4 recovering");
    PartitionChangeBuilder recovered = story.builder();
    recovered.leader_recovery_state = metadata::LeaderRecoveryState::kRecovered;
    EXPECT_EQ(story.change(recovered), "replicas 1,2,3 isr 1 leader 1 epochs 4/5");
}

TEST(ElectionTest, a_topic_may_allow_unclean_elections_at_once) {
    PartitionStory story;
    story.set_topic_config("unclean.leader.election.enable", "true");
    story.leave(1);
    story.leave(2);
    story.come(1);
    EXPECT_EQ(story.leave(3), "replicas 1,2,3 isr 1 leader 1 epochs 3/3 recovering");
}

TEST(ElectionTest, nobody_leads_from_a_directory_that_is_offline) {
    PartitionStory story;
    wire::BrokerRegistrationChangeRecord record;
    record.broker_id = 2;
    record.broker_epoch = 20;
    record.log_dirs = {Uuid(6, 99)};
    story.apply(record);
    EXPECT_EQ(story.leave(1), "replicas 1,2,3 isr 2,3 leader 3 epochs 1/1");
}

// Semantics 2.10 (KIP-966), min ISR 2.
TEST(ElrTest, who_leaves_an_isr_that_is_too_small_stays_eligible) {
    PartitionStory story(2, true);
    EXPECT_EQ(story.leave(3), "replicas 1,2,3 isr 1,2 leader 1 epochs 0/1");
    EXPECT_EQ(story.leave(1), "replicas 1,2,3 isr 2 elr 1 leader 2 epochs 1/2");
    EXPECT_EQ(story.leave(2), "replicas 1,2,3 isr  elr 1,2 last 2 leader none epochs 2/3");
    EXPECT_EQ(story.come(3), "replicas 1,2,3 isr  elr 1,2 last 2 leader none epochs 2/3");
    EXPECT_EQ(story.come(1), "replicas 1,2,3 isr 1 elr 2 leader 1 epochs 3/4");
    EXPECT_EQ(story.join(3), "replicas 1,2,3 isr 1,3 leader 1 epochs 3/5");
}

TEST(ElrTest, who_may_have_lost_data_is_not_eligible) {
    PartitionStory story(2, true);
    story.leave(3);
    story.leave(1);
    EXPECT_EQ(story.come_after_data_loss(1), "replicas 1,2,3 isr 2 leader 2 epochs 1/3");
}

TEST(ElrTest, the_last_leader_recovers_what_nobody_else_has) {
    PartitionStory story(2, true);
    story.leave(3);
    story.leave(1);
    story.leave(2);
    EXPECT_EQ(story.come_after_data_loss(1),
              "replicas 1,2,3 isr  elr 2 last 2 leader none epochs 2/4");
    EXPECT_EQ(story.come_after_data_loss(2), "replicas 1,2,3 isr  last 2 leader none epochs 2/5");
    EXPECT_EQ(story.come(1), "replicas 1,2,3 isr  last 2 leader none epochs 2/5");
    EXPECT_EQ(story.come(2), "replicas 1,2,3 isr 2 leader 2 epochs 3/6 recovering");
}

// Semantics 2.13.
TEST(ReassignmentTest, it_completes_when_all_who_remain_are_in_sync) {
    PartitionStory story;
    story.add_broker(4);
    EXPECT_EQ(story.reassign({4, 2, 1, 3}, {4}, {1, 3}),
              "replicas 4,2,1,3 isr 1,2,3 adding 4 removing 1,3 leader 1 epochs 0/1");
    EXPECT_EQ(story.join(4), "replicas 4,2 isr 2,4 leader 4 epochs 1/2");
}

TEST(ReassignmentTest, removing_replicas_alone_completes_at_once_and_is_a_new_leader_epoch) {
    PartitionStory story;
    EXPECT_EQ(story.reassign({1, 2, 3}, {}, {3}), "replicas 1,2 isr 1,2 leader 1 epochs 1/1");
}

TEST(ReassignmentTest, it_waits_for_those_who_remain_even_if_they_are_not_new) {
    PartitionStory story;
    story.add_broker(4);
    story.leave(2);
    story.reassign({4, 2, 1, 3}, {4}, {1, 3});
    EXPECT_EQ(story.join(4),
              "replicas 4,2,1,3 isr 1,3,4 adding 4 removing 1,3 leader 1 epochs 0/3");
    story.come(2);
    EXPECT_EQ(story.join(2), "replicas 4,2 isr 4,2 leader 4 epochs 1/4");
}

TEST(ReassignmentTest, a_new_replica_is_put_into_its_brokers_only_directory) {
    PartitionStory story;
    story.add_broker(4);
    story.reassign({4, 2, 1, 3}, {4}, {1, 3});
    EXPECT_EQ(story.partition().directory_of(BrokerId(4)), Uuid(6, 4));
    EXPECT_EQ(story.partition().directory_of(BrokerId(2)), Uuid(6, 2));
}

TEST(PartitionChangeBuilderTest, nothing_new_is_no_record) {
    PartitionStory story;
    EXPECT_EQ(story.builder().build(), std::nullopt);
}

}  // namespace
}  // namespace assize::model::controller
