#include "model/wire/frame.h"

#include <gtest/gtest.h>

#include "model/wire/messages/api_versions.h"
#include "model/wire/messages/heartbeat.h"
#include "model/wire/messages/vote.h"
#include "tests/model/wire/hex.h"

namespace assize::model::wire {
namespace {

using What = DecodeError::What;

RequestHeader header_of(ApiKey key, std::int16_t version) {
    return {.api_key = key, .api_version = version, .correlation_id = 7, .client_id = "me"};
}

TEST(Frame, ARequestHasItsSizeAHeaderAndTheMessage) {
    const HeartbeatRequest request{.group_id = "g", .generation_id = 1, .member_id = "m"};
    EXPECT_EQ(to_hex(encode_request(header_of(ApiKey::kHeartbeat, 0), request)),
              "00000016"
              "000c"
              "0000"
              "00000007"
              "00026d65"
              "000167"
              "00000001"
              "00016d");
    EXPECT_EQ(to_hex(encode_request(header_of(ApiKey::kHeartbeat, 4), request)),
              "00000017"
              "000c"
              "0004"
              "00000007"
              "00026d65"
              "00"
              "0267"
              "00000001"
              "026d"
              "00"
              "00")
        << "the name of the client keeps its old form";
}

TEST(Frame, AResponseHasTagsInItsHeaderWhenFlexible) {
    const HeartbeatResponse response{.error_code = ErrorCode::kUnknownMemberId};
    EXPECT_EQ(to_hex(encode_response(7, 0, response)),
              "00000006"
              "00000007"
              "0019");
    EXPECT_EQ(to_hex(encode_response(7, 4, response)),
              "0000000c"
              "00000007"
              "00"
              "00000000"
              "0019"
              "00");
}

TEST(Frame, TheHeaderOfTheAnswerToApiVersionsNeverGrew) {
    const std::vector<std::byte> frame = encode_response(7, 3, ApiVersionsResponse());
    EXPECT_EQ(to_hex(frame),
              "0000000c"
              "00000007"
              "0000"
              "01"
              "00000000"
              "00");
    Reader reader(Bytes(frame).slice(kFramePrefixSize));
    EXPECT_TRUE(decode_response_header(reader, ApiKey::kApiVersions, 3));
    EXPECT_EQ(reader.position(), 4u);
}

TEST(Frame, HeadersAreReadAgain) {
    for (const std::int16_t version : {std::int16_t{0}, std::int16_t{4}}) {
        RequestHeader header = header_of(ApiKey::kHeartbeat, version);
        if (version == 4) header.client_id.reset();
        const Bytes frame(encode_request(header, HeartbeatRequest()));
        Reader reader(frame.slice(kFramePrefixSize));
        EXPECT_EQ(decode_request_header(reader), header);
        EXPECT_EQ(decode<HeartbeatRequest>(reader, version), HeartbeatRequest());
        EXPECT_TRUE(reader.at_end());
    }
}

TEST(Frame, ControlledShutdownOnceHadNoClientName) {
    Reader reader(Bytes(hex("0007 0000 00000001 000000ff")));
    const auto header = decode_request_header(reader);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->client_id, std::nullopt);
    EXPECT_EQ(reader.int32(), 255);
}

TEST(Frame, AVersionFromTheFutureStillHasAHeader) {
    Reader reader(Bytes(hex("0012 0063 00000001 0000 00")));
    const auto header = decode_request_header(reader);
    ASSERT_TRUE(header) << "so that ApiVersions can be answered";
    EXPECT_EQ(header->api_version, 99);
    EXPECT_FALSE(is_known(header->api_key, header->api_version));
}

TEST(Frame, WhatIsNoRequestIsRefused) {
    const auto error = [](std::string_view text) {
        Reader reader{Bytes(hex(text))};
        const auto header = decode_request_header(reader);
        return header ? "none" : to_string(header.error());
    };
    EXPECT_EQ(error("4745 5420 2f204854 5450"), "unknown api key at byte 2") << "GET / HTTP";
    EXPECT_EQ(error("ffff 0000 00000001 0000"), "unknown api key at byte 2");
    EXPECT_EQ(error("0000 ffff 00000001 0000"), "unsupported version at byte 4");
    EXPECT_EQ(error("0000 0000 000001"), "truncated at byte 4");
    EXPECT_EQ(error("0000 0000 00000001 0005 6d"), "truncated at byte 10");
    EXPECT_EQ(error(""), "truncated at byte 0");
}

TEST(Frame, APeekTellsWhatARequestIs) {
    const auto frame = encode_request(header_of(ApiKey::kVote, 1), VoteRequest());
    EXPECT_EQ(peek_request(frame), (RequestPeek{ApiKey::kVote, 1, 7}));
    EXPECT_EQ(peek_request(std::span(frame).first(11)), std::nullopt);
    EXPECT_EQ(peek_request(hex("00000008 7fff 0000 00000001")), std::nullopt);
    EXPECT_EQ(peek_correlation_id(hex("00000004 00000102")), 258);
    EXPECT_EQ(peek_correlation_id(hex("00000004 000001")), std::nullopt);
}

TEST(FrameDeathTest, AHeaderOfAnotherMessageIsABug) {
    EXPECT_DEATH(encode_request(header_of(ApiKey::kVote, 0), HeartbeatRequest()),
                 "a header names its message");
}

}  // namespace
}  // namespace assize::model::wire
