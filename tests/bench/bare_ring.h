#pragma once

#include <cstdint>
#include <queue>
#include <vector>

#include "tests/bench/ring.h"

namespace assize::bench {

/// The ring on a loop around std::priority_queue: what a simulation costs whose parties are
/// objects with a handler, without stacks, waiting or a trace. The yardstick for the kernel.
class BareRing {
public:
    explicit BareRing(std::uint32_t size) {
        for (std::uint32_t i = 0; i < size; ++i) parties_.push_back(Party{&take, i, 0});
        for (Party& party : parties_) post(work_.draw_latency(), party);
    }

    const RingWork& work() const { return work_; }

    void run_for(sim::Duration duration) {
        const std::int64_t limit = now_ + duration.nanoseconds();
        while (queue_.top().at <= limit) {
            const Event event = queue_.top();
            queue_.pop();
            now_ = event.at;
            event.to->handler(*this, *event.to);
        }
        now_ = limit;
    }

private:
    struct Party {
        void (*handler)(BareRing&, Party&);
        std::uint32_t self;
        std::uint64_t taken;  // Messages, so far.
    };

    struct Event {
        std::int64_t at;
        std::uint64_t sequence;
        Party* to;

        bool operator<(const Event& other) const {  // The queue's top is its greatest.
            return at != other.at ? at > other.at : sequence > other.sequence;
        }
    };

    static void take(BareRing& ring, Party& party) {
        party.taken += 1;
        const sim::Duration latency = ring.work_.deliver(ring.now_, party.self);
        const bool last = party.self + 1 == ring.parties_.size();
        ring.post(latency, ring.parties_[last ? 0 : party.self + 1]);
    }
    void post(sim::Duration after, Party& to) {
        queue_.push(Event{now_ + after.nanoseconds(), sequence_++, &to});
    }

    std::vector<Party> parties_;
    RingWork work_;
    std::int64_t now_ = 0;
    std::uint64_t sequence_ = 0;
    std::priority_queue<Event> queue_;
};

}  // namespace assize::bench
