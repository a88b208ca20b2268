#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

namespace assize::checkers::ledger {

/// A value for each offset that was spoken of: dense where offsets are, and no larger for an offset
/// that is far beyond all others.
template <class T>
class OffsetMap {
public:
    /// Null when nothing is known of it.
    const T* find(std::int64_t offset) const {
        const auto chunk = chunks_.find(offset >> kBits);
        if (chunk == chunks_.end()) return nullptr;
        const std::size_t index = index_of(offset);
        return chunk->second->known[index] ? &chunk->second->values[index] : nullptr;
    }
    T* find(std::int64_t offset) {
        return const_cast<T*>(static_cast<const OffsetMap&>(*this).find(offset));
    }
    /// Makes one, with all at its defaults, when there is none.
    T& at(std::int64_t offset) {
        Chunk& chunk = chunk_of(offset);
        const std::size_t index = index_of(offset);
        chunk.known[index] = true;
        return chunk.values[index];
    }
    /// In the order of offsets.
    template <class Visit>
    void for_each(Visit visit) const {
        for (const auto& [number, chunk] : chunks_) visit_known(number, *chunk, visit);
    }
    /// Of the offsets [begin, end).
    template <class Visit>
    void for_each_in(std::int64_t begin, std::int64_t end, Visit visit) const {
        auto chunk = chunks_.lower_bound(begin >> kBits);
        for (; chunk != chunks_.end() && (chunk->first << kBits) < end; ++chunk) {
            const std::int64_t first = chunk->first << kBits;
            const std::int64_t from = std::max(begin, first);
            const std::int64_t to = std::min(end, first + static_cast<std::int64_t>(kSize));
            for (std::int64_t offset = from; offset < to; ++offset) {
                const std::size_t index = index_of(offset);
                if (chunk->second->known[index]) visit(offset, chunk->second->values[index]);
            }
        }
    }

private:
    static constexpr int kBits = 9;
    static constexpr std::size_t kSize = std::size_t{1} << kBits;
    struct Chunk {
        std::array<T, kSize> values = {};
        std::array<bool, kSize> known = {};
    };

    template <class Visit>
    static void visit_known(std::int64_t number, const Chunk& chunk, Visit& visit) {
        for (std::size_t i = 0; i < kSize; ++i) {
            if (!chunk.known[i]) continue;
            visit((number << kBits) + static_cast<std::int64_t>(i), chunk.values[i]);
        }
    }
    static std::size_t index_of(std::int64_t offset) {
        return static_cast<std::size_t>(offset) & (kSize - 1);
    }
    Chunk& chunk_of(std::int64_t offset) {
        const std::int64_t number = offset >> kBits;
        if (last_ && last_number_ == number) return *last_;
        auto& chunk = chunks_[number];
        if (!chunk) chunk = std::make_unique<Chunk>();
        last_number_ = number;
        last_ = chunk.get();
        return *last_;
    }

    std::map<std::int64_t, std::unique_ptr<Chunk>> chunks_;
    std::int64_t last_number_ = 0;
    Chunk* last_ = nullptr;
};

}  // namespace assize::checkers::ledger
