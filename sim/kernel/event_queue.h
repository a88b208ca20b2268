#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>
#include <vector>

#include "sim/time.h"
#include "sim/wide_integer.h"

namespace assize::sim::kernel {

/// What happens at an instant: `handler(object, argument)`. It runs on whatever stack is
/// current, so it must be shallow: queue something, wake somebody, spawn the rest.
struct Event {
    using Handler = void (*)(void* object, std::uint64_t argument) noexcept;

    Handler handler;
    void* object;
    std::uint64_t argument;
};

/// Memory that begins where a cache line begins.
template <class T>
struct CacheLineAllocator {
    using value_type = T;

    CacheLineAllocator() = default;
    template <class U>
    CacheLineAllocator(const CacheLineAllocator<U>&) {}

    T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), kLine)); }
    void deallocate(T* p, std::size_t) { ::operator delete(p, kLine); }
    bool operator==(const CacheLineAllocator&) const = default;

private:
    static constexpr std::align_val_t kLine{64};
};

/// Numbers events in the order of their posting. Queues that share one have one order among them.
struct PostingOrder {
    std::uint64_t next = 0;
};

/// Events by (time, order of posting): what was posted first for an instant happens first.
///
/// A 4-ary heap of packed 16-byte keys `time:64 | sequence:40 | slot:24`, so that one comparison
/// orders two events; the payload lies in a slab by slot. Taking the first event leaves a hole
/// at the root, which the next push fills: an event that posts its successor sifts once, and
/// leaves it its slot.
/// Limits: 2^24 events waiting at a time, 2^40 in the life of an order of posting.
class EventQueue {
public:
    /// Names a posted event, to take it back.
    class Ticket {
    public:
        constexpr bool operator==(const Ticket&) const = default;

    private:
        friend class EventQueue;
        constexpr explicit Ticket(std::uint64_t bits) : bits_(bits) {}

        std::uint64_t bits_;  // sequence:40 | slot:24, as in the key.
    };

    /// Requires: `order` outlives it.
    explicit EventQueue(PostingOrder& order);
    EventQueue(const EventQueue&) = delete;
    EventQueue& operator=(const EventQueue&) = delete;

    /// Requires: `at` is not before the origin of time.
    Ticket push(Instant at, const Event& event) {
        if (!has_hole()) return append(at, event.handler, event.object, event.argument);
        const std::uint64_t bits = occupy(std::exchange(hole_slot_, kNoSlot), event);
        replace_root(make_key(at, bits));
        return Ticket(bits);
    }

    /// Takes an event back. Returns false when it has happened or was taken back already.
    bool cancel(Ticket ticket);

    /// Nothing is waiting that was not taken back.
    bool empty() const { return size() == 0; }
    /// How many events are waiting, without those taken back.
    std::size_t size() const { return keys_used_ - (has_hole() ? 1 : 0) - cancelled_; }

    /// When the first event is due; Instant::never() when there is none.
    Instant next_time() {
        if (has_hole() || cancelled_ != 0) [[unlikely]]
            settle();
        return time_of(root());
    }

    /// Whether its first event happens before the other queue's; not if it has none.
    /// Requires: they share an order, and next_time() was just asked of both.
    bool is_before(const EventQueue& other) const { return root() < other.root(); }

    /// Takes the first event. Requires: next_time() was just asked, and was not never().
    Event pop() {
        hole_slot_ = static_cast<std::uint32_t>(low_half(root())) & kSlotMask;
        Slot& place = slots_[hole_slot_];
        place.bits = kNoTicket;
        if (keys_used_ > kManyKeys) [[unlikely]]
            fetch_ahead();
        // Field by field, as they were stored: one load of two of them would wait for both stores.
        return {place.event.handler, place.event.object, place.event.argument};
    }

private:
    using Key = UnsignedWide;

    struct Slot {
        Event event;         // event.argument links the free slots.
        std::uint64_t bits;  // The ticket of the event in it; kNoTicket when free.
    };

    static constexpr unsigned kSlotBits = 24;
    static constexpr std::uint32_t kSlotMask = (1u << kSlotBits) - 1;
    static constexpr std::uint32_t kNoSlot = ~0u;
    static constexpr std::uint64_t kNoTicket = ~0ull;
    // What so many events touch is more than the nearer caches hold.
    static constexpr std::size_t kManyKeys = 1024;
    static constexpr std::size_t kRoot = 3;  // So that four siblings share a cache line.
    // Pads the array, the root of an empty one included: greater than any key, and due never.
    static constexpr Key kLast = static_cast<Key>(~0ull >> 1) << 64 | ~0ull;

    static Key make_key(Instant at, std::uint64_t bits) {
        return static_cast<Key>(static_cast<std::uint64_t>(at.since_origin().nanoseconds())) << 64 |
               bits;
    }
    static std::uint64_t high_half(Key key) { return static_cast<std::uint64_t>(key >> 64); }
    static std::uint64_t low_half(Key key) { return static_cast<std::uint64_t>(key); }
    static Instant time_of(Key key) {
        return Instant::at(Duration::nanoseconds(static_cast<std::int64_t>(high_half(key))));
    }
    static std::size_t first_child(std::size_t i) { return (i - kRoot) * 4 + 4; }
    static std::size_t parent(std::size_t i) { return i / 4 + kRoot - 1; }

    const Key& root() const { return keys_[kRoot]; }
    bool has_hole() const { return hole_slot_ != kNoSlot; }
    std::uint64_t occupy(std::uint32_t slot, const Event& event) {
        const std::uint64_t bits = (order_.next++ << kSlotBits) | slot;
        slots_[slot] = Slot{event, bits};
        return bits;
    }
    void release(std::uint32_t slot) {
        Slot& place = slots_[slot];
        place.bits = kNoTicket;
        place.event.argument = first_free_;
        first_free_ = slot;
    }
    void replace_root(Key key) {
        if (keys_used_ > 2) {
            sift_from_root(key);
            return;
        }
        // A question and its answer are all that is on its way: nothing to sift. By a mask, since
        // here the compiler would make a branch of lesser().
        const Key second = keys_[kRoot + 1];
        const Key exchanged = (key ^ second) & ones_if_less(second, key);
        keys_[kRoot] = key ^ exchanged;
        keys_[kRoot + 1] = second ^ exchanged;
    }
    void sift_up(std::size_t i, Key key) {
        while (i > kRoot && key < keys_[parent(i)]) {
            keys_[i] = keys_[parent(i)];
            i = parent(i);
        }
        keys_[i] = key;
    }
    /// All bits when `a` < `b`, else none. Keys leave their highest bit free, as times do.
    static Key ones_if_less(Key a, Key b) {
        return static_cast<Key>(static_cast<Wide>(a - b) >> 127);
    }
    struct Ranked {
        Key key;
        std::size_t rank;
    };
    // Half by half, so that it compiles to conditional moves: which of two keys is the lesser
    // nobody can predict, and loading it once more would wait for its store.
    static Ranked lesser(Ranked a, Ranked b) {
        const bool second = b.key < a.key;
        const std::uint64_t high = second ? high_half(b.key) : high_half(a.key);
        const std::uint64_t low = second ? low_half(b.key) : low_half(a.key);
        return {static_cast<Key>(high) << 64 | low, second ? b.rank : a.rank};
    }
    static Ranked least_of_four(const Key* keys) {
        return lesser(lesser({keys[0], 0}, {keys[1], 1}), lesser({keys[2], 2}, {keys[3], 3}));
    }
    /// Asks for what the next event will touch, while the first one happens: unless that posts one
    /// for before, it is the least child of the root. Requires: the root has four.
    ///
    /// Inlined by force: g++ takes a function that does nothing else for one without an effect.
    [[gnu::always_inline]] void fetch_ahead() const {
        const Key next = least_of_four(&keys_[first_child(kRoot)]).key;
        constexpr int kForWriting = 1;
        __builtin_prefetch(slots_[low_half(next) & kSlotMask].event.object, kForWriting);
    }
    /// Puts `key` where the root is missing: down to a leaf by the smallest children, which
    /// mispredicts no branch, then up.
    [[gnu::noinline]] void sift_from_root(Key key) {
        const std::size_t end = kRoot + keys_used_;
        std::size_t i = kRoot;
        for (std::size_t child = first_child(i); child < end; child = first_child(i)) {
            const Ranked least = least_of_four(&keys_[child]);
            keys_[i] = least.key;
            i = child + least.rank;
        }
        sift_up(i, key);
    }

    // What is rare is not inlined, so that what happens with every event keeps its registers; and
    // takes an event's fields, since whose address is taken must lie in memory.
    [[gnu::noinline]] Ticket append(Instant at, Event::Handler handler, void* object,
                                    std::uint64_t argument);
    [[gnu::noinline]] void settle();
    void close_hole();
    void remove_root();
    void drop_cancelled_at_root();
    void drop_all_cancelled();
    void add_slots();
    void add_keys();

    PostingOrder& order_;
    std::vector<Key, CacheLineAllocator<Key>> keys_;  // A heap from kRoot on, kLast behind its end.
    std::size_t keys_used_ = 0;  // How many keys the heap has, the hole included.
    // Of the event that was taken last, if its key is still to be replaced at the root.
    std::uint32_t hole_slot_ = kNoSlot;
    std::vector<Slot> slots_;
    std::uint32_t first_free_ = kNoSlot;
    std::size_t cancelled_ = 0;  // Keys in the heap whose slot was released by cancel().
};

}  // namespace assize::sim::kernel
