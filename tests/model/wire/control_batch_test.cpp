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

TEST(ControlBatch, SaysWhoLeadsTheQuorumWithKafkasBytes) {
    LeaderChangeMessage message;
    message.leader_id = 1;
    message.voters = {{.voter_id = 1}, {.voter_id = 2}};
    message.granting_voters = {{.voter_id = 2}};
    const auto bytes = control_batch(kStamp, message);
    const auto batch = first_batch(bytes);
    ASSERT_TRUE(batch);
    EXPECT_TRUE(check_crc(*batch));
    EXPECT_FALSE(batch->is_transactional());
    EXPECT_EQ(batch->producer(), std::nullopt);
    EXPECT_EQ(batch->base_offset(), Offset(40));
    EXPECT_EQ(batch->leader_epoch(), LeaderEpoch(2));
    EXPECT_EQ(batch->max_timestamp_ms(), 1000);
    const auto records = control_records(*batch);
    ASSERT_TRUE(records);
    ASSERT_EQ(records->size(), 1U);
    EXPECT_EQ(records->front().type, ControlType::kLeaderChange);
    // Version, leader, two voters, one that granted its vote; a tag section behind each and all.
    EXPECT_EQ(to_hex(records->front().value),
              to_hex(from_hex("0000 00000001 03 00000001 00 00000002 00 02 00000002 00 00")));
    EXPECT_EQ(end_transaction_marker(*batch).error(), BatchError::kBadControl);
}

TEST(ControlBatch, ReadsWhatTheQuorumSays) {
    LeaderChangeMessage leader_change;
    leader_change.version = 1;
    leader_change.leader_id = 3;
    leader_change.voters = {{.voter_id = 3, .voter_directory_id = Uuid(1, 2)}};
    SnapshotHeaderRecord header;
    header.last_contained_log_timestamp = 99;
    KRaftVersionRecord version;
    version.kraft_version = 1;
    VotersRecord voters;
    voters.voters.resize(2);
    voters.voters[1].endpoints = {{.name = "CONTROLLER", .host = "c1", .port = 9093}};
    const std::pair<ControlMessage, ControlType> said[] = {
        {leader_change, ControlType::kLeaderChange},
        {header, ControlType::kSnapshotHeader},
        {SnapshotFooterRecord(), ControlType::kSnapshotFooter},
        {version, ControlType::kKRaftVersion},
        {voters, ControlType::kKRaftVoters}};
    for (const auto& [message, type] : said) {
        const auto bytes = control_batch(kStamp, message);
        EXPECT_EQ(control_type(*first_batch(bytes)), type);
        const auto records = control_records(*first_batch(bytes));
        ASSERT_TRUE(records);
        EXPECT_EQ(control_message(records->front()), message) << to_string(type);
    }
}

TEST(ControlBatch, RefusesAMessageThatCannotBeRead) {
    const auto refuses = [](ControlType type, std::string_view hex) {
        const auto value = from_hex(hex);
        return control_message({.type = type, .value = value}) ==
               tl::unexpected(BatchError::kBadControl);
    };
    EXPECT_FALSE(refuses(ControlType::kSnapshotFooter, "0000 00"));
    EXPECT_TRUE(refuses(ControlType::kSnapshotFooter, ""));
    EXPECT_TRUE(refuses(ControlType::kSnapshotFooter, "0000"));
    EXPECT_TRUE(refuses(ControlType::kSnapshotFooter, "0000 00 00"));
    EXPECT_TRUE(refuses(ControlType::kSnapshotFooter, "0001 00"));
    EXPECT_TRUE(refuses(ControlType::kSnapshotFooter, "ffff 00"));
    EXPECT_TRUE(refuses(ControlType::kCommit, "0000 00000000"));
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
