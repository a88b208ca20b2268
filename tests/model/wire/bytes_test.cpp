#include "model/wire/bytes.h"

#include <gtest/gtest.h>

namespace assize::model::wire {
namespace {

TEST(Bytes, ASliceSharesTheBufferAndKeepsItAlive) {
    Bytes slice;
    {
        const Bytes whole = Bytes::copy_of("records of a batch");
        slice = whole.slice(8, 2);
        EXPECT_EQ(slice.data(), whole.data() + 8);
    }
    EXPECT_EQ(slice.text(), "of");
    EXPECT_EQ(slice.slice(1).text(), "f");
}

TEST(Bytes, AreEqualWhereverTheyLie) {
    EXPECT_EQ(Bytes::copy_of("a b a").slice(0, 1), Bytes::copy_of("a b a").slice(4, 1));
    EXPECT_NE(Bytes::copy_of("a"), Bytes::copy_of("b"));
    EXPECT_NE(Bytes::copy_of("a"), Bytes::copy_of("ab"));
    EXPECT_EQ(Bytes(), Bytes::copy_of(""));
}

TEST(BytesDeathTest, ASliceOutsideIsABug) {
    const Bytes bytes = Bytes::copy_of("four");
    EXPECT_DEATH(static_cast<void>(bytes.slice(3, 2)), "a slice lies within its bytes");
    EXPECT_DEATH(static_cast<void>(bytes.slice(5)), "a slice lies within its bytes");
}

TEST(Bytes, ToHexWritesTwoDigitsAByte) {
    EXPECT_EQ(to_hex(Bytes::copy_of("\x01\xfeZ").span()), "01fe5a");
    EXPECT_EQ(to_hex({}), "");
}

}  // namespace
}  // namespace assize::model::wire
