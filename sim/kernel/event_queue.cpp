#include "sim/kernel/event_queue.h"

#include <algorithm>

#include "sim/invariant.h"

namespace assize::sim::kernel {

EventQueue::EventQueue(PostingOrder& order) : order_(order) {
    add_keys();
}

EventQueue::Ticket EventQueue::append(Instant at, Event::Handler handler, void* object,
                                      std::uint64_t argument) {
    if (first_free_ == kNoSlot) add_slots();
    const std::uint32_t slot = first_free_;
    first_free_ = static_cast<std::uint32_t>(slots_[slot].event.argument);
    const std::uint64_t bits = occupy(slot, {handler, object, argument});
    if (kRoot + keys_used_ + 1 > keys_.size()) add_keys();
    keys_used_ += 1;
    sift_up(kRoot + keys_used_ - 1, make_key(at, bits));
    return Ticket(bits);
}

bool EventQueue::cancel(Ticket ticket) {
    const auto slot = static_cast<std::uint32_t>(ticket.bits_) & kSlotMask;
    if (slots_[slot].bits != ticket.bits_) return false;
    release(slot);
    cancelled_ += 1;
    const bool mostly_dead = cancelled_ > 64 && cancelled_ * 2 > keys_used_;
    if (mostly_dead) drop_all_cancelled();
    return true;
}

// Makes the root the first event that is really to happen.
void EventQueue::settle() {
    if (has_hole()) close_hole();
    if (cancelled_ != 0) drop_cancelled_at_root();
}

void EventQueue::close_hole() {
    release(std::exchange(hole_slot_, kNoSlot));
    remove_root();
}

// A released slot may hold a later event by now; then its ticket differs from the key's.
void EventQueue::drop_cancelled_at_root() {
    while (keys_used_ != 0) {
        const std::uint64_t bits = low_half(root());
        if (slots_[bits & kSlotMask].bits == bits) return;
        cancelled_ -= 1;
        remove_root();
        if (cancelled_ == 0) return;
    }
}

void EventQueue::remove_root() {
    const std::size_t last = kRoot + keys_used_ - 1;
    const Key moved = keys_[last];
    keys_[last] = kLast;
    keys_used_ -= 1;
    if (keys_used_ != 0) replace_root(moved);
}

void EventQueue::drop_all_cancelled() {
    if (has_hole()) close_hole();
    const auto begin = keys_.begin() + kRoot;
    const auto end = begin + static_cast<std::ptrdiff_t>(keys_used_);
    const auto kept = std::remove_if(begin, end, [this](Key key) {
        const std::uint64_t bits = low_half(key);
        return slots_[bits & kSlotMask].bits != bits;
    });
    std::sort(begin, kept);  // A sorted array is a heap.
    std::fill(kept, end, kLast);
    keys_used_ = static_cast<std::size_t>(kept - begin);
    cancelled_ = 0;
}

void EventQueue::add_slots() {
    const auto begin = static_cast<std::uint32_t>(slots_.size());
    const std::uint32_t end = begin == 0 ? 16 : begin * 2;
    INVARIANT(end - 1 <= kSlotMask, "more than 2^24 events are waiting");
    slots_.resize(end, Slot{{nullptr, nullptr, 0}, kNoTicket});
    for (std::uint32_t slot = end; slot-- > begin;) release(slot);
}

void EventQueue::add_keys() {
    keys_.resize(keys_.empty() ? 64 : keys_.size() * 2, kLast);
}

}  // namespace assize::sim::kernel
