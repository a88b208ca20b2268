#include "checkers/white_box/index_checker.h"

#include <gtest/gtest.h>

#include "tests/checkers/white_box/told.h"

namespace assize::checkers {
namespace {

using namespace model;

/// Broker 1 has a log with batches of 100 bytes and ten records: at 0 of time 50, at 10 of time 70,
/// at 20 of time 60.
class IndexCheckerTest : public testing::Test {
protected:
    IndexCheckerTest() {
        told.create(1);
        append(0, 50);
        append(10, 70);
        append(20, 60);
    }
    void append(std::int64_t base, std::int64_t timestamp_ms, std::int32_t broker = 1) {
        told.tell(broker, BatchAppended{.broker = broker,
                                        .topic_id = Told::kTopicId,
                                        .base = base,
                                        .end = base + 10,
                                        .leader_epoch = epoch,
                                        .crc = static_cast<std::uint32_t>(base),
                                        .bytes = 100,
                                        .origin = AppendedBy::kClient,
                                        .producer_id = std::nullopt,
                                        .producer_epoch = std::nullopt,
                                        .base_sequence = std::nullopt,
                                        .transactional = false,
                                        .control = false,
                                        .max_timestamp_ms = timestamp_ms});
    }
    IndexEntriesAdded nothing_in(std::int64_t segment, std::int32_t broker = 1) {
        return {.broker = broker,
                .topic_id = Told::kTopicId,
                .segment = segment,
                .last_offset = std::nullopt,
                .position = std::nullopt,
                .largest_timestamp_ms = std::nullopt,
                .timestamp_offset = std::nullopt};
    }
    void index(OffsetMark mark, std::int64_t segment = 0, std::int32_t broker = 1) {
        IndexEntriesAdded fact = nothing_in(segment, broker);
        fact.last_offset = mark.last_offset;
        fact.position = mark.position;
        told.tell(broker, fact);
    }
    void index(TimeMark mark, std::int64_t segment = 0) {
        IndexEntriesAdded fact = nothing_in(segment);
        fact.largest_timestamp_ms = mark.timestamp_ms;
        fact.timestamp_offset = mark.last_offset;
        told.tell(1, fact);
    }
    void say_indexes(std::int64_t segment, const std::vector<OffsetMark>& offsets,
                     const std::vector<TimeMark>& times = {}) {
        SegmentIndexed fact{.broker = 1,
                            .topic_id = Told::kTopicId,
                            .segment = segment,
                            .last_offsets = {},
                            .positions = {},
                            .largest_timestamps_ms = {},
                            .timestamp_offsets = {}};
        for (const OffsetMark& mark : offsets) {
            fact.last_offsets.push_back(mark.last_offset);
            fact.positions.push_back(mark.position);
        }
        for (const TimeMark& mark : times) {
            fact.largest_timestamps_ms.push_back(mark.timestamp_ms);
            fact.timestamp_offsets.push_back(mark.last_offset);
        }
        told.tell(1, fact);
    }
    void look_up(std::int64_t timestamp_ms, std::optional<std::int64_t> found,
                 std::int64_t log_end = 30, std::int64_t log_start = 0) {
        told.tell(1, TimestampLookedUp{.broker = 1,
                                       .topic_id = Told::kTopicId,
                                       .timestamp_ms = timestamp_ms,
                                       .found = found,
                                       .log_start = log_start,
                                       .log_end = log_end});
    }
    void roll(std::int64_t base) {
        told.tell(1, SegmentRolled{.broker = 1, .topic_id = Told::kTopicId, .base = base});
    }
    void truncate(std::int64_t from, std::int64_t to) {
        told.truncate(1, {.from = from, .to = to});
        ++epoch;
    }

    Told told;
    std::int32_t epoch = 0;
};

// --- What it accepts.

TEST_F(IndexCheckerTest, EntriesThatAreAboutTheBatchesThatLieThere) {
    index(OffsetMark{19, 100});
    index(TimeMark{70, 19});
    append(30, 90);
    index(OffsetMark{39, 300});
    index(TimeMark{90, 39});
    EXPECT_EQ(told.violated(), "");
}

TEST_F(IndexCheckerTest, PositionsBeginAnewInEachSegment) {
    roll(30);
    append(30, 40);
    append(40, 30);
    index(OffsetMark{49, 100}, 30);
    index(TimeMark{40, 39}, 30);
    EXPECT_EQ(told.violated(), "");
}

TEST_F(IndexCheckerTest, IndexesAfterALoadSegmentBySegment) {
    roll(30);
    append(30, 90);
    append(40, 95);
    told.crash(1);
    told.load(1, {.log_end = 50});
    say_indexes(0, {{19, 100}, {29, 200}}, {{50, 9}, {70, 19}});
    say_indexes(30, {{39, 0}}, {{90, 39}});
    append(50, 80);
    index(OffsetMark{59, 200}, 30);
    index(TimeMark{95, 49}, 30);
    EXPECT_EQ(told.violated(), "");
}

TEST_F(IndexCheckerTest, ALoadThatLostTheLastSegment) {
    roll(30);
    append(30, 90);
    told.lose_power(1);
    told.load(1, {.log_end = 20});
    say_indexes(0, {{19, 100}}, {{70, 19}});
    append(20, 71);
    index(OffsetMark{29, 200});
    index(TimeMark{71, 29});
    EXPECT_EQ(told.violated(), "");
}

TEST_F(IndexCheckerTest, ATruncationIntoAnEarlierSegment) {
    roll(30);
    append(30, 90);
    truncate(40, 20);
    say_indexes(0, {{19, 100}}, {{70, 19}});
    append(20, 65);
    index(OffsetMark{29, 200});
    EXPECT_EQ(told.violated(), "");
    index(TimeMark{70, 19});
    EXPECT_EQ(told.violated(), "L4") << "that entry was there already";
}

TEST_F(IndexCheckerTest, ATruncationThatAPowerLossUndoes) {
    truncate(30, 10);
    told.lose_power(1);
    told.load(1, {.log_end = 30});
    say_indexes(0, {{29, 200}}, {{70, 19}});
    look_up(60, 10);
    EXPECT_EQ(told.violated(), "");
}

TEST_F(IndexCheckerTest, ALogThatGoesOnElsewhere) {
    told.tell(1, LogRestarted{.broker = 1, .topic_id = Told::kTopicId, .from = 30, .at = 100});
    append(100, 5);
    append(110, 6);
    index(OffsetMark{119, 100}, 100);
    look_up(6, 110, 120, 100);
    EXPECT_EQ(told.violated(), "");
}

TEST_F(IndexCheckerTest, ARestartThatAPowerLossUndoesWithASegmentThatRetentionTook) {
    roll(30);
    append(30, 90);
    told.tell(1, SegmentDeleted{.broker = 1,
                                .topic_id = Told::kTopicId,
                                .base = 0,
                                .end = 30,
                                .bytes = 300,
                                .largest_timestamp_ms = 70,
                                .now_ms = 100,
                                .reason = RetentionReason::kLogStart});
    told.restart(1, 40, 100);
    told.lose_power(1);
    told.load(1, {.log_end = 40, .log_start = 30});
    say_indexes(0, {{9, 0}}, {{50, 9}});
    say_indexes(30, {{39, 0}}, {{90, 39}});
    EXPECT_EQ(told.violated().find("L4"), std::string::npos) << told.violated();
}

TEST_F(IndexCheckerTest, WhatAFullScanFinds) {
    look_up(50, 3);
    look_up(51, 12);
    look_up(70, 19);
    look_up(71, std::nullopt);
    EXPECT_EQ(told.violated(), "");
}

TEST_F(IndexCheckerTest, WhatWasAppendedMeanwhileIsFoundOrNot) {
    append(30, 90);
    look_up(80, std::nullopt, 30);
    look_up(80, 35, 30);
    EXPECT_EQ(told.violated(), "");
}

TEST_F(IndexCheckerTest, ABatchAcrossTheLogStartIsFoundOrNot) {
    told.high_watermark(1, 0, 30);
    told.tell(1, LogStartMoved{.broker = 1,
                               .topic_id = Told::kTopicId,
                               .from = 0,
                               .to = 15,
                               .reason = LogStartReason::kDeleteRecords});
    look_up(55, 16, 30, 15);
    look_up(55, 25, 30, 15);
    EXPECT_EQ(told.violated(), "");
}

TEST_F(IndexCheckerTest, WhatIsOlderThanTheTraceIsNotJudged) {
    told.load(2, {.log_end = 500});
    append(500, 50, 2);
    index(OffsetMark{509, 77'000}, 300, 2);
    told.load(3, {.log_end = 0});
    EXPECT_EQ(told.violated(), "");
}

TEST_F(IndexCheckerTest, ADiskThatRotsExcuses) {
    told.rot(1);
    index(OffsetMark{19, 99});
    look_up(50, 25);
    EXPECT_EQ(told.violated(), "");
}

// --- What it rejects.

TEST_F(IndexCheckerTest, AWrongPosition) {
    index(OffsetMark{19, 200});
    EXPECT_EQ(told.violated(), "L4");
    const Violation* first = told.box().first_violation();
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(first->expected, "in its offset index: a batch that ends with 19 at position 100");
    EXPECT_EQ(first->observed, "a batch that ends with 19 at position 200");
}

TEST_F(IndexCheckerTest, AnOffsetWithWhichNoBatchEnds) {
    index(OffsetMark{18, 100});
    EXPECT_EQ(told.violated(), "L4");
}

TEST_F(IndexCheckerTest, EntriesThatDoNotAscend) {
    index(OffsetMark{19, 100});
    index(OffsetMark{19, 100});
    EXPECT_EQ(told.violated(), "L4");
}

TEST_F(IndexCheckerTest, APositionThatGoesOnFromTheSegmentBefore) {
    roll(30);
    append(30, 40);
    index(OffsetMark{39, 300}, 30);
    EXPECT_EQ(told.violated(), "L4");
}

TEST_F(IndexCheckerTest, AnEntryInASegmentThatIsOver) {
    roll(30);
    append(30, 40);
    index(OffsetMark{29, 200}, 0);
    EXPECT_EQ(told.violated(), "L4");
}

TEST_F(IndexCheckerTest, ATimestampThatIsNotTheLargest) {
    index(TimeMark{60, 29});
    EXPECT_EQ(told.violated(), "L4");
}

TEST_F(IndexCheckerTest, ATimestampOfAnotherBatch) {
    index(TimeMark{70, 29});
    EXPECT_EQ(told.violated(), "L4");
}

TEST_F(IndexCheckerTest, AnEntryThatATruncationLeft) {
    truncate(30, 20);
    say_indexes(0, {{19, 100}, {29, 200}});
    EXPECT_EQ(told.violated(), "L4");
}

TEST_F(IndexCheckerTest, ATimeThatATruncationLeft) {
    append(30, 90);
    truncate(40, 30);
    say_indexes(0, {}, {{70, 19}, {90, 39}});
    EXPECT_EQ(told.violated(), "L4");
}

TEST_F(IndexCheckerTest, AWrongIndexAfterALoad) {
    told.crash(1);
    told.load(1, {.log_end = 30});
    say_indexes(0, {{19, 100}, {29, 201}});
    EXPECT_EQ(told.violated(), "L4");
}

TEST_F(IndexCheckerTest, AWrongTimeAfterALoad) {
    told.crash(1);
    told.load(1, {.log_end = 30});
    say_indexes(0, {}, {{50, 9}, {60, 29}});
    EXPECT_EQ(told.violated(), "L4");
}

TEST_F(IndexCheckerTest, ALookUpThatMissesTheFirst) {
    look_up(50, 12);
    EXPECT_EQ(told.violated(), "L4");
    look_up(60, std::nullopt);
    EXPECT_EQ(told.violated(), "L4 L4");
}

TEST_F(IndexCheckerTest, ALookUpThatFindsWhatIsTooEarly) {
    look_up(65, 5);
    EXPECT_EQ(told.violated(), "L4");
}

TEST_F(IndexCheckerTest, ALookUpThatFindsWhatWasGivenUp) {
    told.high_watermark(1, 0, 30);
    told.tell(1, LogStartMoved{.broker = 1,
                               .topic_id = Told::kTopicId,
                               .from = 0,
                               .to = 15,
                               .reason = LogStartReason::kDeleteRecords});
    look_up(55, 12, 30, 15);
    EXPECT_EQ(told.violated(), "L4");
}

TEST_F(IndexCheckerTest, ALookUpThatFindsWhatIsNotThere) {
    look_up(71, 30);
    EXPECT_EQ(told.violated(), "L4");
}

}  // namespace
}  // namespace assize::checkers
