#include "model/wire/record_batch.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace assize::model::wire {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

std::vector<std::byte> from_hex(std::string_view hex) {
    std::vector<std::byte> bytes;
    std::string digits;
    for (const char digit : hex) {
        if (digit == ' ') continue;
        digits.push_back(digit);
        if (digits.size() < 2) continue;
        bytes.push_back(static_cast<std::byte>(std::stoi(digits, nullptr, 16)));
        digits.clear();
    }
    return bytes;
}

// Written by hand from the layout, but for the checksum.
constexpr std::string_view kGolden =
    "0000000000000007"                     // Base offset.
    "00000047"                             // Length: 49 of the header behind it, and 22 of records.
    "00000003"                             // Leader epoch.
    "02"                                   // Magic.
    "920f02d8"                             // CRC-32C.
    "0000"                                 // Attributes.
    "00000001"                             // Last offset delta.
    "0000000000000064"                     // Base timestamp.
    "0000000000000064"                     // Max timestamp.
    "0000000000000005"                     // Producer id.
    "0006"                                 // Producer epoch.
    "00000008"                             // Base sequence.
    "00000002"                             // Record count.
    "16 00 00 00 02 6b 02 76 02 02 68 01"  // k: v at +0, with a header h: null.
    "12 00 09 02 01 06 61 62 63 00";       // null: abc at +1, 5 ms earlier.

BatchOptions golden_options() {
    const ProducerStamp producer{
        .id = ProducerId(5), .epoch = ProducerEpoch(6), .base_sequence = Sequence(8)};
    return {.base_offset = Offset(7), .leader_epoch = LeaderEpoch(3), .producer = producer};
}

TEST(RecordBatchBuilder, WritesKafkasBytes) {
    RecordBatchBuilder builder(golden_options());
    const std::vector<RecordHeader> headers = {{.key = "h", .value = {}}};
    builder.append(100, bytes_of("k"), bytes_of("v"), headers);
    builder.append(95, {}, bytes_of("abc"));
    EXPECT_EQ(to_hex(builder.build()), to_hex(from_hex(kGolden)));
}

TEST(RecordBatchView, ReadsKafkasBytes) {
    const auto bytes = from_hex(kGolden);
    const auto batch = first_batch(bytes);
    ASSERT_TRUE(batch) << to_string(batch.error());
    EXPECT_TRUE(check_crc(*batch));
    EXPECT_EQ(batch->base_offset(), Offset(7));
    EXPECT_EQ(batch->last_offset(), Offset(8));
    EXPECT_EQ(batch->next_offset(), Offset(9));
    EXPECT_EQ(batch->leader_epoch(), LeaderEpoch(3));
    EXPECT_EQ(batch->producer(), golden_options().producer);
    const auto records = batch->records();
    ASSERT_TRUE(records) << to_string(records.error());
    const std::vector<Record> expected = {{.offset = Offset(7),
                                           .timestamp_ms = 100,
                                           .key = Bytes::copy_of("k"),
                                           .value = Bytes::copy_of("v"),
                                           .headers = {{.key = "h", .value = {}}}},
                                          {.offset = Offset(8),
                                           .timestamp_ms = 95,
                                           .key = {},
                                           .value = Bytes::copy_of("abc"),
                                           .headers = {}}};
    EXPECT_EQ(*records, expected);
}

}  // namespace
}  // namespace assize::model::wire
