#include "model/wire/record_batch_builder.h"

#include <algorithm>

#include "model/wire/record_batch.h"
#include "tests/model/wire/record_generators.h"

namespace assize::model::wire {
namespace {

std::int64_t max_timestamp(const std::vector<Record>& records) {
    return std::ranges::max_element(records, {}, &Record::timestamp_ms)->timestamp_ms;
}

RC_GTEST_PROP(RecordBatchBuilder, WritesWhatTheViewReads, ()) {
    const auto draft = drawn_batch();
    const auto bytes = built(draft);
    const auto batch = first_batch(bytes);
    RC_ASSERT(batch.has_value());
    RC_ASSERT(batch->size_bytes() == bytes.size());
    RC_ASSERT(check_crc(*batch));
    RC_ASSERT(batch->base_offset() == draft.options.base_offset);
    RC_ASSERT(batch->next_offset() == next(draft.records.back().offset));
    RC_ASSERT(batch->compression() == draft.options.compression);
    RC_ASSERT(batch->leader_epoch() == draft.options.leader_epoch);
    RC_ASSERT(batch->producer() == draft.options.producer);
    RC_ASSERT(batch->is_transactional() == draft.options.transactional);
    RC_ASSERT(batch->is_control() == draft.options.control);
    RC_ASSERT(batch->base_timestamp_ms() == draft.records.front().timestamp_ms);
    RC_ASSERT(batch->max_timestamp_ms() == max_timestamp(draft.records));
    RC_ASSERT(batch->records() == draft.records);
    const Bytes owner(bytes);
    RC_ASSERT(first_batch(owner.span())->records_sharing(owner) == draft.records);
}

RC_GTEST_PROP(RecordBatchBuilder, CopiesRecordsThatLeaveGaps, ()) {
    auto draft = drawn_batch();
    const auto bytes = built(draft);
    auto options = draft.options;
    options.compression = Compression::kNone;
    RecordBatchBuilder builder(options);
    std::vector<Record> kept;
    std::size_t index = 0;
    RC_ASSERT(for_each_record(*first_batch(bytes), [&](const RecordView& record) {
        const bool keep = ++index % 3 != 1 || index == draft.records.size();
        if (!keep) return;
        builder.append(record);
        kept.push_back(draft.records[index - 1]);
    }));
    const auto copy = builder.build();
    const auto batch = first_batch(copy);
    RC_ASSERT(batch.has_value());
    RC_ASSERT(batch->records() == kept);
    RC_ASSERT(batch->next_offset() == next(draft.records.back().offset));
}

RC_GTEST_PROP(RecordBatchBuilder, KnowsItsSizeAhead, ()) {
    auto draft = drawn_batch();
    draft.options.compression = Compression::kNone;
    RecordBatchBuilder builder(draft.options);
    for (const Record& record : draft.records) {
        const auto before = builder.estimated_size();
        const auto key = span_of(record.key);
        const auto value = span_of(record.value);
        builder.append(record.timestamp_ms, key, value, record.headers);
        RC_ASSERT(builder.estimated_size() - before <=
                  RecordBatchBuilder::record_size_bound(key, value, record.headers));
    }
    const auto expected = builder.estimated_size();
    RC_ASSERT(builder.build().size() == expected);
}

TEST(RecordBatchBuilder, LearnsItsProducerLate) {
    RecordBatchBuilder builder(BatchOptions{});
    EXPECT_TRUE(builder.empty());
    builder.append(1, {}, bytes_of("v"));
    EXPECT_EQ(builder.record_count(), 1);
    EXPECT_EQ(builder.next_offset(), Offset(1));
    const ProducerStamp producer{
        .id = ProducerId(7), .epoch = ProducerEpoch(0), .base_sequence = Sequence(4)};
    builder.set_producer(producer);
    const auto bytes = builder.build();
    EXPECT_EQ(first_batch(bytes)->producer(), producer);
    EXPECT_TRUE(check_crc(*first_batch(bytes)));
}

TEST(RecordBatchBuilder, WritesTheTimeOfTheAppendForAllRecords) {
    RecordBatchBuilder builder({.log_append_time_ms = 500});
    builder.append(1, {}, bytes_of("a"));
    builder.append(2, {}, bytes_of("b"));
    const auto bytes = builder.build();
    const auto batch = first_batch(bytes);
    EXPECT_EQ(batch->timestamp_type(), TimestampType::kLogAppendTime);
    EXPECT_EQ(batch->max_timestamp_ms(), 500);
    const auto records = batch->records();
    ASSERT_TRUE(records);
    for (const Record& record : *records) EXPECT_EQ(record.timestamp_ms, 500);
}

TEST(RecordBatchBuilderDeathTest, DoesNotBuildAnEmptyBatch) {
    RecordBatchBuilder builder(BatchOptions{});
    EXPECT_DEATH(builder.build(), "a batch has a record");
}

}  // namespace
}  // namespace assize::model::wire
