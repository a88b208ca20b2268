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
