#include "model/wire/record_batch_stamp.h"

#include "model/wire/record_batch.h"
#include "tests/model/wire/record_generators.h"

namespace assize::model::wire {
namespace {

RC_GTEST_PROP(RecordBatchStamp, OfOffsetAndEpochLeavesTheChecksum, ()) {
    auto draft = drawn_batch();
    auto bytes = built(draft);
    const auto crc = first_batch(bytes)->crc();
    set_base_offset(bytes, Offset(1234));
    set_leader_epoch(bytes, LeaderEpoch(9));
    const auto batch = first_batch(bytes);
    RC_ASSERT(batch->crc() == crc);
    RC_ASSERT(check_crc(*batch));
    RC_ASSERT(batch->base_offset() == Offset(1234));
    RC_ASSERT(batch->leader_epoch() == LeaderEpoch(9));
    draft.options.base_offset = Offset(1234);
    draft.options.leader_epoch = LeaderEpoch(9);
    RC_ASSERT(built(draft) == bytes);
}

RC_GTEST_PROP(RecordBatchStamp, OfTheAppendTimeIsWhatTheBuilderWrites, ()) {
    auto draft = drawn_batch();
    auto bytes = built(draft);
    const auto created = bytes;
    const auto created_max = first_batch(bytes)->max_timestamp_ms();
    set_max_timestamp(bytes, TimestampType::kLogAppendTime, 777);
    RC_ASSERT(check_crc(*first_batch(bytes)));
    RC_ASSERT(first_batch(bytes)->records()->front().timestamp_ms == 777);
    draft.options.log_append_time_ms = 777;
    RC_ASSERT(built(draft) == bytes);
    set_max_timestamp(bytes, TimestampType::kCreateTime, created_max);
    RC_ASSERT(bytes == created);
}

TEST(RecordBatchStamp, OfAnotherProducerKeepsTheRecords) {
    RecordBatchBuilder builder({.compression = Compression::kLz4});
    builder.append(5, bytes_of("k"), bytes_of("v"));
    auto bytes = builder.build();
    const auto records = first_batch(bytes)->records();
    const ProducerStamp producer{
        .id = ProducerId(1), .epoch = ProducerEpoch(2), .base_sequence = Sequence(3)};
    set_producer(bytes, producer);
    const auto batch = first_batch(bytes);
    EXPECT_TRUE(check_crc(*batch));
    EXPECT_EQ(batch->producer(), producer);
    EXPECT_EQ(batch->records(), records);
}

}  // namespace
}  // namespace assize::model::wire
