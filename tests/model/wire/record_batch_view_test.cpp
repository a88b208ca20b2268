#include "model/wire/record_batch_view.h"

#include "model/wire/big_endian.h"
#include "model/wire/record_batch.h"
#include "tests/model/wire/record_generators.h"

namespace assize::model::wire {
namespace {

// Written by hand from the layout; the checksum is what another implementation says.
constexpr std::string_view kGolden =
    "0000000000000007"                     // Base offset.
    "00000047"                             // Length: 49 of the header behind it, and 22 of records.
    "00000003"                             // Leader epoch.
    "02"                                   // Magic.
    "920f02d8"                             // CRC-32C.
    "0000"                                 // Attributes.
    "00000001"                             // Last offset delta.
    "0000000000000064"                     // Base timestamp.
    "0000000000000064"                     // Max timestamp.
    "0000000000000005"                     // Producer id.
    "0006"                                 // Producer epoch.
    "00000008"                             // Base sequence.
    "00000002"                             // Record count.
    "16 00 00 00 02 6b 02 76 02 02 68 01"  // k: v at +0, with a header h: null.
    "12 00 09 02 01 06 61 62 63 00";       // null: abc at +1, 5 ms earlier.

const ProducerStamp kGoldenProducer{
    .id = ProducerId(5), .epoch = ProducerEpoch(6), .base_sequence = Sequence(8)};

const std::vector<Record> kGoldenRecords = {{.offset = Offset(7),
                                             .timestamp_ms = 100,
                                             .key = Bytes::copy_of("k"),
                                             .value = Bytes::copy_of("v"),
                                             .headers = {{.key = "h", .value = {}}}},
                                            {.offset = Offset(8),
                                             .timestamp_ms = 95,
                                             .key = {},
                                             .value = Bytes::copy_of("abc"),
                                             .headers = {}}};

BatchError error_of_view(std::span<const std::byte> bytes) {
    const auto batch = first_batch(bytes);
    EXPECT_FALSE(batch);
    return batch ? BatchError::kBadCrc : batch.error();
}

TEST(RecordBatchView, IsWhatTheBuilderWrites) {
    const BatchOptions options{
        .base_offset = Offset(7), .leader_epoch = LeaderEpoch(3), .producer = kGoldenProducer};
    EXPECT_EQ(to_hex(built(options, kGoldenRecords)), to_hex(from_hex(kGolden)));
}

TEST(RecordBatchView, ReadsTheHeader) {
    const auto bytes = from_hex(kGolden);
    const auto batch = first_batch(bytes);
    ASSERT_TRUE(batch) << to_string(batch.error());
    EXPECT_EQ(batch->size_bytes(), 83U);
    EXPECT_EQ(batch->base_offset(), Offset(7));
    EXPECT_EQ(batch->last_offset(), Offset(8));
    EXPECT_EQ(batch->next_offset(), Offset(9));
    EXPECT_EQ(batch->record_count(), 2);
    EXPECT_EQ(batch->leader_epoch(), LeaderEpoch(3));
    EXPECT_EQ(batch->crc(), 0x920f02d8U);
    EXPECT_TRUE(check_crc(*batch));
    EXPECT_EQ(batch->compression(), Compression::kNone);
    EXPECT_EQ(batch->timestamp_type(), TimestampType::kCreateTime);
    EXPECT_FALSE(batch->is_transactional());
    EXPECT_FALSE(batch->is_control());
    EXPECT_FALSE(batch->has_delete_horizon());
    EXPECT_EQ(batch->base_timestamp_ms(), 100);
    EXPECT_EQ(batch->max_timestamp_ms(), 100);
    EXPECT_EQ(batch->producer(), kGoldenProducer);
    EXPECT_EQ(batch->last_sequence(), Sequence(9));
}

TEST(RecordBatchView, OwnsItsRecordsWhenAsked) {
    const Bytes bytes(from_hex(kGolden));
    const auto batch = first_batch(bytes.span());
    ASSERT_TRUE(batch);
    EXPECT_EQ(batch->records(), kGoldenRecords);
    const auto shared = batch->records_sharing(bytes);
    EXPECT_EQ(shared, kGoldenRecords);
    EXPECT_EQ(shared->front().value->data(), bytes.data() + 61 + 7);
}

TEST(RecordBatchView, SaysNoneWhereKafkaSaysMinusOne) {
    const auto bytes = built(BatchOptions{}, kGoldenRecords);
    const auto batch = first_batch(bytes);
    ASSERT_TRUE(batch);
    EXPECT_EQ(batch->leader_epoch(), std::nullopt);
    EXPECT_EQ(batch->producer(), std::nullopt);
    EXPECT_EQ(batch->producer_epoch(), std::nullopt);
    EXPECT_EQ(batch->base_sequence(), std::nullopt);
    EXPECT_EQ(batch->last_sequence(), std::nullopt);
}

TEST(RecordBatchView, WrapsSequencesToZero) {
    BatchOptions options;
    options.producer = kGoldenProducer;
    options.producer->base_sequence = Sequence(2147483647);
    const auto bytes = built(options, kGoldenRecords);
    EXPECT_EQ(first_batch(bytes)->last_sequence(), Sequence(0));
}

TEST(RecordBatchView, RefusesEveryTruncation) {
    const auto bytes = from_hex(kGolden);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_EQ(error_of_view(std::span(bytes).first(size)), BatchError::kPartial) << size;
    }
}

TEST(RecordBatchView, RefusesAHeaderThatCannotBe) {
    struct Case {
        std::size_t at;
        std::string_view bytes;
        BatchError error;
    };
    constexpr Case kRefused[] = {
        {layout::kBatchLength, "00000030", BatchError::kBadLength},
        {layout::kBatchLength, "ffffffff", BatchError::kBadLength},
        {layout::kBatchLength, "7fffffff", BatchError::kPartial},
        {layout::kMagic, "01", BatchError::kBadMagic},
        {layout::kAttributes, "0005", BatchError::kBadAttributes},
        {layout::kAttributes, "0080", BatchError::kBadAttributes},
        {layout::kLastOffsetDelta, "ffffffff", BatchError::kBadCount},
        {layout::kRecordCount, "ffffffff", BatchError::kBadCount},
        {layout::kRecordCount, "00000003", BatchError::kBadCount},
    };
    for (const Case& refused : kRefused) {
        auto bytes = from_hex(kGolden);
        std::ranges::copy(from_hex(refused.bytes),
                          bytes.begin() + static_cast<std::ptrdiff_t>(refused.at));
        EXPECT_EQ(error_of_view(bytes), refused.error) << refused.at << ' ' << refused.bytes;
    }
}

TEST(RecordBatchView, SurvivesOffsetsAtTheEndOfAllNumbers) {
    auto bytes = from_hex(kGolden);
    set_base_offset(bytes, Offset(std::numeric_limits<std::int64_t>::max()));
    const auto batch = first_batch(bytes);
    ASSERT_TRUE(batch);
    EXPECT_EQ(batch->last_offset(), Offset(std::numeric_limits<std::int64_t>::min()));
    EXPECT_TRUE(batch->records());
}

RC_GTEST_PROP(RecordBatchView, IsRefusedOrEqualWhenABitFlips, ()) {
    const auto draft = drawn_batch();
    const auto bytes = built(draft);
    auto damaged = bytes;
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    damaged[at] ^= static_cast<std::byte>(1U << *rc::gen::inRange(0U, 8U));

    const auto batch = first_batch(damaged);
    const bool accepted = batch && check_crc(*batch);
    const bool covered =
        at >= layout::kMagic || (at >= layout::kBatchLength && at < layout::kLeaderEpoch);
    RC_ASSERT(accepted == !covered);
    // And whoever does not look at the checksum survives.
    if (batch) static_cast<void>(batch->records());
}

RC_GTEST_PROP(RecordBatchView, SurvivesAnyBytes, ()) {
    auto bytes = *any_bytes();
    if (bytes.size() > layout::kMagic) bytes[layout::kMagic] = std::byte{2};
    const auto batch = first_batch(bytes);
    if (batch) static_cast<void>(batch->records());
}

}  // namespace
}  // namespace assize::model::wire
