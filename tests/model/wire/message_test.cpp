#include "model/wire/message.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "model/wire/messages/fetch.h"
#include "model/wire/messages/metadata.h"
#include "model/wire/messages/partition_change_record.h"
#include "model/wire/messages/partition_record.h"
#include "model/wire/messages/produce.h"
#include "model/wire/messages/vote.h"
#include "tests/model/wire/any_message.h"
#include "tests/model/wire/hex.h"

namespace assize::model::wire {
namespace {

using What = DecodeError::What;

TEST(Message, TheSchemaHasAllOfKafka) {
    EXPECT_EQ(all_messages().size(), 268u);
}

TEST(Message, MembersBeginWithKafkasDefaults) {
    const FetchRequest request;
    EXPECT_EQ(request.max_bytes, 2147483647);
    EXPECT_EQ(request.session_epoch, -1);
    EXPECT_EQ(request.replica_state.replica_epoch, -1);
    EXPECT_EQ(request.cluster_id, std::nullopt);
    EXPECT_EQ(PartitionChangeRecord().leader, -2);
    EXPECT_EQ(MetadataRequest().topics, std::vector<MetadataRequest::Topic>())
        << "null would ask for all topics";
    EXPECT_TRUE(MetadataRequest().allow_auto_topic_creation);
}

TEST(Message, IsWrittenAsItsVersionHasIt) {
    const ProduceRequest request{
        .acks = -1,
        .timeout_ms = 1000,
        .topic_data = {{.name = "t",
                        .topic_id = Uuid(0, 5),
                        .partition_data = {{.index = 1, .records = Bytes::copy_of("r")}}}}};
    EXPECT_EQ(to_hex(encode_whole(request, 2)),
              "ffff000003e8"
              "00000001"
              "000174"
              "00000001"
              "00000001"
              "0000000172");
    EXPECT_EQ(to_hex(encode_whole(request, 3)),
              "ffff"
              "ffff000003e8"
              "00000001"
              "000174"
              "00000001"
              "00000001"
              "0000000172");
    EXPECT_EQ(to_hex(encode_whole(request, 9)),
              "00"
              "ffff000003e8"
              "02"
              "0274"
              "02"
              "00000001"
              "0272"
              "00"
              "00"
              "00");
    EXPECT_EQ(to_hex(encode_whole(request, 13)),
              "00"
              "ffff000003e8"
              "02"
              "00000000000000000000000000000005"
              "02"
              "00000001"
              "0272"
              "00"
              "00"
              "00");
}

TEST(Message, TaggedFieldsAreWrittenInOrderUnlessTheyHaveTheirDefault) {
    PartitionChangeRecord record{.partition_id = 1, .topic_id = Uuid(0, 5)};
    const std::string fixed =
        "00000001"
        "00000000000000000000000000000005";
    EXPECT_EQ(to_hex(encode_whole(record, 2)), fixed + "00");
    record.leader = 3;
    record.isr = {3};
    record.eligible_leader_replicas = std::vector<std::int32_t>();
    EXPECT_EQ(to_hex(encode_whole(record, 2)), fixed +
                                                   "03"
                                                   "00050200000003"
                                                   "010400000003"
                                                   "060101");
    EXPECT_EQ(to_hex(encode_whole(record, 0)), fixed +
                                                   "02"
                                                   "00050200000003"
                                                   "010400000003")
        << "version 0 has no eligible leaders";
}

TEST(Message, FieldsThatTheVersionLacksKeepTheirDefaultWhenRead) {
    PartitionRecord record{.partition_id = 4, .directories = {Uuid(1, 1)}};
    const auto again = decode_whole<PartitionRecord>(Bytes(encode_whole(record, 0)), 0);
    record.directories.clear();
    EXPECT_EQ(again, record);
}

TEST(Message, UnknownTaggedFieldsAreSkipped) {
    const VoteRequest request{.cluster_id = "c"};
    std::vector<std::byte> bytes = encode_whole(request, 2);
    bytes.pop_back();  // The end of the message: no tagged fields.
    const auto unknown = hex("01 9f01 03 010203");
    bytes.insert(bytes.end(), unknown.begin(), unknown.end());
    EXPECT_EQ(decode_whole<VoteRequest>(Bytes(bytes), 2), request);
}

TEST(Message, NullIsRefusedWhereTheVersionHasNone) {
    const auto in_version_0 = decode_whole<MetadataRequest>(Bytes(hex("ffffffff")), 0);
    ASSERT_FALSE(in_version_0);
    EXPECT_EQ(in_version_0.error(), (DecodeError{What::kUnexpectedNull, 4}));
    const auto in_version_1 = decode_whole<MetadataRequest>(Bytes(hex("ffffffff")), 1);
    ASSERT_TRUE(in_version_1);
    EXPECT_EQ(in_version_1->topics, std::nullopt);
}

TEST(Message, UnknownVersionsAndTrailingBytesAreRefused) {
    const Bytes none(hex("00000000"));
    EXPECT_EQ(decode_whole<MetadataRequest>(none, 14).error().what, What::kUnsupportedVersion);
    EXPECT_EQ(decode_whole<MetadataRequest>(none, -1).error().what, What::kUnsupportedVersion);
    EXPECT_TRUE(decode_whole<MetadataRequest>(none, 0));
    const auto longer = decode_whole<MetadataRequest>(Bytes(hex("00000000 00")), 0);
    EXPECT_EQ(longer.error(), (DecodeError{What::kTrailingBytes, 4}));
}

TEST(MessageDeathTest, ToEncodeWhatTheVersionCannotSayIsABug) {
    MetadataRequest request;
    EXPECT_DEATH(encode_whole(request, 14), "only versions of the schema");
    request.topics = std::nullopt;
    EXPECT_DEATH(encode_whole(request, 0), "Topics is not null in this version");
    EXPECT_EQ(to_hex(encode_whole(request, 1)), "ffffffff");
}

TEST(Message, ToStringIsForPeople) {
    const FetchResponse response{
        .error_code = ErrorCode::kFencedLeaderEpoch,
        .responses = {{.topic = "a\"b\n",
                       .topic_id = Uuid(),
                       .partitions = {{.records = Bytes::copy_of("records and more of it")}}}}};
    const std::string text = to_string(response);
    EXPECT_TRUE(
        text.starts_with("FetchResponse{throttle_time_ms: 0, error_code: "
                         "FENCED_LEADER_EPOCH, session_id: 0, responses: [{topic: "
                         "\"a\\x22b\\x0a\", topic_id: AAAAAAAAAAAAAAAAAAAAAA, "
                         "partitions: [{partition_index: 0, error_code: NONE, "))
        << text;
    EXPECT_NE(text.find("records: <22 bytes: 7265636f72647320616e64206d6f7265...>}]}], "),
              std::string::npos)
        << text;
    const FetchResponse unknown{.error_code = static_cast<ErrorCode>(999)};
    EXPECT_NE(to_string(unknown).find("error_code: ?999, "), std::string::npos);
}

/// One of all messages, and one of its versions.
struct Chosen {
    const AnyMessage& message;
    std::int16_t version;
};

Chosen choose() {
    const AnyMessage& message =
        all_messages()[*rc::gen::inRange<std::size_t>(0, all_messages().size())];
    const int version = *rc::gen::inRange<int>(message.version_min, message.version_max + 1);
    RC_LOG() << message.name << " version " << version << '\n';
    return {message, static_cast<std::int16_t>(version)};
}

std::vector<std::uint8_t> choices() {
    return *rc::gen::resize(1000, rc::gen::arbitrary<std::vector<std::uint8_t>>());
}

RC_GTEST_PROP(Message, WhatIsEncodedIsDecodedAgainAndAsLongAsPromised, ()) {
    const auto [message, version] = choose();
    Filler filler(choices());
    const Recoded recoded = message.arbitrary(filler, version);
    RC_LOG() << recoded.text << '\n';
    RC_ASSERT(recoded.is_same);
    RC_ASSERT(recoded.promised_size == recoded.bytes.size());
    RC_ASSERT(recoded.decoded_size == recoded.bytes.size());
}

RC_GTEST_PROP(Message, IsRefusedWhereverItIsCutOff, ()) {
    const auto [message, version] = choose();
    Filler filler(choices());
    const Bytes whole(message.arbitrary(filler, version).bytes);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        RC_ASSERT(!message.decode(whole.slice(0, size), version));
    }
}

/// Decoding them neither crashes nor takes what is not there; what is understood is encoded alike.
void decode_anything(const Chosen& chosen, std::vector<std::byte> bytes) {
    const std::size_t size = bytes.size();
    const auto recoded = chosen.message.decode(Bytes(std::move(bytes)), chosen.version);
    if (!recoded) {
        RC_ASSERT(recoded.error().offset <= size);
        return;
    }
    RC_ASSERT(recoded->decoded_size <= size);
    RC_ASSERT(recoded->promised_size == recoded->bytes.size());
}

RC_GTEST_PROP(Message, ArbitraryBytesAreDecodedOrRefused, ()) {
    const Chosen chosen = choose();
    const std::vector<std::uint8_t> bytes = choices();
    const auto all = std::as_bytes(std::span(bytes));
    decode_anything(chosen, {all.begin(), all.end()});
}

RC_GTEST_PROP(Message, DamagedMessagesAreDecodedOrRefused, ()) {
    const Chosen chosen = choose();
    Filler filler(choices());
    std::vector<std::byte> bytes = chosen.message.arbitrary(filler, chosen.version).bytes;
    for (int left = *rc::gen::inRange(0, 8); left > 0 && !bytes.empty(); --left) {
        const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
        bytes[at] = static_cast<std::byte>(*rc::gen::arbitrary<std::uint8_t>());
    }
    decode_anything(chosen, std::move(bytes));
}

TEST(Message, EveryVersionOfEveryMessageIsEncodedAndDecoded) {
    // RapidCheck does not come by all of them: here each has its turn, with the same values.
    std::vector<std::uint8_t> values(4096);
    for (std::size_t at = 0; at < values.size(); ++at) {
        values[at] = static_cast<std::uint8_t>(at * 167 + at / 256);
    }
    for (const AnyMessage& message : all_messages()) {
        for (std::int16_t version = message.version_min; version <= message.version_max;
             ++version) {
            Filler filler(values);
            const Recoded recoded = message.arbitrary(filler, version);
            EXPECT_TRUE(recoded.is_same) << message.name << " version " << version;
            EXPECT_EQ(recoded.promised_size, recoded.bytes.size()) << message.name;
            EXPECT_EQ(recoded.decoded_size, recoded.bytes.size()) << message.name;
        }
    }
}

}  // namespace
}  // namespace assize::model::wire
