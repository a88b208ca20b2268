#include "reports/html/html_report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "reports/html/event_columns.h"
#include "reports/html/packed.h"
#include "tests/reports/sample_events.h"
#include "tests/reports/sample_run.h"

namespace assize::reports {
namespace {

using nlohmann::json;

json columns(const EventLog& log) {
    const Describer describer(log);
    return json::parse(event_columns(log, describer));
}

std::string data_of(const std::string& html) {
    constexpr std::string_view kBegin = "<script id=\"run\" type=\"application/json\">";
    const std::size_t begin = html.find(kBegin) + kBegin.size();
    return html.substr(begin, html.find("</script>", begin) - begin);
}

TEST(HtmlReport, ColumnsHoldEachEventOnce) {
    const EventLog log = losing_events();
    const json all = columns(log);
    EXPECT_EQ(all["first"], 1);
    EXPECT_EQ(all["ids"], nullptr);
    for (const char* column : {"times", "kind", "process"}) {
        EXPECT_EQ(all[column].size(), log.size()) << column;
    }
    EXPECT_EQ(all["changed"], std::string(39, '1'));
    std::int64_t time = 0;
    for (const json& difference : all["times"]) time += difference.get<std::int64_t>();
    EXPECT_EQ(time, 3'101'204'000);
}

TEST(HtmlReport, FieldsAreDifferencesOrIndicesOfTexts) {
    const json all = columns(losing_events());
    const auto& kinds = all["kinds"];
    const auto kind = std::find(kinds.begin(), kinds.end(), "send_ended") - kinds.begin();
    const json& fields = all["fields"][static_cast<std::size_t>(kind)];
    EXPECT_EQ(fields[0], json::parse(R"(["send", "n", [39, 1, 1]])"));
    EXPECT_EQ(fields[1][1], "t");
    EXPECT_EQ(all["texts"][fields[1][2][2].get<std::size_t>()], "producer-1/41");
}

TEST(HtmlReport, WhatWasBeforeIsToldByLinesOfItsOwn) {
    const json all = columns(losing_events());
    EXPECT_EQ(all["lines"]["27"], "ISR {1,2,3} -> {1} of orders-0");
    EXPECT_FALSE(all["lines"].contains("0"));
}

TEST(HtmlReport, IdsWithGapsAreKept) {
    EventLog log;
    for (const std::uint64_t id : {7u, 9u}) {
        log.add({.id = sim::EventId(id),
                 .at = sim::Instant::origin(),
                 .kind = log.intern("odd \"</script>\n"),
                 .process = std::nullopt,
                 .incarnation = 0,
                 .changed = false,
                 .message = id});
    }
    const json all = columns(log);
    EXPECT_EQ(all["ids"], json({7, 2}));
    EXPECT_EQ(all["messages"], json::parse("[[0, 1], [7, 2]]"));
    EXPECT_EQ(all["process"], json({-1, -1}));
    EXPECT_EQ(all["kinds"][0], "odd \"</script>\n");
}

TEST(HtmlReport, NoEventsAreColumnsOfNothing) {
    const json all = columns(EventLog());
    EXPECT_EQ(all["kind"], json::array());
    EXPECT_EQ(all["subjects"].size(), 5u);
}

TEST(HtmlReport, TextsOfTheRunCannotEndTheirScriptTag) {
    RunSummary run = losing_run();
    run.title = "</script><b>";
    const std::string html = html_report(run, losing_events(), "<!-- </script>");
    const json data = json::parse(data_of(html));
    EXPECT_EQ(data["title"], "</script><b>");
    EXPECT_EQ(data["plan"], "<!-- </script>");
    EXPECT_EQ(data["story"].size(), 5u);
    EXPECT_EQ(data["story"][3]["changes"][0], json({"log end", "42", "41"}));
}

TEST(HtmlReport, NothingIsAskedOfANetwork) {
    const std::string html = html_report(losing_run(), losing_events(), "");
    for (const char* reference : {"src=\"http", "href=\"http", "url(http", "@import"}) {
        EXPECT_EQ(html.find(reference), std::string::npos) << reference;
    }
}

TEST(HtmlReport, AHundredThousandEventsTakeLittleRoom) {
    const std::string html = html_report(losing_run(), losing_events(14'300), "");
    EXPECT_LT(html.size(), 3u << 20);
}

TEST(HtmlReport, PackedTextIsPaddedBase64) {
    for (const char* text : {"", "a", "ab", "abc", "abcd"}) {
        const std::string base64 = packed(text);
        EXPECT_EQ(base64.size() % 4, 0u);
        EXPECT_TRUE(base64.starts_with("eA")) << base64;  // Deflate's own first bytes.
    }
}

}  // namespace
}  // namespace assize::reports
