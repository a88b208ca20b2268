#include "sim/kernel/event_queue.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "sim/random.h"

namespace assize::sim::kernel {
namespace {

Event event(std::uint64_t argument) {
    return Event{[](void*, std::uint64_t) noexcept {}, nullptr, argument};
}

TEST(EventQueue, AnEmptyQueueIsNeverDue) {
    PostingOrder order;
    EventQueue queue(order);
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.next_time(), Instant::never());
}

TEST(EventQueue, WhatWasPostedFirstForAnInstantHappensFirst) {
    PostingOrder order;
    EventQueue queue(order);
    for (std::uint64_t i = 0; i < 100; ++i) queue.push(Instant::origin() + 1_s, event(i));
    for (std::uint64_t i = 0; i < 100; ++i) {
        EXPECT_EQ(queue.next_time(), Instant::origin() + 1_s);
        EXPECT_EQ(queue.pop().argument, i);
    }
    EXPECT_TRUE(queue.empty());
}

TEST(EventQueue, ATicketTakesBackItsOwnEventOnly) {
    PostingOrder order;
    EventQueue queue(order);
    const auto ticket = queue.push(Instant::origin(), event(1));
    EXPECT_TRUE(queue.cancel(ticket));
    EXPECT_FALSE(queue.cancel(ticket));
    // The place is used again; the old ticket must not name the new event.
    queue.push(Instant::origin(), event(2));
    EXPECT_FALSE(queue.cancel(ticket));
    EXPECT_EQ(queue.size(), 1u);
    EXPECT_EQ(queue.next_time(), Instant::origin());
    EXPECT_EQ(queue.pop().argument, 2u);
    EXPECT_FALSE(queue.cancel(ticket));
}

// A sorted map of (time, order of posting) is the whole specification.
RC_GTEST_PROP(EventQueue, HappensAsASortedMapWould, (std::uint64_t seed)) {
    Random random(seed);
    PostingOrder order;
    EventQueue queue(order);
    std::map<std::pair<Instant, std::uint64_t>, EventQueue::Ticket> expected;
    std::vector<std::pair<Instant, std::uint64_t>> posted;
    Instant now = Instant::origin();
    const std::uint64_t pushes_in_ten = 4 + random.below(3);
    for (std::uint64_t step = 0; step < 2'000; ++step) {
        const std::uint64_t choice = random.below(10);
        if (choice < pushes_in_ten) {
            const auto key = std::pair(now + random.between(0_ns, 50_ns), step);
            expected.emplace(key, queue.push(key.first, event(step)));
            posted.push_back(key);
        } else if (choice == 9 && !posted.empty()) {
            const auto key = posted[random.below(posted.size())];
            const auto found = expected.find(key);
            if (found == expected.end()) continue;
            RC_ASSERT(queue.cancel(found->second));
            expected.erase(found);
        } else if (!expected.empty()) {
            const auto first = expected.begin()->first;
            RC_ASSERT(queue.next_time() == first.first);
            RC_ASSERT(queue.pop().argument == first.second);
            RC_ASSERT(!queue.cancel(expected.begin()->second));
            expected.erase(expected.begin());
            now = first.first;
        }
        RC_ASSERT(queue.size() == expected.size());
        RC_ASSERT(queue.empty() == expected.empty());
    }
    RC_ASSERT(queue.next_time() ==
              (expected.empty() ? Instant::never() : expected.begin()->first.first));
}

RC_GTEST_PROP(EventQueue, TwoQueuesThatShareAnOrderHappenAsOne, (std::uint64_t seed)) {
    Random random(seed);
    PostingOrder order;
    EventQueue queues[]{EventQueue(order), EventQueue(order)};
    std::map<std::pair<Instant, std::uint64_t>, std::uint64_t> expected;  // Which queue has it.
    Instant now = Instant::origin();
    for (std::uint64_t step = 0; step < 1'000; ++step) {
        if (random.below(5) < 3) {
            const auto key = std::pair(now + random.between(0_ns, 20_ns), step);
            const std::uint64_t which = random.below(2);
            queues[which].push(key.first, event(step));
            expected.emplace(key, which);
        } else if (!expected.empty()) {
            const auto [key, which] = *expected.begin();
            const Instant times[]{queues[0].next_time(), queues[1].next_time()};
            RC_ASSERT(times[which] == key.first);
            RC_ASSERT(queues[which].is_before(queues[1 - which]));
            RC_ASSERT(!queues[1 - which].is_before(queues[which]));
            RC_ASSERT(queues[which].pop().argument == key.second);
            expected.erase(expected.begin());
            now = key.first;
        }
    }
}

TEST(EventQueue, AnEmptyQueueIsNotBeforeAnother) {
    PostingOrder order;
    EventQueue empty(order);
    EventQueue queue(order);
    EXPECT_FALSE(empty.is_before(queue));
    queue.push(Instant::origin() + 1_s, event(0));
    EXPECT_FALSE(empty.is_before(queue));
    EXPECT_TRUE(queue.is_before(empty));
}

TEST(EventQueue, TakingBackMostOfManyLeavesTheRestInOrder) {
    PostingOrder order;
    EventQueue queue(order);
    std::vector<EventQueue::Ticket> tickets;
    for (std::uint64_t i = 0; i < 10'000; ++i) {
        tickets.push_back(
            queue.push(Instant::origin() +
                           Duration::nanoseconds(static_cast<std::int64_t>(i * 7'919 % 10'000)),
                       event(i * 7'919 % 10'000)));
    }
    for (std::size_t i = 0; i < tickets.size(); ++i) {
        if (i * 7'919 % 10'000 % 100 == 0) continue;
        EXPECT_TRUE(queue.cancel(tickets[i]));
    }
    EXPECT_EQ(queue.size(), 100u);
    for (std::uint64_t i = 0; i < 100; ++i) {
        EXPECT_NE(queue.next_time(), Instant::never());
        EXPECT_EQ(queue.pop().argument, i * 100);
    }
}

}  // namespace
}  // namespace assize::sim::kernel
