#include "reports/event_filter.h"

#include <gtest/gtest.h>

#include "tests/reports/sample_events.h"

namespace assize::reports {
namespace {

sim::Instant at_ms(std::int64_t milliseconds) {
    return sim::Instant::origin() + sim::Duration::milliseconds(milliseconds);
}

std::vector<std::uint64_t> ids(const EventLog& log, const std::vector<std::size_t>& events) {
    std::vector<std::uint64_t> ids;
    for (const std::size_t each : events) ids.push_back(log[each].id.value());
    return ids;
}

TEST(EventFilter, NothingAskedForIsAll) {
    const EventLog log = losing_events();
    EXPECT_EQ(matching(log, {}).size(), log.size());
    EXPECT_TRUE(matching(EventLog(), {}).empty());
}

TEST(EventFilter, AllThatIsAskedForMustHold) {
    const EventLog log = losing_events();
    using Ids = std::vector<std::uint64_t>;
    EXPECT_EQ(ids(log, matching(log, {.kinds = {"log_truncated", "isr_committed"}})),
              (Ids{28, 38}));
    EXPECT_EQ(ids(log, matching(log, {.about = "orders-0", .offset = 41})),
              (Ids{26, 29, 30, 38, 39}));
    EXPECT_EQ(
        ids(log, matching(log, {.processes = {"broker-1"}, .about = "orders-0", .offset = 41})),
        (Ids{29, 38}));
    EXPECT_EQ(ids(log, matching(log, {.from = at_ms(2940), .to = at_ms(2943)})), (Ids{36, 37}));
    EXPECT_TRUE(matching(log, {.kinds = {"no_such_kind"}}).empty());
    EXPECT_TRUE(matching(log, {.about = "orders-7"}).empty());
}

TEST(EventFilter, NeighboursAreTheNearestAboutTheSame) {
    const EventLog log = losing_events();
    const Neighbours near = neighbours_of(log, *log.find(sim::EventId(30)), 1);
    EXPECT_EQ(ids(log, near.before), (std::vector<std::uint64_t>{29}));
    EXPECT_EQ(ids(log, near.after), (std::vector<std::uint64_t>{38}));
    EXPECT_TRUE(neighbours_of(log, 0, 3).before.empty());
}

}  // namespace
}  // namespace assize::reports
