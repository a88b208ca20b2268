#include "model/controller/kraft/snapshot_codec.h"

#include <gtest/gtest.h>

#include <string>

#include "model/controller/kraft/snapshot_store.h"

namespace assize::model::kraft {
namespace {

SnapshotContents contents(std::size_t records) {
    SnapshotContents result{.id = {.epoch = LeaderEpoch(4), .offset = Offset(77)},
                            .last_contained_log_timestamp_ms = 1'234,
                            .records = {}};
    for (std::size_t n = 0; n < records; ++n) {
        result.records.push_back(wire::Bytes::copy_of("record " + std::to_string(n)));
    }
    return result;
}

TEST(SnapshotCodecTest, what_is_written_is_read_back_in_as_many_batches_as_it_takes) {
    for (const std::size_t records : {0u, 1u, 100u}) {
        const SnapshotContents written = contents(records);
        const auto file = encode_snapshot(written, 5'000, 300);
        const auto read = decode_snapshot(written.id, file);
        ASSERT_TRUE(read) << records;
        EXPECT_EQ(read->id, written.id);
        EXPECT_EQ(read->last_contained_log_timestamp_ms, 1'234);
        EXPECT_EQ(read->records, written.records);
    }
}

TEST(SnapshotCodecTest, a_file_that_was_cut_or_changed_is_refused) {
    const SnapshotContents written = contents(20);
    const auto file = encode_snapshot(written, 5'000, 300);
    for (std::size_t size = 0; size < file.size(); ++size) {
        EXPECT_FALSE(decode_snapshot(written.id, std::span(file).first(size))) << size;
    }
    // All but base offset and leader epoch of a batch is under its checksum.
    auto rotten = file;
    rotten.back() ^= std::byte{1};
    EXPECT_FALSE(decode_snapshot(written.id, rotten));
    rotten = file;
    rotten[file.size() / 2] ^= std::byte{1};
    EXPECT_FALSE(decode_snapshot(written.id, rotten));
}

TEST(SnapshotStoreTest, names_of_files_are_kafkas) {
    const OffsetAndEpoch id{.epoch = LeaderEpoch(4), .offset = Offset(77)};
    EXPECT_EQ(snapshot_file_name(id), "00000000000000000077-0000000004.checkpoint");
    EXPECT_EQ(snapshot_of_file_name(snapshot_file_name(id)), id);
    for (const char* name :
         {"00000000000000000077-0000000004.checkpoint.part", "77-4.checkpoint",
          "0000000000000000007x-0000000004.checkpoint", "00000000000000000077.log",
          "0000000000000000-077-0000000004.checkpoint", "leader-epoch-checkpoint"}) {
        EXPECT_EQ(snapshot_of_file_name(name), std::nullopt) << name;
    }
}

}  // namespace
}  // namespace assize::model::kraft
