#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "checkers/ledger/entries.h"

namespace assize::checkers::ledger {

/// Finds the batches of a producer by partition and checksum: those that are alike form a list,
/// the youngest first (SentBatch::alike). Open addressing: 8 bytes a batch.
class CrcIndex {
public:
    /// Requires: the batch is the last of `batches`, and in no list yet.
    void add(std::vector<SentBatch>& batches) {
        if ((used_ + 1) * 2 > slots_.size()) grow(batches);
        const auto number = static_cast<std::uint32_t>(batches.size() - 1);
        std::uint32_t& slot = slots_[place(batches, batches.back().partition, batches.back().crc)];
        if (slot == kNone) used_ += 1;
        batches.back().alike = slot;
        slot = number;
    }
    /// The youngest, or kNone.
    std::uint32_t find(const std::vector<SentBatch>& batches, std::uint32_t partition,
                       std::uint32_t crc) const {
        return slots_.empty() ? kNone : slots_[place(batches, partition, crc)];
    }

private:
    std::size_t place(const std::vector<SentBatch>& batches, std::uint32_t partition,
                      std::uint32_t crc) const {
        const std::uint64_t mixed =
            (std::uint64_t{partition} << 32 | crc) * std::uint64_t{0x9e3779b97f4a7c15};
        std::size_t at = static_cast<std::size_t>(mixed >> 20) & (slots_.size() - 1);
        while (slots_[at] != kNone) {
            const SentBatch& there = batches[slots_[at]];
            if (there.partition == partition && there.crc == crc) break;
            at = (at + 1) & (slots_.size() - 1);
        }
        return at;
    }
    void grow(const std::vector<SentBatch>& batches) {
        const std::vector<std::uint32_t> before = std::move(slots_);
        slots_.assign(before.empty() ? 64 : before.size() * 2, kNone);
        for (const std::uint32_t number : before) {
            if (number == kNone) continue;
            slots_[place(batches, batches[number].partition, batches[number].crc)] = number;
        }
    }

    std::vector<std::uint32_t> slots_;
    std::size_t used_ = 0;
};

}  // namespace assize::checkers::ledger
