#include "model/metadata/record.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/metadata/random_log.h"

namespace assize::model::metadata {
namespace {

RC_GTEST_PROP(MetadataRecordTest, what_is_encoded_decodes_to_the_same, (std::uint64_t seed)) {
    RandomLog log(seed);
    for (int i = 0; i < 20; ++i) {
        const MetadataRecord record = log.next();
        const auto decoded = decode(encode(record));
        RC_ASSERT(decoded.has_value());
        RC_ASSERT(*decoded == record);
    }
}

RC_GTEST_PROP(MetadataRecordTest, any_bytes_are_read_or_refused,
              (std::uint64_t seed, const std::vector<std::uint8_t>& noise)) {
    RandomLog log(seed);
    const wire::Bytes good = encode(log.next());
    std::vector<std::byte> bytes(good.span().begin(), good.span().end());
    for (std::size_t i = 0; i < noise.size() && !bytes.empty(); ++i) {
        bytes[noise[i] % bytes.size()] ^= std::byte{noise[i]};
    }
    MetadataDelta delta{log.image()};
    const auto decoded = decode(wire::Bytes(bytes));
    if (decoded) (void)delta.apply(*decoded);  // It must not crash.
}

// protocol.md 3.2: frame version 1, record id, version, each an unsigned varint.
TEST(MetadataRecordTest, frame_is_version_id_and_version_of_the_record) {
    const wire::Bytes bytes = encode(wire::NoOpRecord());
    EXPECT_EQ(wire::to_hex(bytes.span()), "01140000");
    wire::FeatureLevelRecord record;
    record.name = "a";
    record.feature_level = 7;
    EXPECT_EQ(wire::to_hex(encode(record).span()), "010c000261000700");
}

TEST(MetadataRecordTest, records_of_another_frame_or_kind_are_refused) {
    const auto refused = [](std::vector<std::byte> bytes) {
        const auto decoded = decode(wire::Bytes(std::move(bytes)));
        return decoded ? "read" : decoded.error().message;
    };
    using std::byte;
    EXPECT_EQ(refused({}), "bytes that are no metadata record");
    EXPECT_EQ(refused({byte{2}, byte{20}, byte{0}, byte{0}}), "bytes that are no metadata record");
    EXPECT_EQ(refused({byte{1}, byte{99}, byte{0}, byte{0}}), "record 99 is not used here");
    EXPECT_EQ(refused({byte{1}, byte{20}, byte{9}, byte{0}}),
              "version 9 of NoOpRecord is not known");
    EXPECT_EQ(refused({byte{1}, byte{20}, byte{0}}), "NoOpRecord cannot be read");
    EXPECT_EQ(refused({byte{1}, byte{20}, byte{0}, byte{0}, byte{0}}), "NoOpRecord ends too late");
}

}  // namespace
}  // namespace assize::model::metadata
