#include "model/wire/writer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "model/wire/reader.h"
#include "tests/model/wire/hex.h"

namespace assize::model::wire {
namespace {

template <class Write>
std::string written(Write write) {
    Writer writer;
    write(writer);
    return to_hex(writer.take());
}

TEST(Writer, WritesFixedIntegersMostSignificantByteFirst) {
    EXPECT_EQ(written([](Writer& writer) {
                  writer.int8(-128);
                  writer.int16(0x0102);
                  writer.int32(-2);
                  writer.int64(0x0102030405060708);
                  writer.uint16(65535);
                  writer.boolean(true);
                  writer.float64(1.5);
                  writer.uuid(Uuid(1, 2));
              }),
              "800102fffffffe0102030405060708ffff013ff8000000000000"
              "00000000000000010000000000000002");
}

TEST(Writer, WritesVarints) {
    const auto uvarint = [](std::uint64_t value) {
        return written([value](Writer& writer) { writer.uvarint(value); });
    };
    EXPECT_EQ(uvarint(0), "00");
    EXPECT_EQ(uvarint(127), "7f");
    EXPECT_EQ(uvarint(128), "8001");
    EXPECT_EQ(uvarint(std::numeric_limits<std::uint32_t>::max()), "ffffffff0f");
    EXPECT_EQ(uvarint(std::numeric_limits<std::uint64_t>::max()), "ffffffffffffffffff01");

    const auto varint = [](std::int32_t value) {
        return written([value](Writer& writer) { writer.varint(value); });
    };
    EXPECT_EQ(varint(0), "00");
    EXPECT_EQ(varint(-1), "01");
    EXPECT_EQ(varint(1), "02");
    EXPECT_EQ(varint(std::numeric_limits<std::int32_t>::min()), "ffffffff0f");
}

TEST(Writer, WritesStringsBytesAndArraysOfBothFormats) {
    const auto all = [](Format format) {
        return written([format](Writer& writer) {
            writer.string(format, "hi");
            writer.nullable_string(format, std::nullopt);
            writer.nullable_string(format, "");
            writer.bytes(format, Bytes::copy_of("\x01"));
            writer.nullable_bytes(format, std::nullopt);
            writer.array_size(format, 3);
            writer.null_array(format);
            writer.presence(true);
            writer.presence(false);
        });
    };
    EXPECT_EQ(all(Format::kPlain),
              "00026869"
              "ffff"
              "0000"
              "0000000101"
              "ffffffff"
              "00000003"
              "ffffffff"
              "01"
              "ff");
    EXPECT_EQ(all(Format::kFlexible),
              "036869"
              "00"
              "01"
              "0201"
              "00"
              "04"
              "00"
              "01"
              "ff");
}

TEST(Writer, GrowsAsNeededAndGivesOnlyWhatWasWritten) {
    Writer writer(2);
    writer.int16(1);
    writer.int32(2);
    EXPECT_EQ(writer.size(), 6u);
    EXPECT_EQ(to_hex(writer.take()), "000100000002");
    EXPECT_EQ(writer.take().size(), 0u);

    Writer roomy(100);
    roomy.int8(1);
    EXPECT_EQ(to_hex(roomy.take()), "01");
}

TEST(WriterDeathTest, ALongerStringThanKafkaHasIsABug) {
    Writer writer;
    writer.string(Format::kFlexible, std::string(32767, 'x'));
    EXPECT_DEATH(writer.string(Format::kFlexible, std::string(32768, 'x')), "no longer strings");
}

RC_GTEST_PROP(Writer, WhatItWritesIsReadAgainAndAsLongAsSaid,
              (std::int64_t wide, std::int32_t number, std::uint32_t natural,
               const std::string& text)) {
    for (const Format format : {Format::kPlain, Format::kFlexible}) {
        Writer writer;
        writer.varlong(wide);
        RC_ASSERT(writer.size() == varlong_size(wide));
        writer.varint(number);
        writer.uvarint(natural);
        RC_ASSERT(writer.size() ==
                  varlong_size(wide) + varint_size(number) + uvarint_size(natural));
        const std::size_t before = writer.size();
        writer.string(format, text);
        RC_ASSERT(writer.size() - before == string_size(format, text));

        Reader reader(Bytes(writer.take()));
        RC_ASSERT(reader.varlong() == wide);
        RC_ASSERT(reader.varint() == number);
        RC_ASSERT(reader.uvarint() == natural);
        RC_ASSERT(reader.string(format) == text);
        RC_ASSERT(reader.at_end() && reader.ok());
    }
}

}  // namespace
}  // namespace assize::model::wire
