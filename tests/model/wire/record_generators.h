#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/wire/record_batch.h"

namespace assize::model::wire {

inline constexpr Compression kEveryCompression[] = {Compression::kNone, Compression::kGzip,
                                                    Compression::kSnappy, Compression::kLz4,
                                                    Compression::kZstd};

inline std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

/// Bytes from hexadecimal digits, with spaces where they help the reader.
inline std::vector<std::byte> from_hex(std::string_view hex) {
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

inline rc::Gen<std::vector<std::byte>> any_bytes() {
    return rc::gen::map(rc::gen::arbitrary<std::vector<std::uint8_t>>(), [](const auto& numbers) {
        std::vector<std::byte> bytes;
        for (const auto number : numbers) bytes.push_back(static_cast<std::byte>(number));
        return bytes;
    });
}

/// Bytes that pack well: a few of them, over and over.
inline rc::Gen<std::vector<std::byte>> repeated_bytes() {
    return rc::gen::map(rc::gen::pair(any_bytes(), rc::gen::inRange(0, 20'000)),
                        [](const std::pair<std::vector<std::byte>, int>& drawn) {
                            std::vector<std::byte> bytes;
                            for (int round = 0; round < drawn.second / 16; ++round) {
                                bytes.insert(bytes.end(), drawn.first.begin(), drawn.first.end());
                                bytes.push_back(static_cast<std::byte>(round % 7));
                            }
                            return bytes;
                        });
}

inline rc::Gen<std::optional<Bytes>> any_blob() {
    return rc::gen::map(rc::gen::maybe(any_bytes()), [](const auto& drawn) {
        return drawn ? std::optional(Bytes(std::vector<std::byte>(*drawn))) : std::nullopt;
    });
}

inline rc::Gen<RecordHeader> any_header() {
    return rc::gen::build<RecordHeader>(rc::gen::set(&RecordHeader::key),
                                        rc::gen::set(&RecordHeader::value, any_blob()));
}

/// A batch before it is written. The offsets of the records follow each other.
struct BatchDraft {
    BatchOptions options;
    std::vector<Record> records;
};

inline std::vector<Record> drawn_records(Offset base_offset) {
    const auto count = *rc::gen::inRange<std::size_t>(1, 20);
    std::vector<Record> records;
    for (std::size_t index = 0; index < count; ++index) {
        // Any time at all: a delta may be negative, and as large as 64 bits hold.
        const auto timestamp = *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(-100, 100),
                                               rc::gen::arbitrary<std::int64_t>());
        records.push_back(
            {.offset = base_offset + RecordCount(static_cast<std::int64_t>(index)),
             .timestamp_ms = timestamp,
             .key = *any_blob(),
             .value = *any_blob(),
             .headers = *rc::gen::container<std::vector<RecordHeader>>(any_header())});
    }
    return records;
}

inline BatchDraft drawn_batch() {
    BatchDraft draft;
    draft.options.base_offset = Offset(*rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000));
    draft.options.compression = *rc::gen::elementOf(
        std::vector<Compression>(std::begin(kEveryCompression), std::end(kEveryCompression)));
    draft.options.transactional = *rc::gen::arbitrary<bool>();
    draft.options.control = *rc::gen::arbitrary<bool>();
    if (*rc::gen::arbitrary<bool>())
        draft.options.leader_epoch = LeaderEpoch(*rc::gen::inRange(0, 9));
    if (*rc::gen::arbitrary<bool>()) {
        draft.options.producer = ProducerStamp{.id = ProducerId(*rc::gen::inRange(0, 1000)),
                                               .epoch = ProducerEpoch(3),
                                               .base_sequence = Sequence(*rc::gen::inRange(0, 9))};
    }
    draft.records = drawn_records(draft.options.base_offset);
    return draft;
}

inline std::optional<std::span<const std::byte>> span_of(const std::optional<Bytes>& blob) {
    if (!blob) return std::nullopt;
    return blob->span();
}

inline std::vector<std::byte> built(const BatchOptions& options,
                                    const std::vector<Record>& records) {
    RecordBatchBuilder builder(options);
    for (const Record& record : records) {
        builder.append(record.timestamp_ms, span_of(record.key), span_of(record.value),
                       record.headers);
    }
    return builder.build();
}

inline std::vector<std::byte> built(const BatchDraft& draft) {
    return built(draft.options, draft.records);
}

}  // namespace assize::model::wire
