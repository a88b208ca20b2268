#include "model/wire/zigzag.h"

#include <array>
#include <cstdint>
#include <limits>

#include "tests/model/wire/record_generators.h"

namespace assize::model::wire {
namespace {

std::string written(std::int64_t value) {
    std::array<std::byte, 10> buffer;
    const auto* end = put_zigzag(buffer.data(), value);
    return to_hex({buffer.data(), end});
}

TEST(Zigzag, WritesKafkasBytes) {
    EXPECT_EQ(written(0), "00");
    EXPECT_EQ(written(-1), "01");
    EXPECT_EQ(written(1), "02");
    EXPECT_EQ(written(63), "7e");
    EXPECT_EQ(written(-64), "7f");
    EXPECT_EQ(written(64), "8001");
    EXPECT_EQ(written(std::numeric_limits<std::int32_t>::max()), "feffffff0f");
    EXPECT_EQ(written(std::numeric_limits<std::int32_t>::min()), "ffffffff0f");
    EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), "ffffffffffffffffff01");
}

RC_GTEST_PROP(Zigzag, ReadsWhatItWrote, (std::int64_t wide, std::int32_t narrow)) {
    std::array<std::byte, 20> buffer;
    const auto* end = put_zigzag(put_zigzag(buffer.data(), wide), narrow);
    ZigzagReader in(buffer.data(), end);
    std::int64_t wide_read = 0;
    std::int32_t narrow_read = 0;
    RC_ASSERT(in.take(wide_read));
    RC_ASSERT(in.take(narrow_read));
    RC_ASSERT(wide_read == wide);
    RC_ASSERT(narrow_read == narrow);
    RC_ASSERT(in.remaining() == 0U);
}

TEST(Zigzag, RefusesMoreThanItsBits) {
    for (const auto* hex : {"", "80", "ffffffffffffffffff", "ffffffffffffffffff02",
                            "80808080808080808080"
                            "01"}) {
        const auto bytes = from_hex(hex);
        ZigzagReader in(bytes.data(), bytes.data() + bytes.size());
        std::int64_t value = 0;
        EXPECT_FALSE(in.take(value)) << hex;
    }
    const auto bytes = from_hex("8080808010");  // 2^31.
    ZigzagReader in(bytes.data(), bytes.data() + bytes.size());
    std::int32_t value = 0;
    EXPECT_FALSE(in.take(value));
}

}  // namespace
}  // namespace assize::model::wire
