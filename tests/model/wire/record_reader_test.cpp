#include "model/wire/record_reader.h"

#include <string>

#include "model/wire/big_endian.h"
#include "model/wire/record_batch.h"
#include "tests/model/wire/record_generators.h"

namespace assize::model::wire {
namespace {

/// A batch of `record_count` records that are said to be these bytes.
std::vector<std::byte> batch_of(std::string_view records_hex, std::int32_t record_count,
                                std::int32_t last_offset_delta) {
    RecordBatchBuilder builder(BatchOptions{});
    builder.append(0, {}, {});
    auto bytes = builder.build();
    bytes.resize(layout::kHeaderSize);
    const auto records = from_hex(records_hex);
    bytes.insert(bytes.end(), records.begin(), records.end());
    store_big_endian(bytes.data() + layout::kBatchLength,
                     static_cast<std::int32_t>(bytes.size() - layout::kLengthEnd));
    store_big_endian(bytes.data() + layout::kRecordCount, record_count);
    store_big_endian(bytes.data() + layout::kLastOffsetDelta, last_offset_delta);
    return bytes;
}

std::optional<BatchError> error_of(std::span<const std::byte> bytes) {
    const auto batch = first_batch(bytes);
    EXPECT_TRUE(batch);
    const auto read = for_each_record(*batch, [](const RecordView&) {});
    return read ? std::nullopt : std::optional(read.error());
}

TEST(RecordReader, RefusesRecordsThatCannotBe) {
    struct Case {
        std::string_view what;
        std::string_view records;
        std::optional<BatchError> error;
    };
    constexpr auto kBadRecord = BatchError::kBadRecord;
    constexpr Case kCases[] = {
        {"null key and value", "0c 00 00 00 01 01 00", std::nullopt},
        {"attributes", "0c 01 00 00 01 01 00", kBadRecord},
        {"a record longer than its content", "0e 00 00 00 01 01 00 00", kBadRecord},
        {"a record shorter than its content", "0c 00 00 00 01 02 61 00", kBadRecord},
        {"a record longer than the batch", "0e 00 00 00 01 01 00", kBadRecord},
        {"a record without a length", "01 00 00 00 01 01 00", kBadRecord},
        {"a record of nothing", "00 00 00 00 00 00 00", kBadRecord},
        {"an endless length", "ff ff ff ff ff ff ff ff ff 7f", kBadRecord},
        {"a key of length -2", "0c 00 00 00 03 01 00", kBadRecord},
        {"a key longer than the record", "0c 00 00 00 20 01 00", kBadRecord},
        {"headers less than none", "0c 00 00 00 01 01 01", kBadRecord},
        {"headers that are missing", "0c 00 00 00 01 01 02", kBadRecord},
        {"a header with an empty key", "10 00 00 00 01 01 02 00 01", std::nullopt},
        {"a header without a key", "10 00 00 00 01 01 02 01 01", kBadRecord},
        {"an offset before the batch", "0c 00 00 01 01 01 00", BatchError::kBadOffset},
        {"an offset behind the batch", "0c 00 00 02 01 01 00", BatchError::kBadOffset},
        {"an offset of more than 32 bits", "14 00 00 80 80 80 80 10 01 01 00", kBadRecord},
        {"bytes behind the last record", "0c 00 00 00 01 01 00 00", BatchError::kBadCount},
        {"a second record", "0c 00 00 00 01 01 00 0c 00 00 02 01 01 00", BatchError::kBadCount},
    };
    for (const Case& refused : kCases) {
        EXPECT_EQ(error_of(batch_of(refused.records, 1, 0)), refused.error) << refused.what;
    }
}

TEST(RecordReader, RefusesOffsetsThatDoNotIncrease) {
    constexpr auto kTwice = "0c 00 00 00 01 01 00 0c 00 00 00 01 01 00";
    EXPECT_EQ(error_of(batch_of(kTwice, 2, 1)), BatchError::kBadOffset);
    constexpr auto kWithAGap = "0c 00 00 00 01 01 00 0c 00 00 08 01 01 00";
    EXPECT_EQ(error_of(batch_of(kWithAGap, 2, 1)), BatchError::kBadOffset);
    EXPECT_EQ(error_of(batch_of(kWithAGap, 2, 5)), std::nullopt);
}

TEST(RecordReader, RefusesACountThatTheBytesCannotHold) {
    EXPECT_EQ(error_of(batch_of("0c 00 00 00 01 01 00", 2'000'000'000, 2'000'000'000)),
              BatchError::kBadCount);
    // It could hold two, but there is one.
    EXPECT_EQ(error_of(batch_of("1a 00 00 00 01 0e 61 61 61 61 61 61 61 00", 2, 1)),
              BatchError::kBadCount);
}

TEST(RecordReader, ReadsABatchThatCompactionEmptied) {
    EXPECT_EQ(error_of(batch_of("", 0, 5)), std::nullopt);
    EXPECT_EQ(error_of(batch_of("00", 0, 5)), BatchError::kBadCount);
}

TEST(RecordReader, PointsIntoAnUnpackedBatch) {
    RecordBatchBuilder builder(BatchOptions{});
    builder.append(0, bytes_of("key"), bytes_of("value"));
    const auto bytes = builder.build();
    auto reader = RecordReader::open(*first_batch(bytes));
    ASSERT_TRUE(reader);
    const auto record = reader->next();
    ASSERT_TRUE(record);
    EXPECT_EQ(record->value->data() + record->value->size() + 1, bytes.data() + bytes.size());
    EXPECT_FALSE(reader->next());
    EXPECT_FALSE(reader->error());
}

TEST(RecordReader, StaysGoodWhenItMoves) {
    RecordBatchBuilder builder({.compression = Compression::kZstd});
    builder.append(0, bytes_of("key"), bytes_of("value"));
    const auto bytes = builder.build();
    auto opened = RecordReader::open(*first_batch(bytes));
    ASSERT_TRUE(opened);
    RecordReader reader = *std::move(opened);
    const auto record = reader.next();
    ASSERT_TRUE(record);
    EXPECT_EQ(Bytes::copy_of(*record->value).text(), "value");
}

TEST(RecordReader, ReadsHeadersWhenAsked) {
    const std::vector<RecordHeader> headers = {{.key = "a", .value = Bytes::copy_of("1")},
                                               {.key = "", .value = {}},
                                               {.key = "a", .value = Bytes::copy_of("")}};
    RecordBatchBuilder builder(BatchOptions{});
    builder.append(0, {}, {}, headers);
    const auto bytes = builder.build();
    auto reader = RecordReader::open(*first_batch(bytes));
    const auto record = reader->next();
    ASSERT_TRUE(record);
    EXPECT_EQ(record->headers.size(), 3U);
    std::vector<RecordHeader> read;
    for (const RecordHeaderView header : record->headers) {
        RecordHeader copy{.key = std::string(header.key), .value = {}};
        if (header.value) copy.value = Bytes::copy_of(*header.value);
        read.push_back(copy);
    }
    EXPECT_EQ(read, headers);
}

TEST(RecordReader, RefusesABomb) {
    const std::vector<std::byte> zeros(1'000'000);
    for (const Compression codec : kEveryCompression) {
        if (codec == Compression::kNone) continue;
        RecordBatchBuilder builder({.compression = codec});
        builder.append(0, {}, zeros);
        const auto bytes = builder.build();
        EXPECT_TRUE(RecordReader::open(*first_batch(bytes)));
        const auto bomb = RecordReader::open(*first_batch(bytes), zeros.size());
        ASSERT_FALSE(bomb) << to_string(codec);
        EXPECT_EQ(bomb.error(), BatchError::kTooLarge);
    }
}

TEST(RecordReader, RefusesWhatTheCodecCannotUnpack) {
    auto bytes = batch_of("0c 00 00 00 01 01 00", 1, 0);
    for (const Compression codec : kEveryCompression) {
        if (codec == Compression::kNone) continue;
        bytes[layout::kAttributes + 1] = static_cast<std::byte>(codec);
        EXPECT_EQ(error_of(bytes), BatchError::kBadPacking) << to_string(codec);
    }
}

RC_GTEST_PROP(RecordReader, ReadsNothingButWhatWasWritten, ()) {
    const auto draft = drawn_batch();
    const auto bytes = built(draft);
    std::size_t index = 0;
    RC_ASSERT(for_each_record(*first_batch(bytes), [&](const RecordView& record) {
        const Record& written = draft.records.at(index++);
        RC_ASSERT(record.offset == written.offset);
        RC_ASSERT(record.timestamp_ms == written.timestamp_ms);
        RC_ASSERT(record.key.has_value() == written.key.has_value());
        RC_ASSERT(record.headers.size() == written.headers.size());
    }));
    RC_ASSERT(index == draft.records.size());
}

}  // namespace
}  // namespace assize::model::wire
