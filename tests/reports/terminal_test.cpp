#include "reports/terminal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "reports/paper.h"
#include "tests/reports/sample_events.h"
#include "tests/reports/sample_run.h"

namespace assize::reports {
namespace {

// Without room for a timeline, which has tests of its own.
std::string report(const RunSummary& run) {
    return terminal_report(run, losing_events(), {.lines = 20});
}

TEST(Terminal, ABrokenPromiseIsToldFirstAndHowToReproduceItLast) {
    EXPECT_EQ(
        report(losing_run()),
        R"(assize 0.1.0 (1f3c9aa)  scenarios/rolling_crash.toml  seed 41  3 brokers, 3 controllers
          faults: cut, crash

VIOLATED  durability.acked-survives
          record producer-1/41 of orders-0 was acknowledged and then lost
          expected  orders-0@41 = producer-1/41, readable from 2192.880 ms on (acks=all,
                    min.insync.replicas=1)
          observed  reader-1 read all of orders-0 up to 41: producer-1/41 is nowhere

How it happened   (5 of 39 events; details: assize show out/rolling_crash-41 <#>)
  1  2191.402  #28  broker-1        ISR {1,2,3} -> {1} of orders-0
                                    while cut off from broker-2 and broker-3
  2  2192.880  #30  producer-1      producer-1/41 is acknowledged at orders-0@41   the promise
  3  2700.011  #33  controller-101  leader of orders-0 broker-1 -> broker-2, epoch 6, ISR {2},
                                    UNCLEAN
                                    UNCLEAN: broker-2 was not in ISR {1}
  4  2943.190  #38  broker-1        truncate orders-0 42 -> 41   drops producer-1/41
  5  3101.204  #39  reader-1        has read orders-0 from @0 to its end @41       violated here

2 other promised guarantees held   determinism checked, trace 9c1f04e2a77b0d15
wrote      out/rolling_crash-41/  report.html timeline.svg timeline.txt plan.toml
reproduce  assize run scenarios/rolling_crash.toml --seed 41
)");
}

TEST(Terminal, ARunThatHoldsTakesThreeLines) {
    EXPECT_EQ(report(quiet_run()),
              R"(assize 0.1.0 (1f3c9aa)  scenarios/rolling_crash.toml  seed 41  faults: cut, crash
HELD      all 3 promised guarantees held   42 records acked, 2 faults, determinism checked
wrote      out/rolling_crash-41/   reproduce  assize run scenarios/rolling_crash.toml --seed 41
)");
}

TEST(Terminal, ABugThatWasPlantedIsNamedAtTheTop) {
    RunSummary run = quiet_run();
    run.variant = "elect_outside_isr";
    const std::string text = report(run);
    EXPECT_EQ(text.substr(0, text.find("HELD")),
              R"(assize 0.1.0 (1f3c9aa)  scenarios/rolling_crash.toml  seed 41  faults: cut, crash
          planted bug: elect_outside_isr
)");
}

TEST(Terminal, FaultsThatStruckNothingAreCountedAndNotesSayWhy) {
    RunSummary run = quiet_run();
    run.stats.faults_idle = 1;
    run.notes = {"fault 2 (disk), drawn at random, struck nothing: why", "b", "c"};
    EXPECT_EQ(report(run),
              R"(assize 0.1.0 (1f3c9aa)  scenarios/rolling_crash.toml  seed 41  faults: cut, crash
HELD      all 3 promised guarantees held
          42 records acked, 2 faults (1 struck nothing), determinism checked
note       fault 2 (disk), drawn at random, struck nothing: why
note       b
note       c
wrote      out/rolling_crash-41/   reproduce  assize run scenarios/rolling_crash.toml --seed 41
)");
    run.notes.push_back("d");
    run.notes.push_back("e");
    EXPECT_NE(report(run).find("note       c\nnote       and 2 more in verdict.json\nwrote"),
              std::string::npos);
}

TEST(Terminal, WhatBrokeAsExpectedIsExplainedTheSameWay) {
    RunSummary run = losing_run();
    run.verdict.result = checkers::Result::kHeld;
    run.verdict.properties[1].promise = checkers::Promise::kNone;
    run.verdict.properties[1].reason = "acks=1: the leader alone had it when it answered";
    run.verdict.properties[1].cases = 12;
    run.verdict.expectations = {{"durability.acked-survives", checkers::Status::kViolated, true}};
    EXPECT_EQ(
        report(run),
        R"(assize 0.1.0 (1f3c9aa)  scenarios/rolling_crash.toml  seed 41  3 brokers, 3 controllers
          faults: cut, crash

VIOLATED, as expected, not promised  durability.acked-survives
          record producer-1/41 of orders-0 was acknowledged and then lost
          expected  orders-0@41 = producer-1/41, readable from 2192.880 ms on (acks=all,
                    min.insync.replicas=1)
          observed  reader-1 read all of orders-0 up to 41: producer-1/41 is nowhere
          This is the first of 12 cases.
          not promised: acks=1: the leader alone had it when it answered

How it happened   (5 of 39 events; details: assize show out/rolling_crash-41 <#>)
  1  2191.402  #28  broker-1        ISR {1,2,3} -> {1} of orders-0
                                    while cut off from broker-2 and broker-3
  2  2192.880  #30  producer-1      producer-1/41 is acknowledged at orders-0@41   the promise
  3  2700.011  #33  controller-101  leader of orders-0 broker-1 -> broker-2, epoch 6, ISR {2},
                                    UNCLEAN
                                    UNCLEAN: broker-2 was not in ISR {1}
  4  2943.190  #38  broker-1        truncate orders-0 42 -> 41   drops producer-1/41
  5  3101.204  #39  reader-1        has read orders-0 from @0 to its end @41       violated here

2 other promised guarantees held   determinism checked, trace 9c1f04e2a77b0d15
wrote      out/rolling_crash-41/  report.html timeline.svg timeline.txt plan.toml
reproduce  assize run scenarios/rolling_crash.toml --seed 41
)");
}

TEST(Terminal, AnExpectationThatIsNotMetIsSaidToBeOne) {
    RunSummary run = quiet_run();
    run.verdict.result = checkers::Result::kViolated;
    run.verdict.expectations = {{"durability.acked-survives", checkers::Status::kViolated, false}};
    EXPECT_EQ(
        report(run),
        R"(assize 0.1.0 (1f3c9aa)  scenarios/rolling_crash.toml  seed 41  3 brokers, 3 controllers
          faults: cut, crash

NOT AS EXPECTED  durability.acked-survives   the scenario expects it violated, and it held

2 other promised guarantees held   determinism checked, trace 9c1f04e2a77b0d15
wrote      out/rolling_crash-41/  report.html timeline.svg timeline.txt plan.toml
reproduce  assize run scenarios/rolling_crash.toml --seed 41
)");
}

TEST(Terminal, WhatIsUndecidedSaysWhy) {
    RunSummary run = quiet_run();
    run.verdict.result = checkers::Result::kUndecided;
    run.verdict.properties[1].status = checkers::Status::kUndecided;
    run.verdict.properties[1].summary = "orders-0 could not be read to its end";
    run.verdict.properties[1].expected = "a leader within 60 s of healing";
    run.verdict.properties[1].observed =
        "no leader: both members of ISR {2,3} are down, and so is the only one of the ELR";
    EXPECT_EQ(
        report(run),
        R"(assize 0.1.0 (1f3c9aa)  scenarios/rolling_crash.toml  seed 41  3 brokers, 3 controllers
          faults: cut, crash

UNDECIDED  durability.acked-survives   orders-0 could not be read to its end
          expected  a leader within 60 s of healing
          observed  no leader: both members of ISR {2,3} are down, and so is the only one of the ELR

2 other promised guarantees held   determinism checked, trace 9c1f04e2a77b0d15
wrote      out/rolling_crash-41/  report.html timeline.svg timeline.txt plan.toml
reproduce  assize run scenarios/rolling_crash.toml --seed 41
)");
}

TEST(Terminal, ATimelineFollowsWithEachStepOfTheWitness) {
    const std::string text = terminal_report(losing_run(), losing_events());
    const std::size_t timeline = text.find("Timeline (folded; full: report.html)");
    ASSERT_NE(timeline, std::string::npos);
    for (const char* step : {"(1)", "(2)", "(3)", "(4)", "(5)"}) {
        EXPECT_NE(text.find(step, timeline), std::string::npos) << step << "\n" << text;
    }
    EXPECT_LT(timeline, text.find("reproduce"));
    EXPECT_LE(std::ranges::count(text, '\n'), 40);
    const std::string ascii = terminal_report(losing_run(), losing_events(), {.ascii = true});
    EXPECT_TRUE(std::ranges::all_of(ascii, [](char c) { return c > 0; }));
}

// How many lines the steps of the witness take.
std::ptrdiff_t lines_of_steps(const std::string& text) {
    const std::size_t begin = text.find('\n', text.find("How it happened")) + 1;
    const std::size_t end = text.find("\n\n", begin) + 1;
    return std::count(text.begin() + static_cast<std::ptrdiff_t>(begin),
                      text.begin() + static_cast<std::ptrdiff_t>(end), '\n');
}

TEST(Terminal, EachStepTakesOneLineWhereTheTimelineWouldHaveNoRoom) {
    std::string tight;
    // Without a picture it takes 22.
    for (std::size_t lines = 22; lines <= 40; ++lines) {
        const std::string text = terminal_report(losing_run(), losing_events(), {.lines = lines});
        EXPECT_LE(std::ranges::count(text, '\n'), static_cast<std::ptrdiff_t>(lines));
        const bool has_timeline = text.find("Timeline") != std::string::npos;
        if (!has_timeline) {
            EXPECT_EQ(lines_of_steps(text), 8) << "shortening them would be for nothing\n" << text;
        } else if (tight.empty()) {
            tight = text;
        }
    }
    EXPECT_EQ(lines_of_steps(tight), 5) << tight;
    EXPECT_NE(tight.find("UNCLEAN: broker-2 was not in ISR {1}\n"), std::string::npos)
        << "what it means is whole\n"
        << tight;
    EXPECT_EQ(lines_of_steps(terminal_report(losing_run(), losing_events())), 8);
}

TEST(Terminal, NothingIsWiderThanAPageHoweverLongTheNames) {
    RunSummary run = losing_run();
    run.path = "some/where/" + std::string(120, 'x') + "/scenario.toml";
    run.folder = "out/" + std::string(90, 'y');
    checkers::PropertyVerdict& property = run.verdict.properties[1];
    for (std::string* text : {&property.summary, &property.expected, &property.observed}) {
        *text += " and " + std::string(150, 'z') + " and then some more words, and more, and more";
    }
    for (checkers::WitnessStep& step : property.witness) step.role += " " + std::string(60, 'w');
    std::istringstream lines(terminal_report(run, losing_events()));
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        EXPECT_LE(columns_of(line), 100u) << line;
    }
    EXPECT_LE(count, 40);
}

TEST(Terminal, ColoursAddNothingButEscapes) {
    const std::string plain = report(losing_run());
    std::string colored =
        terminal_report(losing_run(), losing_events(), {.color = Color::kYes, .lines = 20});
    EXPECT_NE(colored, plain);
    for (std::size_t at; (at = colored.find('\x1b')) != std::string::npos;) {
        colored.erase(at, colored.find('m', at) - at + 1);
    }
    EXPECT_EQ(colored, plain);
}

TEST(Terminal, WithoutEventsTheWitnessIsToldByItsIds) {
    const std::string text = terminal_report(losing_run(), EventLog());
    EXPECT_NE(text.find("#28"), std::string::npos);
    EXPECT_NE(text.find("(not kept)"), std::string::npos);
}

}  // namespace
}  // namespace assize::reports
