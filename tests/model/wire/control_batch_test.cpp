#include "model/wire/control_batch.h"

#include "model/wire/record_batch.h"
#include "tests/model/wire/record_generators.h"

namespace assize::model::wire {
namespace {

constexpr ControlBatchStamp kStamp{
    .base_offset = Offset(40), .leader_epoch = LeaderEpoch(2), .timestamp_ms = 1000};

constexpr EndTransactionMarker kCommit{.result = TransactionResult::kCommit,
                                       .producer_id = ProducerId(11),
                                       .producer_epoch = ProducerEpoch(4),
                                       .coordinator_epoch = 0};

TEST(ControlBatch, EndsATransactionWithKafkasBytes) {
    const auto bytes = end_transaction_batch(kStamp, kCommit);
    const auto batch = first_batch(bytes);
    ASSERT_TRUE(batch);
    EXPECT_TRUE(check_crc(*batch));
    EXPECT_TRUE(batch->is_control());
    EXPECT_TRUE(batch->is_transactional());
    EXPECT_EQ(batch->base_sequence(), std::nullopt);
    EXPECT_EQ(control_type(*batch), ControlType::kCommit);
    // The record that Kafka's protocol shows for a commit in epoch 0.
    EXPECT_EQ(to_hex(batch->packed_records()),
              to_hex(from_hex("20 00 00 00 08 00000001 0c 0000 00000000 00")));
}

TEST(ControlBatch, ReadsTheMarkersItWrites) {
    auto marker = kCommit;
    marker.coordinator_epoch = 17;
    for (const auto result : {TransactionResult::kAbort, TransactionResult::kCommit}) {
        marker.result = result;
        const auto bytes = end_transaction_batch(kStamp, marker);
        EXPECT_EQ(end_transaction_marker(*first_batch(bytes)), marker);
    }
}

TEST(ControlBatch, CarriesWhatTheQuorumSays) {
    const auto value = from_hex("0000 00000001 01 01 00");
    const auto bytes = control_batch(kStamp, ControlType::kLeaderChange, value);
    const auto batch = first_batch(bytes);
    ASSERT_TRUE(batch);
    EXPECT_TRUE(check_crc(*batch));
    EXPECT_FALSE(batch->is_transactional());
    EXPECT_EQ(batch->base_offset(), Offset(40));
    EXPECT_EQ(batch->leader_epoch(), LeaderEpoch(2));
    EXPECT_EQ(batch->max_timestamp_ms(), 1000);
    const auto records = control_records(*batch);
    ASSERT_TRUE(records);
    ASSERT_EQ(records->size(), 1U);
    EXPECT_EQ(records->front().type, ControlType::kLeaderChange);
    EXPECT_EQ(to_hex(records->front().value), to_hex(value));
    EXPECT_EQ(end_transaction_marker(*batch).error(), BatchError::kBadControl);
}

TEST(ControlBatch, RefusesWhatIsNoControlRecord) {
    struct Case {
        std::string_view what;
        bool control;
        std::optional<std::string_view> key_hex;
    };
    constexpr Case kCases[] = {
        {"a batch of data", false, "00000001"}, {"no key", true, std::nullopt},
        {"a short key", true, "000000"},        {"an unknown type", true, "00000007"},
        {"a negative type", true, "0000ffff"},  {"a negative version", true, "ffff0000"},
    };
    for (const Case& refused : kCases) {
        RecordBatchBuilder builder({.control = refused.control});
        const auto key = from_hex(refused.key_hex.value_or(""));
        builder.append(0, refused.key_hex ? RecordBatchBuilder::OptionalBytes(key) : std::nullopt,
                       bytes_of("value"));
        const auto bytes = builder.build();
        const auto batch = first_batch(bytes);
        EXPECT_EQ(control_type(*batch), std::nullopt) << refused.what;
        const auto records = control_records(*batch);
        ASSERT_FALSE(records) << refused.what;
        EXPECT_EQ(records.error(), BatchError::kBadControl) << refused.what;
    }
}

TEST(ControlBatch, RefusesAMarkerThatIsCutShort) {
    const ProducerStamp producer{
        .id = ProducerId(11), .epoch = ProducerEpoch(4), .base_sequence = {}};
    RecordBatchBuilder builder({.producer = producer, .transactional = true, .control = true});
    builder.append(0, from_hex("00000001"), from_hex("0000000000"));
    const auto bytes = builder.build();
    const auto marker = end_transaction_marker(*first_batch(bytes));
    ASSERT_FALSE(marker);
    EXPECT_EQ(marker.error(), BatchError::kBadControl);
}

}  // namespace
}  // namespace assize::model::wire
