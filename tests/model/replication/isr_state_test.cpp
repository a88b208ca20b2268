#include "model/replication/isr_state.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/replication/leader_world.h"

namespace assize::model::replication {
namespace {

IsrState isr_of_three() {
    return {brokers({1, 2, 3}), PartitionEpoch(4)};
}

TEST(IsrStateTest, what_is_committed_is_also_maximal) {
    const IsrState isr = isr_of_three();
    EXPECT_EQ(isr.committed(), brokers({1, 2, 3}));
    EXPECT_EQ(isr.maximal(), brokers({1, 2, 3}));
    EXPECT_FALSE(isr.pending());
}

TEST(IsrStateTest, who_is_about_to_join_is_waited_for_at_once) {
    IsrState isr(brokers({1, 2}), PartitionEpoch(4));
    isr.propose_expand(BrokerId(3));
    EXPECT_EQ(isr.pending_change(), IsrChange::kExpand);
    EXPECT_EQ(isr.committed(), brokers({1, 2}));
    EXPECT_EQ(isr.proposed(), brokers({1, 2, 3}));
    EXPECT_EQ(isr.maximal(), brokers({1, 2, 3}));
}

TEST(IsrStateTest, who_is_about_to_leave_is_waited_for_until_it_is_gone) {
    IsrState isr = isr_of_three();
    isr.propose_shrink(brokers({2}));
    EXPECT_EQ(isr.pending_change(), IsrChange::kShrink);
    EXPECT_EQ(isr.proposed(), brokers({1, 3}));
    EXPECT_EQ(isr.maximal(), brokers({1, 2, 3}));
    isr.commit(brokers({1, 3}), PartitionEpoch(5));
    EXPECT_EQ(isr.maximal(), brokers({1, 3}));
    EXPECT_EQ(isr.partition_epoch(), PartitionEpoch(5));
    EXPECT_FALSE(isr.pending());
}

TEST(IsrStateTest, a_refused_change_leaves_what_was_committed_last) {
    IsrState isr(brokers({1, 2}), PartitionEpoch(4));
    isr.propose_expand(BrokerId(3));
    isr.revert();
    EXPECT_EQ(isr.maximal(), brokers({1, 2}));
    EXPECT_EQ(isr.partition_epoch(), PartitionEpoch(4));
    EXPECT_FALSE(isr.pending());
}

TEST(IsrStateTest, metadata_overrides_what_is_pending) {
    IsrState isr = isr_of_three();
    isr.propose_shrink(brokers({3}));
    isr.commit(brokers({1, 2, 3}), PartitionEpoch(9));
    EXPECT_EQ(isr.maximal(), brokers({1, 2, 3}));
    EXPECT_FALSE(isr.pending());
}

RC_GTEST_PROP(IsrStateTest, maximal_always_contains_committed_and_proposed, ()) {
    IsrState isr(brokers({0}), PartitionEpoch(0));
    const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 20));
    for (const int step : steps) {
        const BrokerId broker(1 + step % 5);
        if (isr.pending()) {
            const PartitionEpoch next(isr.partition_epoch().value() + 1);
            if (step < 10) {
                isr.commit(isr.proposed(), next);
            } else {
                isr.revert();
            }
        } else if (metadata::contains(isr.committed(), broker)) {
            isr.propose_shrink({broker});
        } else {
            isr.propose_expand(broker);
        }
        RC_ASSERT(metadata::is_subset(isr.committed(), isr.maximal()));
        if (isr.pending()) {
            RC_ASSERT(metadata::is_subset(isr.proposed(), isr.maximal()));
        } else {
            RC_ASSERT(isr.maximal() == isr.committed());
        }
        RC_ASSERT(!metadata::has_duplicates(isr.maximal()));
        RC_ASSERT(metadata::contains(isr.committed(), BrokerId(0)));
    }
}

}  // namespace
}  // namespace assize::model::replication
