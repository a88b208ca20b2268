#include "reports/replica_state.h"

#include <gtest/gtest.h>

#include "tests/reports/sample_events.h"

namespace assize::reports {
namespace {

std::string changes(const EventLog& log, std::uint64_t id, std::string_view partition) {
    std::string text;
    for (const StateChange& each : changes_of(log, *log.find(sim::EventId(id)), partition)) {
        text += each.what + ": " + each.before + " -> " + each.after + "; ";
    }
    return text;
}

TEST(ReplicaState, AnEventSaysWhatItChangedAtItsReplica) {
    const EventLog log = losing_events();
    EXPECT_EQ(changes(log, 28, "orders-0"), "ISR: {1,2,3} -> {1}; ");
    EXPECT_EQ(changes(log, 29, "orders-0"), "log end: 41 -> 42; ");
    EXPECT_EQ(changes(log, 34, "orders-0"),
              "role:  -> leader; leader epoch:  -> 6; ISR:  -> {2}; ");
}

TEST(ReplicaState, AfterACrashALogIsThereAndWhatWasKnownIsNot) {
    const EventLog log = losing_events();
    EXPECT_EQ(changes(log, 38, "orders-0"), "log end: 42 -> 41; high watermark:  -> 41; ");
}

TEST(ReplicaState, WhatIsNotAboutAReplicaOfThePartitionChangesNothing) {
    const EventLog log = losing_events();
    EXPECT_EQ(changes(log, 30, "orders-0"), "");  // A producer's.
    EXPECT_EQ(changes(log, 25, "orders-0"), "");  // Nobody's.
    EXPECT_EQ(changes(log, 29, "orders-1"), "");
    EXPECT_EQ(changes(log, 1, ""), "");
}

}  // namespace
}  // namespace assize::reports
