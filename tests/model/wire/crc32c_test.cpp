#include "model/wire/crc32c.h"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

namespace assize::model::wire {
namespace {

TEST(Crc32c, GivesTheStandardCheckValue) {
    constexpr std::string_view kDigits = "123456789";
    EXPECT_EQ(crc32c(std::as_bytes(std::span(kDigits))), 0xE3069283U);
}

TEST(Crc32c, OfNothingIsZero) {
    EXPECT_EQ(crc32c({}), 0U);
}

// RFC 3720, B.4.
TEST(Crc32c, AgreesWithTheExamplesOfISCSI) {
    std::array<std::byte, 32> bytes{};
    EXPECT_EQ(crc32c(bytes), 0x8A9136AAU);
    bytes.fill(std::byte{0xff});
    EXPECT_EQ(crc32c(bytes), 0x62A8AB43U);
    for (std::size_t at = 0; at < bytes.size(); ++at) bytes[at] = static_cast<std::byte>(at);
    EXPECT_EQ(crc32c(bytes), 0x46DD794EU);
}

}  // namespace
}  // namespace assize::model::wire
