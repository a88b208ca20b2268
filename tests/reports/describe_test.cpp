#include "reports/describe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "reports/timeline/timeline.h"
#include "tests/reports/legend_of_words.h"
#include "tests/reports/sample_events.h"

namespace assize::reports {
namespace {

TEST(Describe, EveryKindOfFactHasWords) {
    std::set<std::string_view> kinds_that_always_apply;
    for (const Words& words : all_words()) {
        if (words.when.empty()) kinds_that_always_apply.insert(words.kind);
    }
    kinds_that_always_apply.insert("send_ended");  // Its outcomes are three, and all told.
    for (const sim::LegendEntry& kind : whole_legend()) {
        EXPECT_TRUE(kinds_that_always_apply.contains(kind.name)) << kind.name;
    }
}

TEST(Describe, WordsNameFieldsThatTheFactHas) {
    for (const sim::LegendEntry& kind : whole_legend()) {
        std::set<std::string> known;
        for (const auto& field : kind.fields) known.emplace(field.name);
        for (const Words& words : all_words()) {
            if (words.kind != kind.name) continue;
            for (const std::string& field : fields_in(words.words)) {
                EXPECT_TRUE(known.contains(field)) << kind.name << ": " << field;
            }
            const std::string condition(words.when.substr(0, words.when.find('=')));
            EXPECT_TRUE(condition.empty() || known.contains(condition)) << kind.name;
        }
    }
}

TEST(Describe, AStoryReadsAsAPersonWouldTellIt) {
    const EventLog log = losing_events(1);
    const Describer describer(log);
    std::string story;
    for (std::size_t i = 7; i < log.size(); ++i) {
        story += milliseconds(log[i].at) + " " + describer.who(i) + ": " + describer.line(i) + "\n";
    }
    EXPECT_EQ(story, R"(0.100 controller-101: ISR {1,2,3} of orders-0 (alter_partition)
0.200 broker-1: leads orders-0 in epoch 5 from @0, ISR {1,2,3}
1.000 : phase: faults
10.000 producer-1: send producer-1/40 to orders-0, acks=all
10.400 broker-1: append @40 to orders-0, epoch 5 (client)
10.800 broker-2: append @40 to orders-0, epoch 5 (replication)
11.200 broker-3: append @40 to orders-0, epoch 5 (replication)
11.800 broker-1: high watermark of orders-0 40 -> 41 (leader)
12.300 producer-1: producer-1/40 is acknowledged at orders-0@40
12.700 consumer-1: read producer-1/40 at orders-0@40
2140.000 : cut {broker-1} | {broker-2 broker-3}
2190.377 producer-1: send producer-1/41 to orders-0, acks=all
2190.900 controller-101: ISR {1,2,3} -> {1} of orders-0 (alter_partition)
2191.402 broker-1: ISR {1,2,3} -> {1} of orders-0
2191.900 broker-1: append @41 to orders-0, epoch 5 (client)
2192.880 producer-1: producer-1/41 is acknowledged at orders-0@41
2195.000 : crash broker-1
2195.000 broker-1: dies (crash)
2700.011 controller-101: leader of orders-0 broker-1 -> broker-2, epoch 6, ISR {2}, UNCLEAN
2702.750 broker-2: leads orders-0 in epoch 6 from @41, ISR {2}
2938.000 : cut of broker-1 broker-2 broker-3 ends
2940.000 : crash of broker-1 ends
2940.000 broker-1: starts
2943.190 broker-1: truncate orders-0 42 -> 41
3101.204 reader-1: has read orders-0 from @0 to its end @41
)");
}

TEST(Describe, ARoleSaysNothingTwice) {
    EXPECT_EQ(role_beside("broker-1 writes it at 41", "broker-1", "append @41"), "writes it at 41");
    EXPECT_EQ(role_beside("broker-1 dies: crash", "broker-1", "dies (crash)"), "");
    EXPECT_EQ(role_beside("ISR [1 2] -> [1]", "controller-101", "ISR {1,2} -> {1} of x-0"), "");
    EXPECT_EQ(role_beside("broker-12 writes it", "broker-1", "append @41"), "broker-12 writes it");
    EXPECT_EQ(role_beside("the promise", "", "x is acknowledged"), "the promise");
}

TEST(Describe, AKindWithoutWordsIsToldByItsFields) {
    EventLog log;
    log.add({.id = sim::EventId(1),
             .at = sim::Instant::origin(),
             .kind = log.intern("cat_jumped"),
             .process = std::nullopt,
             .incarnation = 0,
             .changed = true,
             .message = std::nullopt});
    log.add_field(log.intern("height"), {EventLog::Value::Type::kNumber, 3});
    log.add_field(log.intern("onto"), {EventLog::Value::Type::kNothing, 0});
    EXPECT_EQ(Describer(log).line(0), "cat jumped: height=3 onto=none");
    EXPECT_EQ(Describer(log).who(0), "");
}

}  // namespace
}  // namespace assize::reports
