#include "reports/drawing/svg.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "reports/drawing/dot.h"
#include "reports/drawing/layout.h"
#include "tests/reports/drawing/sample_timeline.h"

namespace assize::reports {
namespace {

std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

// With ASSIZE_REWRITE=1, writes it instead: look at the picture before you commit that.
void expect_golden(const std::string& name, const std::string& content) {
    const std::filesystem::path path = std::filesystem::path(GOLDEN_FOLDER) / name;
    if (std::getenv("ASSIZE_REWRITE") != nullptr) {
        std::filesystem::create_directories(GOLDEN_FOLDER);
        std::ofstream(path, std::ios::binary) << content;
    }
    EXPECT_EQ(content, content_of(path)) << path << " differs: ASSIZE_REWRITE=1 writes it anew";
}

Picture sample() {
    return lay_out(sample_timeline(), {.report = "report.html"});
}

TEST(Svg, of_the_sample_is_the_one_that_was_looked_at) {
    expect_golden("sample.svg", to_svg(sample()));
}

TEST(Dot, of_the_sample_is_the_one_that_was_looked_at) {
    expect_golden("sample.dot", to_dot(sample()));
}

TEST(Svg, says_everything_of_a_shape) {
    Picture picture{.title = "a & b", .width = 100, .height = 50};
    picture.shapes.push_back(
        {.outline = Outline::kRectangle,
         .box = {10, 10, 41, 20},
         .fill = {.colour = "#E69F00", .percent = 15},
         .border = {.colour = "#000000", .tenths = 15, .dash = Dash::kDashed},
         .text = {.says = "x < \"y\"", .colour = "#111111"},
         .tag = {.id = "e7", .classes = "flag", .tooltip = "it's", .href = "r#e7"}});
    const std::string svg = to_svg(picture);
    EXPECT_NE(svg.find("<title>a &amp; b</title>"), std::string::npos);
    EXPECT_NE(svg.find("<g id=\"e7\" class=\"flag\"><title>it&#39;s</title><a xlink:href=\"r#e7\">"
                       "<rect x=\"10\" y=\"10\" width=\"41\" height=\"20\" fill=\"#E69F00\" "
                       "fill-opacity=\"0.15\" stroke=\"#000000\" stroke-width=\"1.5\" "
                       "stroke-dasharray=\"6\"/>"
                       "<text x=\"30.5\" y=\"23.6\" font-size=\"10\" fill=\"#111111\">"
                       "x &lt; &quot;y&quot;</text></a></g>"),
              std::string::npos)
        << svg;
}

TEST(Svg, ends_a_line_where_its_head_begins) {
    Picture picture{.width = 100, .height = 50};
    picture.lines.push_back({.from = {10, 20},
                             .to = {60, 20},
                             .stroke = {.colour = "#000000", .tenths = 10},
                             .head = Head::kFull});
    const std::string svg = to_svg(picture);
    EXPECT_NE(svg.find("x1=\"10\" y1=\"20\" x2=\"53\" y2=\"20\""), std::string::npos) << svg;
    EXPECT_NE(svg.find("points=\"53,17.6 60,20 53,22.4\""), std::string::npos) << svg;
}

}  // namespace
}  // namespace assize::reports
