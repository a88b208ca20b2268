#include "reports/timeline/text.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "reports/timeline/canvas.h"
#include "reports/timeline/make_timeline.h"
#include "tests/reports/drawing/sample_timeline.h"
#include "tests/reports/sample_events.h"
#include "tests/reports/sample_run.h"
#include "tests/reports/timeline/golden.h"

namespace assize::reports {

namespace {

constexpr std::size_t kWidths[] = {40, 60, 80, 100, 140, 200};

Timeline losing_in_text() {
    return make_timelines(losing_events(), losing_run().verdict,
                          {.command = "assize timeline out/rolling_crash-41 --all"})
        .front();
}

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

TEST(TimelineText, OfALostRecordTellsHowItWasLost) {
    expect_golden("losing.txt", to_text(losing_in_text(), {.legend = true}));
}

TEST(TimelineText, InAsciiTellsTheSame) {
    const std::string text = to_text(losing_in_text(), {.ascii = true, .legend = true});
    expect_golden("losing_ascii.txt", text);
    EXPECT_TRUE(
        std::ranges::all_of(text, [](char c) { return c == '\n' || (c >= ' ' && c < 127); }));
}

TEST(TimelineText, InLittleRoomAbbreviates) {
    expect_golden("losing_narrow.txt", to_text(losing_in_text(), {.width = 60}));
}

TEST(TimelineText, OfARunThatHeldTellsOfItsFaults) {
    expect_golden("held.txt",
                  to_text(make_timelines(losing_events(), quiet_run().verdict).front()));
}

TEST(TimelineText, ShowsWhatBecameOfEachKindOfMessage) {
    expect_golden("messages.txt", to_text(sample_timeline()));
}

TEST(TimelineText, OfAPageSaysWhichItIs) {
    const std::vector<Timeline> pages =
        make_timelines(losing_events(), losing_run().verdict, {.rows_most = 2});
    ASSERT_GT(pages.size(), 1u);
    EXPECT_TRUE(to_text(pages[1]).starts_with(fmt::format("page 2 of {}: ", pages.size())));
}

TEST(TimelineText, KeepsToItsWidth) {
    for (const std::size_t width : kWidths) {
        for (const Timeline& timeline : {losing_in_text(), sample_timeline()}) {
            const std::size_t least =
                std::max<std::size_t>(width, 17 + 5 * timeline.lanes.size() + 4);
            const std::string text = to_text(timeline, {.width = width, .heading = false});
            for (const std::string& line : lines_of(text)) {
                EXPECT_LE(columns(line), least) << line;
            }
        }
    }
}

TEST(TimelineText, MermaidHasTheSameStory) {
    expect_golden("losing.mmd", to_mermaid(losing_in_text()));
    expect_golden("messages.mmd", to_mermaid(sample_timeline()));
}

}  // namespace

}  // namespace assize::reports
