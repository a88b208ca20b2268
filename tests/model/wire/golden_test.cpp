#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "model/wire/frame.h"
#include "tests/model/wire/any_message.h"
#include "tests/model/wire/hex.h"

// What real clients sent, and what they accepted as an answer: golden.tsv has a pair a line.

namespace assize::model::wire {
namespace {

struct Pair {
    std::string name;  // "librdkafka-2.15.0 Fetch 11"
    std::int16_t key;
    std::int16_t version;
    Bytes request;
    Bytes response;
};

std::vector<Pair> golden_pairs() {
    std::ifstream file(GOLDEN_FILE);
    std::string line;
    std::getline(file, line);
    std::vector<Pair> pairs;
    while (std::getline(file, line)) {
        std::istringstream cells(line);
        std::string client, key, api, version, request, response;
        cells >> client >> key >> api >> version >> request >> response;
        pairs.push_back({client + " " + api + " " + version,
                         static_cast<std::int16_t>(std::stoi(key)),
                         static_cast<std::int16_t>(std::stoi(version)), Bytes(hex(request)),
                         Bytes(hex(response))});
    }
    return pairs;
}

void expect_same_bytes(AnyMessage::Kind kind, const Pair& pair, const Bytes& body) {
    const AnyMessage* message = find_message(kind, pair.key);
    ASSERT_NE(message, nullptr) << pair.name;
    const auto recoded = message->decode(body, pair.version);
    ASSERT_TRUE(recoded) << pair.name << ": " << to_string(recoded.error());
    EXPECT_EQ(recoded->decoded_size, body.size()) << pair.name << ": " << recoded->text;
    EXPECT_EQ(to_hex(recoded->bytes), to_hex(body.span())) << pair.name << ": " << recoded->text;
    EXPECT_EQ(recoded->promised_size, recoded->bytes.size()) << pair.name;
    EXPECT_TRUE(recoded->is_same) << pair.name;
}

TEST(Golden, ThereIsEveryPair) {
    EXPECT_EQ(golden_pairs().size(), 151u);
}

TEST(Golden, WhatClientsSentIsDecodedAndEncodedToTheSameBytes) {
    for (const Pair& pair : golden_pairs()) {
        Reader reader(pair.request);
        const auto header = decode_request_header(reader);
        ASSERT_TRUE(header) << pair.name;
        EXPECT_EQ(static_cast<std::int16_t>(header->api_key), pair.key) << pair.name;
        EXPECT_EQ(header->api_version, pair.version) << pair.name;

        Writer writer;
        encode(*header, writer);
        const std::vector<std::byte> again = writer.take();
        EXPECT_EQ(again.size(), encoded_size(*header)) << pair.name;
        EXPECT_EQ(to_hex(again), to_hex(pair.request.span().first(reader.position()))) << pair.name;
        expect_same_bytes(AnyMessage::Kind::kRequest, pair, reader.rest());
    }
}

TEST(Golden, WhatClientsAcceptedIsDecodedAndEncodedToTheSameBytes) {
    for (const Pair& pair : golden_pairs()) {
        const auto key = static_cast<ApiKey>(pair.key);
        Reader reader(pair.response);
        const auto header = decode_response_header(reader, key, pair.version);
        ASSERT_TRUE(header) << pair.name;

        Writer writer;
        encode(*header, key, pair.version, writer);
        EXPECT_EQ(to_hex(writer.take()), to_hex(pair.response.span().first(reader.position())))
            << pair.name;
        EXPECT_EQ(encoded_size(*header, key, pair.version), reader.position()) << pair.name;
        expect_same_bytes(AnyMessage::Kind::kResponse, pair, reader.rest());
    }
}

}  // namespace
}  // namespace assize::model::wire
