#include "model/types.h"

#include <gtest/gtest.h>

namespace assize::model {
namespace {

TEST(UuidTest, text_is_url_safe_base64_of_its_sixteen_bytes_without_padding) {
    EXPECT_EQ(to_string(Uuid()), "AAAAAAAAAAAAAAAAAAAAAA");
    EXPECT_EQ(to_string(kMetadataTopicId), "AAAAAAAAAAAAAAAAAAAAAQ");
    EXPECT_EQ(to_string(Uuid(~0ull, ~0ull)), "_____________________w");
    EXPECT_EQ(to_string(Uuid(0x0123456789abcdefull, 0xfedcba9876543210ull)),
              "ASNFZ4mrze_-3LqYdlQyEA");
}

TEST(UuidTest, text_is_read_back_and_anything_else_refused) {
    for (const Uuid uuid : {Uuid(), Uuid(~0ull, ~0ull), Uuid(0x0123456789abcdefull, 77)}) {
        EXPECT_EQ(uuid_from_string(to_string(uuid)), uuid);
    }
    EXPECT_EQ(uuid_from_string(""), std::nullopt);
    EXPECT_EQ(uuid_from_string("AAAAAAAAAAAAAAAAAAAAA"), std::nullopt);
    EXPECT_EQ(uuid_from_string("AAAAAAAAAAAAAAAAAAAAA+"), std::nullopt);
    EXPECT_EQ(uuid_from_string("AAAAAAAAAAAAAAAAAAAAAB"), std::nullopt);  // Bits beyond the last.
}

TEST(TopicPartitionTest, text_is_topic_dash_partition) {
    EXPECT_EQ(to_string(TopicPartition{"orders", 3}), "orders-3");
}

TEST(OffsetTest, offsets_subtract_to_a_count_and_move_by_one) {
    EXPECT_EQ(Offset(12) - Offset(7), RecordCount(5));
    EXPECT_EQ(Offset(7) + RecordCount(5), Offset(12));
    EXPECT_EQ(next(Offset(7)), Offset(8));
}

}  // namespace
}  // namespace assize::model
