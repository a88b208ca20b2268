#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace assize::checkers {

/// Numbers things in the order in which they are first seen: 0, 1, 2, ... A hash table that is
/// never walked, so that the order of its slots shows nowhere.
template <class Thing, class Hash>
class DenseIds {
public:
    /// The number of what equals `thing`, which is a new one if there is none yet.
    template <class Like>
    std::uint32_t id_of(const Like& thing) {
        if ((things_.size() + 1) * 2 > slots_.size()) grow();
        std::uint32_t& slot = slots_[slot_of(thing)];
        if (slot == kEmpty) {
            slot = static_cast<std::uint32_t>(things_.size());
            things_.emplace_back(thing);
        }
        return slot;
    }

    const Thing& operator[](std::uint32_t id) const { return things_[id]; }
    std::size_t size() const { return things_.size(); }

private:
    static constexpr std::uint32_t kEmpty = UINT32_MAX;

    template <class Like>
    std::size_t slot_of(const Like& thing) const {
        std::size_t at = Hash{}(thing) & (slots_.size() - 1);
        while (slots_[at] != kEmpty && !(things_[slots_[at]] == thing)) {
            at = (at + 1) & (slots_.size() - 1);
        }
        return at;
    }

    void grow() {
        slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, kEmpty);
        for (std::uint32_t id = 0; id < things_.size(); ++id) slots_[slot_of(things_[id])] = id;
    }

    std::vector<Thing> things_;
    std::vector<std::uint32_t> slots_;  // A power of two, at most half full.
};

}  // namespace assize::checkers
