#include "sim/network/tcp/stream.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "tests/sim/network/world.h"

namespace assize::sim::tcp {
namespace {

Packet frame(std::uint64_t number, std::string_view text) {
    return Packet{.bytes = bytes_of(text), .message = MessageId(number)};
}

TEST(Stream, counts_what_is_under_way_and_what_can_be_read) {
    Stream stream;
    for (std::uint64_t i = 1; i <= 5; ++i) stream.send(frame(i, "abc"));
    EXPECT_EQ(stream.unread_bytes(), 15u);
    EXPECT_FALSE(stream.readable());
    stream.arrive();
    stream.arrive();
    EXPECT_EQ(stream.arrived_bytes(), 6u);
    EXPECT_EQ(text_of(stream.take(2)), "ab");
    EXPECT_EQ(stream.next_message(), MessageId(1));
    EXPECT_EQ(text_of(stream.take(10)), "c");
    EXPECT_EQ(stream.next_message(), MessageId(2));
    stream.drop_last_in_flight();
    EXPECT_EQ(stream.unread_bytes(), 9u);
    stream.drop_arrived();
    EXPECT_EQ(stream.unread_bytes(), 6u);
    EXPECT_EQ(stream.first_in_flight().message, MessageId(3));
}

TEST(Stream, keeps_the_order_while_it_grows_and_goes_round) {
    Stream stream;
    std::string sent, taken;
    for (char c = 'a'; c <= 'z'; ++c) {
        for (int i = 0; i < 2; ++i) {
            sent.push_back(c);
            stream.send(frame(1, std::string(1, c)));
            stream.arrive();
        }
        taken += text_of(stream.take(1));
    }
    while (stream.readable()) taken += text_of(stream.take(1));
    EXPECT_EQ(taken, sent);
    EXPECT_EQ(stream.unread_bytes(), 0u);
}

TEST(StreamDeathTest, taking_what_is_not_there_stops_the_program) {
    Stream stream;
    EXPECT_DEATH(stream.take(1), "nothing has arrived");
    EXPECT_DEATH(stream.drop_last_in_flight(), "nothing is in flight");
}

}  // namespace
}  // namespace assize::sim::tcp
