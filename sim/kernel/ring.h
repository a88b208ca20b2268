#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace assize::sim::kernel {

/// A queue for values of which there is mostly one: that one lies in the queue itself. The
/// others lie in a piece of memory that is used round and round, and doubled when it is full.
template <class T>
class Ring {
public:
    Ring() = default;
    Ring(const Ring&) = delete;
    Ring& operator=(const Ring&) = delete;
    ~Ring() {
        while (head_ != tail_) pop_of_others();
        deallocate();
    }

    bool empty() const { return !first_ && head_ == tail_; }
    /// At most 2^31.
    std::uint32_t size() const { return tail_ - head_ + (first_ ? 1 : 0); }

    /// The value that `ahead` others precede. Requires: `ahead` < size().
    T& operator[](std::uint32_t ahead) {
        if (!first_) return places_[(head_ + ahead) & mask()];
        return ahead == 0 ? *first_ : places_[(head_ + ahead - 1) & mask()];
    }

    void push_back(T value) {
        if (empty()) {
            first_.emplace(std::move(value));
        } else {
            push_behind_others(std::move(value));
        }
    }

    /// Requires: not empty.
    T pop_front() {
        if (!first_) return pop_of_others();
        T value = std::move(*first_);
        first_.reset();
        return value;
    }

private:
    std::uint32_t room() const { return places_ ? 1u << log2_of_room_ : 0; }
    std::uint32_t mask() const { return (1u << log2_of_room_) - 1; }
    void deallocate() {
        if (places_) std::allocator<T>().deallocate(places_, room());
    }

    [[gnu::noinline]] void push_behind_others(T value) {
        if (tail_ - head_ == room()) grow();
        std::construct_at(&places_[tail_ & mask()], std::move(value));
        tail_ += 1;
    }

    [[gnu::noinline]] T pop_of_others() {
        T& place = places_[head_ & mask()];
        T value = std::move(place);
        std::destroy_at(&place);
        head_ += 1;
        return value;
    }

    void grow() {
        const auto log2_of_larger = static_cast<std::uint8_t>(log2_of_room_ + 1);
        const std::uint32_t count = tail_ - head_;
        T* places = std::allocator<T>().allocate(1u << log2_of_larger);
        for (std::uint32_t i = 0; i < count; ++i) std::construct_at(&places[i], pop_of_others());
        deallocate();
        places_ = places;
        log2_of_room_ = log2_of_larger;
        head_ = 0;
        tail_ = count;
    }

    std::optional<T> first_;  // Before all others.
    T* places_ = nullptr;     // Of the others; null until there are any.
    std::uint32_t head_ = 0;  // Positions count up and are taken modulo the number of places.
    std::uint32_t tail_ = 0;
    std::uint8_t log2_of_room_ = 0;
};

}  // namespace assize::sim::kernel
