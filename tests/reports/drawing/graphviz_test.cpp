#include "reports/drawing/graphviz.h"

#include <gtest/gtest.h>

#include <string>

#include "reports/drawing/dot.h"
#include "reports/drawing/layout.h"
#include "tests/reports/drawing/sample_timeline.h"

namespace assize::reports {
namespace {

TEST(Graphviz, draws_what_is_given_where_it_is_given) {
    Picture picture{.width = 200, .height = 100};
    picture.shapes.push_back({.outline = Outline::kRectangle,
                              .box = {20, 30, 40, 20},
                              .border = {.colour = "#123456", .tenths = 10},
                              .tag = {.id = "e1"}});
    const auto drawing = Graphviz().draw(to_dot(picture), Graphviz::Format::kSvg);
    ASSERT_TRUE(drawing.has_value()) << drawing.error();
    EXPECT_NE(drawing->bytes.find("width=\"200pt\" height=\"100pt\""), std::string::npos);
    // It counts y from below, and below zero.
    EXPECT_NE(drawing->bytes.find("stroke=\"#123456\" points=\"60,-70 20,-70 20,-50 60,-50"),
              std::string::npos)
        << drawing->bytes;
}

TEST(Graphviz, has_nothing_to_remark_about_a_timeline) {
    Graphviz graphviz;
    const std::string dot = to_dot(lay_out(sample_timeline()));
    for (const auto format :
         {Graphviz::Format::kSvg, Graphviz::Format::kPng, Graphviz::Format::kPdf}) {
        const auto drawing = graphviz.draw(dot, format);
        ASSERT_TRUE(drawing.has_value()) << drawing.error();
        EXPECT_TRUE(drawing->remarks.empty()) << drawing->remarks.front();
    }
}

TEST(Graphviz, says_in_its_words_what_is_wrong_with_a_graph) {
    const auto drawing = Graphviz().draw("digraph {", Graphviz::Format::kSvg);
    ASSERT_FALSE(drawing.has_value());
    EXPECT_NE(drawing.error().find("syntax error"), std::string::npos) << drawing.error();
}

TEST(Graphviz, draws_again_after_it_failed) {
    Graphviz graphviz;
    EXPECT_FALSE(graphviz.draw("no graph", Graphviz::Format::kSvg).has_value());
    EXPECT_TRUE(graphviz.draw("digraph { a }", Graphviz::Format::kSvg).has_value());
}

}  // namespace
}  // namespace assize::reports
