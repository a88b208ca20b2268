#include "checkers/white_box/producer_fold.h"

#include <gtest/gtest.h>

namespace assize::checkers {
namespace {

using Kind = ProducerStep::Kind;

ProducerStep data(std::int64_t base, std::int32_t sequence, std::int16_t epoch = 0) {
    return {.base = base, .count = 5, .last_sequence = sequence, .epoch = epoch};
}
ProducerStep in_txn(std::int64_t base, std::int32_t sequence, std::int16_t epoch = 0) {
    ProducerStep step = data(base, sequence, epoch);
    step.kind = Kind::kTransactional;
    return step;
}
ProducerHistory history(std::initializer_list<ProducerStep> steps) {
    ProducerHistory all;
    for (const ProducerStep& step : steps) all.add(step);
    return all;
}
std::string folded(std::initializer_list<ProducerStep> steps) {
    return to_string(history(steps).fold());
}

TEST(ProducerFold, of_no_batch_nothing_is_remembered) {
    EXPECT_EQ(folded({}), "nothing");
}

TEST(ProducerFold, a_batch_leaves_its_last_sequence) {
    EXPECT_EQ(folded({data(0, 4), data(7, 9)}), "epoch 0, sequence 9");
}

TEST(ProducerFold, a_new_epoch_forgets_the_sequence) {
    EXPECT_EQ(folded({data(0, 4), data(5, 0, 1)}), "epoch 1, sequence 0");
    EXPECT_EQ(folded({data(0, 4), data(5, -1, 1)}), "epoch 1");
}

TEST(ProducerFold, a_transaction_is_open_from_its_first_batch_to_its_marker) {
    ProducerHistory all = history({data(0, 4), in_txn(5, 9), in_txn(10, 14)});
    EXPECT_EQ(to_string(all.fold()), "epoch 0, sequence 14, a transaction from 5 on");
    ProducerStep control = data(15, -1, 1);
    control.kind = Kind::kControl;
    all.add(control);
    EXPECT_EQ(to_string(all.fold()), "epoch 1, a transaction from 5 on");
    EXPECT_FALSE(all.mark(14, 3));
    EXPECT_TRUE(all.mark(15, 3));
    EXPECT_EQ(to_string(all.fold()), "epoch 1, coordinator epoch 3");
}

TEST(ProducerFold, a_cut_drops_the_batches_above_it) {
    ProducerHistory all = history({data(0, 4), in_txn(5, 9)});
    all.cut(9);
    EXPECT_EQ(to_string(all.fold()), "epoch 0, sequence 4") << "no batch is there in part";
    all.cut(0);
    EXPECT_EQ(to_string(all.fold()), "nothing");
}

TEST(ProducerFold, what_is_below_the_horizon_may_be_forgotten_and_nothing_else) {
    const ProducerHistory all = history({in_txn(0, 4), in_txn(5, 9), in_txn(10, 14)});
    const ProducerMemory from_all{.epoch = 0, .last_sequence = 14, .txn_first_offset = 0};
    ProducerMemory from_second = from_all;
    from_second.txn_first_offset = 5;
    EXPECT_TRUE(all.allows(from_all, 0));
    EXPECT_FALSE(all.allows(from_second, 0));
    EXPECT_TRUE(all.allows(from_all, 1));
    EXPECT_TRUE(all.allows(from_second, 1));
    EXPECT_FALSE(all.allows(std::nullopt, 10));
    EXPECT_TRUE(all.allows(std::nullopt, 11));
}

}  // namespace
}  // namespace assize::checkers
