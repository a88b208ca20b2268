#include "model/log/checkpoint_files.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace assize::model::log {
namespace {

TEST(CheckpointFilesTest, offsets_are_written_as_kafka_writes_them) {
    const OffsetsByPartition offsets{{{"my topic", 2}, Offset(7)}, {{"orders", 0}, Offset(40)}};
    const std::string text = "0\n2\nmy topic 2 7\norders 0 40\n";
    EXPECT_EQ(write_offsets(offsets), text);
    EXPECT_EQ(read_offsets(text), offsets);
}

TEST(CheckpointFilesTest, offsets_that_are_damaged_are_no_offsets) {
    for (const char* text : {"", "0\n", "1\n0\n", "0\n2\na 0 1\n", "0\n1\na 0\n", "0\n1\na x 1\n",
                             "0\n1\na 0 -1\n", "0\n-1\n", "0\n0\na 0 1\n"}) {
        EXPECT_EQ(read_offsets(text), std::nullopt) << text;
    }
}

TEST(CheckpointFilesTest, epochs_have_to_increase) {
    const std::vector<EpochStart> epochs{{LeaderEpoch(1), Offset(0)}, {LeaderEpoch(4), Offset(9)}};
    EXPECT_EQ(write_epochs_text(epochs), "0\n2\n1 0\n4 9\n");
    EXPECT_EQ(read_epochs("0\n2\n1 0\n4 9\n"), epochs);
    EXPECT_EQ(read_epochs("0\n2\n4 0\n1 9\n"), std::nullopt);
    EXPECT_EQ(read_epochs("0\n2\n1 9\n4 9\n"), std::nullopt);
    EXPECT_EQ(read_epochs("0\n1\n-1 9\n"), std::nullopt);
}

TEST(CheckpointFilesTest, other_files_come_back_as_they_were_written) {
    const Uuid id(0x0123456789abcdefull, 0xfedcba9876543210ull);
    EXPECT_EQ(write_partition_metadata(id), "version: 0\ntopic_id: ASNFZ4mrze_-3LqYdlQyEA\n");
    EXPECT_EQ(read_partition_metadata(write_partition_metadata(id)), id);
    EXPECT_EQ(read_partition_metadata("version: 1\ntopic_id: x\n"), std::nullopt);
    const MetaProperties properties{"cluster", BrokerId(3), id};
    EXPECT_EQ(read_meta_properties(write_meta_properties(properties)), properties);
    EXPECT_EQ(read_meta_properties("version=1\nnode.id=3\n"), std::nullopt);
    EXPECT_EQ(read_clean_shutdown(write_clean_shutdown({BrokerEpoch(9)}))->broker_epoch,
              BrokerEpoch(9));
    EXPECT_EQ(read_clean_shutdown(write_clean_shutdown({}))->broker_epoch, std::nullopt);
    EXPECT_FALSE(read_clean_shutdown("{\"version\":0,\"brokerEpoch\":x}"));
}

RC_GTEST_PROP(CheckpointFiles, every_uuid_comes_back, (std::uint64_t most, std::uint64_t least)) {
    RC_ASSERT(read_uuid(to_string(Uuid(most, least))) == Uuid(most, least));
}

RC_GTEST_PROP(CheckpointFiles, any_text_is_read_or_refused, (const std::string& text)) {
    for (const std::string& begin : {std::string(), std::string("0\n1\n"), std::string("0\n2\n")}) {
        if (const auto offsets = read_offsets(begin + text)) {
            RC_ASSERT(read_offsets(write_offsets(*offsets)) == offsets);
        }
        (void)read_epochs(begin + text);
    }
    (void)read_meta_properties(text);
    (void)read_clean_shutdown(text);
}

}  // namespace
}  // namespace assize::model::log
