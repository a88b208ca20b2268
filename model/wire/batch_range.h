#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <span>

#include "model/wire/record_batch_view.h"

namespace assize::model::wire {

/// The batches that lie one behind the other in `bytes`, up to the first that is cut off or bad:
///
///     for (const RecordBatchView batch : BatchRange(fetched)) ...
///
/// Looks at headers alone, as first_batch() does.
class BatchRange {
public:
    class Iterator {
    public:
        using value_type = RecordBatchView;
        using difference_type = std::ptrdiff_t;

        explicit Iterator(std::span<const std::byte> bytes) : rest_(bytes), batch_(next()) {}

        const RecordBatchView& operator*() const { return *batch_; }
        const RecordBatchView* operator->() const { return &*batch_; }
        Iterator& operator++();
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const { return !batch_; }

        /// The bytes from this batch on; at the end, those that were no whole, good batch.
        std::span<const std::byte> rest() const { return rest_; }

    private:
        std::optional<RecordBatchView> next() const;

        std::span<const std::byte> rest_;
        std::optional<RecordBatchView> batch_;
    };

    explicit BatchRange(std::span<const std::byte> bytes) : bytes_(bytes) {}

    Iterator begin() const { return Iterator(bytes_); }
    std::default_sentinel_t end() const { return {}; }

    /// How many bytes the whole, good batches at the front take.
    std::size_t whole_bytes() const;

private:
    std::span<const std::byte> bytes_;
};

}  // namespace assize::model::wire
