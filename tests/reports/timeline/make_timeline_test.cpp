#include "reports/timeline/make_timeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/reports/sample_events.h"
#include "tests/reports/sample_run.h"

namespace assize::reports {

namespace {

using Kind = Timeline::MarkKind;
using State = Timeline::LaneStateKind;

Timeline losing_timeline(const TimelineOptions& options = {}) {
    std::vector<Timeline> pages = make_timelines(losing_events(), losing_run().verdict, options);
    EXPECT_EQ(pages.size(), 1u);
    return std::move(pages.front());
}

std::vector<std::string> names(const Timeline& timeline) {
    std::vector<std::string> names;
    for (const Timeline::Lane& lane : timeline.lanes) names.push_back(lane.name);
    return names;
}

std::set<std::uint64_t> shown_ids(const Timeline& timeline) {
    std::set<std::uint64_t> ids;
    for (const Timeline::Row& row : timeline.rows) {
        ids.insert(row.event.value());
        for (const sim::EventId id : row.more) ids.insert(id.value());
    }
    return ids;
}

bool has_mark(const Timeline& timeline, Kind kind, std::string_view text) {
    return std::ranges::any_of(timeline.marks, [&](const Timeline::Mark& mark) {
        return mark.kind == kind && mark.text == text;
    });
}

State state_at(const Timeline& timeline, std::string_view process, std::size_t row) {
    for (const Timeline::LaneState& state : timeline.states) {
        if (timeline.lanes[state.lane].process == process && state.from <= row && row < state.to) {
            return state.state;
        }
    }
    ADD_FAILURE() << process << " has no state in row " << row;
    return State::kUp;
}

std::size_t row_of(const Timeline& timeline, int step) {
    const auto row = std::ranges::find_if(
        timeline.rows, [&](const Timeline::Row& each) { return each.step == step; });
    EXPECT_NE(row, timeline.rows.end()) << "no row for step " << step;
    return static_cast<std::size_t>(row - timeline.rows.begin());
}

TEST(MakeTimeline, AllStepsOfTheWitnessAreRowsAndTheLastIsTheViolation) {
    const Timeline timeline = losing_timeline();
    const checkers::Verdict verdict = losing_run().verdict;
    const auto& witness = verdict.leading()->witness;
    for (int step = 1; step <= static_cast<int>(witness.size()); ++step) {
        const Timeline::Row& row = timeline.rows[row_of(timeline, step)];
        EXPECT_EQ(row.event, witness[static_cast<std::size_t>(step) - 1].event);
        EXPECT_EQ(row.violation, step == 5);
        EXPECT_TRUE(row.note.starts_with(witness[static_cast<std::size_t>(step) - 1].role));
    }
    EXPECT_TRUE(has_mark(timeline, Kind::kViolation, "read @0..40"));
}

TEST(MakeTimeline, ItIsTitledByTheBrokenPromise) {
    const Timeline timeline = losing_timeline();
    EXPECT_EQ(timeline.title,
              "durability.acked-survives: record producer-1/41 of orders-0 was acknowledged and "
              "then lost");
    EXPECT_EQ(timeline.about, "orders-0@41");
}

TEST(MakeTimeline, WhatIsAboutOtherRecordsIsNotShown) {
    const EventLog log = losing_events();
    const Timeline timeline = losing_timeline();
    for (std::size_t i = 0; i < log.size(); ++i) {
        if (log.text(i, "value") != "producer-1/40") continue;
        EXPECT_FALSE(shown_ids(timeline).contains(log[i].id.value()));
    }
    EXPECT_TRUE(has_mark(timeline, Kind::kSend, "send producer-1/41"));
    EXPECT_TRUE(has_mark(timeline, Kind::kAppend, "+@41"));
    EXPECT_TRUE(has_mark(timeline, Kind::kPromise, "acked @41"));
}

TEST(MakeTimeline, ProducersComeFirstThenControllersBrokersAndReaders) {
    EXPECT_EQ(names(losing_timeline()),
              (std::vector<std::string>{"producer-1", "controller-101", "broker-1", "broker-2",
                                        "broker-3", "reader-1"}));
}

TEST(MakeTimeline, LanesShowWhoLeadsWhoIsInSyncAndWhoIsDown) {
    const Timeline timeline = losing_timeline();
    const std::size_t promise = row_of(timeline, 2);
    EXPECT_EQ(state_at(timeline, "broker-1", promise), State::kLeader);
    EXPECT_EQ(state_at(timeline, "broker-2", promise), State::kOutOfSync);
    EXPECT_EQ(state_at(timeline, "producer-1", promise), State::kUp);
    const std::size_t election = row_of(timeline, 3);
    EXPECT_EQ(state_at(timeline, "broker-1", election), State::kDown);
    EXPECT_EQ(state_at(timeline, "broker-2", election), State::kInSync);
    const std::size_t cut = row_of(timeline, 4);
    EXPECT_EQ(state_at(timeline, "broker-1", cut), State::kOutOfSync);
    EXPECT_EQ(state_at(timeline, "broker-2", cut), State::kLeader);
}

TEST(MakeTimeline, StatesOfALaneHaveNeitherGapNorOverlap) {
    const Timeline timeline = losing_timeline();
    for (std::size_t lane = 0; lane < timeline.lanes.size(); ++lane) {
        std::size_t row = 0;
        for (const Timeline::LaneState& state : timeline.states) {
            if (state.lane != lane) continue;
            EXPECT_EQ(state.from, row);
            EXPECT_LT(state.from, state.to);
            row = state.to;
        }
        EXPECT_EQ(row, timeline.rows.size());
    }
}

TEST(MakeTimeline, AFaultThatLastsIsABandOverThoseItStrikes) {
    const Timeline timeline = losing_timeline();
    const auto crash = std::ranges::find(timeline.bands, Kind::kCrash, &Timeline::Band::kind);
    ASSERT_NE(crash, timeline.bands.end());
    ASSERT_EQ(crash->lanes.size(), 1u);
    EXPECT_EQ(timeline.lanes[crash->lanes.front()].process, "broker-1");
    EXPECT_EQ(timeline.rows[crash->from].at,
              sim::Instant::origin() + sim::Duration::milliseconds(2195));
    EXPECT_TRUE(crash->ended.has_value());
}

TEST(MakeTimeline, ACrashAndTheFaultThatMadeItAreOneRow) {
    const Timeline timeline = losing_timeline();
    const auto rows = std::ranges::count_if(
        timeline.rows, [](const Timeline::Row& row) { return milliseconds(row.at) == "2195.000"; });
    EXPECT_EQ(rows, 1);
    EXPECT_TRUE(has_mark(timeline, Kind::kCrash, "crash"));
    EXPECT_FALSE(has_mark(timeline, Kind::kFault, "crash broker-1"));
}

TEST(MakeTimeline, AFaultBeforeTheWindowIsABandFromTheFirstRowOn) {
    const Timeline timeline =
        losing_timeline({.from = sim::Instant::origin() + sim::Duration::milliseconds(2700)});
    const auto cut = std::ranges::find(timeline.bands, Kind::kNetworkFault, &Timeline::Band::kind);
    ASSERT_NE(cut, timeline.bands.end());
    EXPECT_EQ(cut->from, 0u);
    EXPECT_LT(cut->began, timeline.rows.front().event);
}

TEST(MakeTimeline, ARunThatHeldIsTheStoryOfItsFaults) {
    const std::vector<Timeline> pages = make_timelines(losing_events(), quiet_run().verdict);
    ASSERT_EQ(pages.size(), 1u);
    const Timeline& timeline = pages.front();
    EXPECT_EQ(timeline.title, "what befell the cluster and its partition orders-0");
    EXPECT_TRUE(has_mark(timeline, Kind::kPhase, "phase: faults"));
    EXPECT_TRUE(has_mark(timeline, Kind::kNetworkFault, "cut {broker-1} | {broker-2 broker-3}"));
    EXPECT_TRUE(has_mark(timeline, Kind::kCrash, "crash"));
    EXPECT_TRUE(has_mark(timeline, Kind::kRestart, "up"));
    EXPECT_TRUE(has_mark(timeline, Kind::kLeader, "leads e6"));
    EXPECT_FALSE(has_mark(timeline, Kind::kAppend, "+@41"));
    EXPECT_FALSE(has_mark(timeline, Kind::kViolation, "read @0..40"));
}

TEST(MakeTimeline, ARunThatHeldSaysHowMuchWasAcknowledgedMeanwhile) {
    const std::vector<Timeline> pages = make_timelines(losing_events(), quiet_run().verdict);
    const auto crash = std::ranges::find(pages.front().marks, Kind::kCrash, &Timeline::Mark::kind);
    ASSERT_NE(crash, pages.front().marks.end());
    EXPECT_EQ(pages.front().rows[crash->row].note, "crash broker-1; 3 of 3 acked");
}

TEST(MakeTimeline, ASliceThatIsAskedForOutweighsTheVerdict) {
    const Timeline timeline = losing_timeline({.subjects = {{"records", "orders-0", 40, 41}}});
    EXPECT_EQ(timeline.about, "orders-0@40");
    EXPECT_TRUE(has_mark(timeline, Kind::kSend, "send producer-1/40"));
    EXPECT_FALSE(has_mark(timeline, Kind::kSend, "send producer-1/41"));
    EXPECT_TRUE(std::ranges::none_of(
        timeline.rows, [](const Timeline::Row& row) { return row.step.has_value(); }));
}

TEST(MakeTimeline, AllShowsEveryEventOfTheLog) {
    const EventLog log = losing_events();
    const Timeline timeline = losing_timeline({.all = true});
    EXPECT_EQ(shown_ids(timeline).size(), log.size());
    EXPECT_EQ(timeline.shown_events, static_cast<std::int64_t>(log.size()));
    EXPECT_TRUE(timeline.breaks.empty());
}

TEST(MakeTimeline, WhatHasNoRoomOnOnePageGoesOnOnTheNext) {
    const std::vector<Timeline> pages =
        make_timelines(losing_events(), losing_run().verdict, {.all = true, .rows_most = 10});
    ASSERT_GT(pages.size(), 3u);
    for (std::size_t i = 0; i < pages.size(); ++i) {
        EXPECT_LE(pages[i].rows.size(), 10u);
        EXPECT_EQ(pages[i].page, static_cast<int>(i) + 1);
        EXPECT_EQ(pages[i].pages, static_cast<int>(pages.size()));
        if (i == 0) continue;
        EXPECT_EQ(pages[i].rows.front().event, pages[i - 1].rows.back().event);
    }
}

TEST(MakeTimeline, WhatGivesWayForWantOfRoomIsSaid) {
    const Timeline timeline = losing_timeline({.rows_most = 12});
    EXPECT_LE(timeline.rows.size(), 12u);
    ASSERT_EQ(timeline.omitted.size(), 1u);
    EXPECT_TRUE(timeline.omitted.front().starts_with("for want of room: "));
    EXPECT_EQ(row_of(timeline, 5), timeline.rows.size() - 1);
}

TEST(MakeTimeline, ABriefOneKeepsTheWitnessWhateverElseThereIs) {
    const Timeline timeline = losing_timeline({.brief = true, .rows_most = 6});
    EXPECT_LE(timeline.rows.size(), 6u);
    for (int step = 1; step <= 5; ++step) row_of(timeline, step);
}

TEST(MakeTimeline, ABriefOneTellsNoPhases) {
    const std::vector<Timeline> pages =
        make_timelines(losing_events(), quiet_run().verdict, {.brief = true, .rows_most = 5});
    ASSERT_EQ(pages.size(), 1u);
    EXPECT_FALSE(has_mark(pages.front(), Kind::kPhase, "phase: faults"));
}

TEST(MakeTimeline, LanesThatDoLeastGiveWayAndAreNamed) {
    const Timeline timeline = losing_timeline({.lanes_most = 5});
    EXPECT_EQ(names(timeline), (std::vector<std::string>{"producer-1", "controller-101", "broker-1",
                                                         "broker-2", "reader-1"}));
    EXPECT_EQ(timeline.omitted, (std::vector<std::string>{"lanes of broker-3"}));
}

TEST(MakeTimeline, OfAnEmptyLogThereIsAnEmptyPage) {
    const std::vector<Timeline> pages = make_timelines(EventLog(), {});
    ASSERT_EQ(pages.size(), 1u);
    EXPECT_TRUE(pages.front().rows.empty());
    EXPECT_EQ(pages.front().window_events, 0);
}

}  // namespace

}  // namespace assize::reports
