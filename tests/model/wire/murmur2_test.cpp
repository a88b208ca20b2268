#include "model/wire/murmur2.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>

namespace assize::model::wire {
namespace {

struct KeyCase {
    std::string_view key;
    std::int32_t hash;
    std::int32_t partition_of_12;
};

// Kafka's own UtilsTest.testMurmur2, and what its clients answer for the others.
constexpr KeyCase kCases[] = {
    {"", 275646681, 9},
    {"a", -1563381124, 4},
    {"ab", 316155434, 2},
    {"abc", 479470107, 3},
    {"abcd", -1323649548, 8},
    {"21", -973932308, 0},
    {"foobar", -790332482, 6},
    {"a-little-bit-long-string", -985981536, 8},
    {"a-little-bit-longer-string", -1486304829, 11},
    {"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971, 5},
};

TEST(Murmur2, HashesAsTheJavaClientDoes) {
    for (const KeyCase& expected : kCases) {
        EXPECT_EQ(murmur2(std::as_bytes(std::span(expected.key))), expected.hash) << expected.key;
    }
}

TEST(Murmur2, PutsAKeyInThePartitionOfTheJavaClient) {
    for (const KeyCase& expected : kCases) {
        const auto key = std::as_bytes(std::span(expected.key));
        EXPECT_EQ(partition_of_key(key, 12), expected.partition_of_12) << expected.key;
    }
}

}  // namespace
}  // namespace assize::model::wire
