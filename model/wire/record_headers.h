#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>

namespace assize::model::wire {

/// A header where it lies in its record.
struct RecordHeaderView {
    std::string_view key;
    std::optional<std::span<const std::byte>> value;
};

/// The headers of one record, read when they are asked for: `for (auto header : record.headers)`.
/// Only RecordReader makes one that is not empty, after it has checked every length in it.
class RecordHeadersView {
public:
    class Iterator {
    public:
        using value_type = RecordHeaderView;
        using difference_type = std::ptrdiff_t;

        RecordHeaderView operator*() const { return header_; }
        Iterator& operator++();
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const { return left_ < 0; }

    private:
        friend class RecordHeadersView;
        Iterator(std::size_t count, std::span<const std::byte> rest)
            : left_(static_cast<std::ptrdiff_t>(count)), rest_(rest) {
            ++*this;
        }

        std::ptrdiff_t left_;  // Those behind header_; -1 at the end.
        std::span<const std::byte> rest_;
        RecordHeaderView header_;
    };

    RecordHeadersView() = default;

    std::size_t size() const { return count_; }
    bool empty() const { return count_ == 0; }
    Iterator begin() const { return Iterator(count_, encoded_); }
    std::default_sentinel_t end() const { return {}; }

    /// The headers as they are encoded, without their count.
    std::span<const std::byte> encoded() const { return encoded_; }

private:
    friend class RecordReader;
    RecordHeadersView(std::size_t count, std::span<const std::byte> encoded)
        : count_(count), encoded_(encoded) {}

    std::size_t count_ = 0;
    std::span<const std::byte> encoded_;
};

}  // namespace assize::model::wire
