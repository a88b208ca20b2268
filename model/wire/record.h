#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/types.h"
#include "model/wire/bytes.h"
#include "model/wire/record_headers.h"

namespace assize::model::wire {

/// A header that owns what it says. Keys may repeat; their order is kept.
struct RecordHeader {
    std::string key;
    std::optional<Bytes> value;

    bool operator==(const RecordHeader&) const = default;
};

/// A record that lives on its own, apart from its batch.
struct Record {
    Offset offset;
    std::int64_t timestamp_ms = 0;
    std::optional<Bytes> key;
    std::optional<Bytes> value;
    std::vector<RecordHeader> headers;

    bool operator==(const Record&) const = default;
};

/// A record where it lies in its batch, or in what its batch unpacked to; valid while that is.
struct RecordView {
    Offset offset;
    std::int64_t timestamp_ms = 0;
    std::optional<std::span<const std::byte>> key;
    std::optional<std::span<const std::byte>> value;
    RecordHeadersView headers;
};

}  // namespace assize::model::wire
