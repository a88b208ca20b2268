#include "model/wire/reader.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include "tests/model/wire/hex.h"

namespace assize::model::wire {
namespace {

using What = DecodeError::What;

Reader reading(std::string_view text) {
    return Reader(Bytes(hex(text)));
}

/// What `read` makes of the bytes when it fails: the error, as text.
template <class Read>
std::string failure(std::string_view text, Read read) {
    Reader reader = reading(text);
    read(reader);
    return reader.ok() ? "none" : to_string(reader.error());
}

TEST(Reader, ReadsFixedIntegersMostSignificantByteFirst) {
    Reader reader = reading("80 0102 fffffffe 0102030405060708 ffff 01 00 02");
    EXPECT_EQ(reader.int8(), -128);
    EXPECT_EQ(reader.int16(), 0x0102);
    EXPECT_EQ(reader.int32(), -2);
    EXPECT_EQ(reader.int64(), 0x0102030405060708);
    EXPECT_EQ(reader.uint16(), 65535);
    EXPECT_TRUE(reader.boolean());
    EXPECT_FALSE(reader.boolean());
    EXPECT_TRUE(reader.boolean()) << "all but zero is true";
    EXPECT_TRUE(reader.at_end());
    EXPECT_TRUE(reader.ok());
}

TEST(Reader, ReadsUuidsAndFloats) {
    Reader reader = reading("00000000000000010000000000000002 3ff8000000000000");
    EXPECT_EQ(reader.uuid(), Uuid(1, 2));
    EXPECT_EQ(reader.float64(), 1.5);
    EXPECT_TRUE(reader.ok());
}

TEST(Reader, ReadsVarintsUpToTheLimitsOfTheirTypes) {
    Reader reader = reading("00 7f 8001 ffffffff0f ffffffffffffffffff01");
    EXPECT_EQ(reader.uvarint(), 0u);
    EXPECT_EQ(reader.uvarint(), 127u);
    EXPECT_EQ(reader.uvarint(), 128u);
    EXPECT_EQ(reader.uvarint(), std::numeric_limits<std::uint32_t>::max());
    EXPECT_EQ(reader.uvarlong(), std::numeric_limits<std::uint64_t>::max());
    EXPECT_TRUE(reader.ok());

    const auto uvarint = [](Reader& bytes) { bytes.uvarint(); };
    const auto uvarlong = [](Reader& bytes) { bytes.uvarlong(); };
    EXPECT_EQ(failure("ffffffff10", uvarint), "bad varint at byte 4");
    EXPECT_EQ(failure("808080808000", uvarint), "bad varint at byte 4");
    EXPECT_EQ(failure("8080", uvarint), "truncated at byte 2");
    EXPECT_EQ(failure("ffffffffffffffffff02", uvarlong), "bad varint at byte 9");
}

TEST(Reader, ReadsZigzagNumbers) {
    Reader reader = reading("00 01 02 03 ffffffff0f feffffff0f ffffffffffffffffff01");
    EXPECT_EQ(reader.varint(), 0);
    EXPECT_EQ(reader.varint(), -1);
    EXPECT_EQ(reader.varint(), 1);
    EXPECT_EQ(reader.varint(), -2);
    EXPECT_EQ(reader.varint(), std::numeric_limits<std::int32_t>::min());
    EXPECT_EQ(reader.varint(), std::numeric_limits<std::int32_t>::max());
    EXPECT_EQ(reader.varlong(), std::numeric_limits<std::int64_t>::min());
}

TEST(Reader, ReadsStringsOfBothFormats) {
    Reader reader = reading("0002 6869  ffff  03 6869  00  0000  01");
    EXPECT_EQ(reader.string(Format::kPlain), "hi");
    EXPECT_EQ(reader.nullable_string(Format::kPlain), std::nullopt);
    EXPECT_EQ(reader.string(Format::kFlexible), "hi");
    EXPECT_EQ(reader.nullable_string(Format::kFlexible), std::nullopt);
    EXPECT_EQ(reader.nullable_string(Format::kPlain), "");
    EXPECT_EQ(reader.nullable_string(Format::kFlexible), "");
    EXPECT_TRUE(reader.ok());
}

TEST(Reader, RefusesStringsThatCannotBe) {
    const auto plain = [](Reader& bytes) { bytes.string(Format::kPlain); };
    const auto flexible = [](Reader& bytes) { bytes.string(Format::kFlexible); };
    EXPECT_EQ(failure("ffff", plain), "unexpected null at byte 2");
    EXPECT_EQ(failure("00", flexible), "unexpected null at byte 1");
    EXPECT_EQ(failure("fffe", plain), "bad length at byte 2");
    EXPECT_EQ(failure("0003 6869", plain), "truncated at byte 2");
    EXPECT_EQ(failure("818002", flexible), "bad length at byte 3") << "32768 bytes are too many";
    EXPECT_EQ(failure("808002", flexible), "truncated at byte 3") << "32767 may be";
}

TEST(Reader, BytesShareTheBuffer) {
    const Bytes frame(hex("00000002 0102 03 0304 ffffffff 00 01"));
    Reader reader(frame);
    EXPECT_EQ(reader.bytes(Format::kPlain).data(), frame.data() + 4);
    EXPECT_EQ(reader.bytes(Format::kFlexible).data(), frame.data() + 7);
    EXPECT_EQ(reader.nullable_bytes(Format::kPlain), std::nullopt);
    EXPECT_EQ(reader.nullable_bytes(Format::kFlexible), std::nullopt);
    EXPECT_EQ(reader.nullable_bytes(Format::kFlexible), Bytes());
    EXPECT_TRUE(reader.ok());
    EXPECT_EQ(failure("fffffffe", [](Reader& bytes) { bytes.nullable_bytes(Format::kPlain); }),
              "bad length at byte 4");
}

TEST(Reader, RefusesArraysThatTheRestCannotHold) {
    Reader reader = reading("00000002 0001 0002");
    EXPECT_EQ(reader.array_size(Format::kPlain, 2), 2u);
    EXPECT_TRUE(reader.ok());

    const auto of_shorts = [](Reader& bytes) {
        EXPECT_EQ(bytes.array_size(Format::kPlain, 2), 0u);
    };
    EXPECT_EQ(failure("00000003 0001 0002", of_shorts), "too many elements at byte 4");
    EXPECT_EQ(failure("7fffffff 0001 0002", of_shorts), "too many elements at byte 4");
    EXPECT_EQ(failure("ffffffff 0001 0002", of_shorts), "unexpected null at byte 4");
    EXPECT_EQ(failure("80000000 0001 0002", of_shorts), "bad length at byte 4");
}

TEST(Reader, TheFirstErrorSticks) {
    Reader reader = reading("01 02 03");
    EXPECT_EQ(reader.int8(), 1);
    EXPECT_EQ(reader.int32(), 0);
    EXPECT_EQ(reader.int8(), 0) << "though there were two more";
    EXPECT_EQ(reader.string(Format::kFlexible), "");
    reader.fail(What::kBadTag);
    EXPECT_EQ(reader.error(), (DecodeError{What::kTruncated, 1}));
    EXPECT_EQ(reader.remaining(), 0u);
    EXPECT_EQ(reader.rest(), Bytes());
}

TEST(Reader, ANullableStructIsMarked) {
    Reader reader = reading("01 ff");
    EXPECT_TRUE(reader.presence());
    EXPECT_FALSE(reader.presence());
    EXPECT_TRUE(reader.ok());
    EXPECT_EQ(failure("00", [](Reader& bytes) { bytes.presence(); }), "bad length at byte 1");
}

TEST(TaggedFields, AreWalkedOver) {
    // Tag 0 with an int32, tag 1000 with two bytes that nobody knows.
    Reader reader = reading("02 00 04 00000007 e807 02 abcd  05");
    std::int32_t known = 0;
    std::uint32_t unknown = 0;
    for (TaggedFields fields(reader); fields.next();) {
        if (fields.tag() == 0) {
            known = reader.int32();
        } else {
            unknown = fields.tag();
            fields.skip();
        }
    }
    EXPECT_EQ(known, 7);
    EXPECT_EQ(unknown, 1000u);
    EXPECT_EQ(reader.int8(), 5);
    EXPECT_TRUE(reader.ok());
}

TEST(TaggedFields, MustBeAsLongAsTheySay) {
    const auto read_int32 = [](Reader& reader) {
        for (TaggedFields fields(reader); fields.next();) reader.int32();
    };
    EXPECT_EQ(failure("01 00 05 0000000700", read_int32), "bad tag at byte 7");
    EXPECT_EQ(failure("01 00 03 00000007", read_int32), "bad tag at byte 7");
    EXPECT_EQ(failure("01 00 05 00000007", read_int32), "truncated at byte 3");
    EXPECT_EQ(failure("02 00 04 00000007", read_int32), "truncated at byte 7");
}

}  // namespace
}  // namespace assize::model::wire
