#include "reports/drawing/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace assize::reports {
namespace {

TEST(Text, is_as_wide_as_the_font_says) {
    // DejaVu Sans, in units of 1/2048: A 1401, i 569; bold A 1585.
    EXPECT_EQ(width_of("A", 2048, FontWeight::kRegular), 1401);
    EXPECT_EQ(width_of("Ai", 2048, FontWeight::kRegular), 1401 + 569);
    EXPECT_EQ(width_of("A", 2048, FontWeight::kBold), 1585);
    EXPECT_EQ(width_of("", 10, FontWeight::kRegular), 0);
}

TEST(Text, is_as_wide_as_high_where_the_table_does_not_know_better) {
    EXPECT_EQ(width_of("→", 2048, FontWeight::kRegular), 1716);
    EXPECT_EQ(width_of("漢", 10, FontWeight::kRegular), 10);
}

TEST(Text, is_cleaned_of_what_xml_has_no_word_for) {
    EXPECT_EQ(clean("plain é → 漢"), "plain é → 漢");
    EXPECT_EQ(clean("a\nb\tc"), "a b c");
    EXPECT_EQ(clean(std::string_view("a\0b\x1b", 4)), "a\ufffdb\ufffd");
    EXPECT_EQ(clean("\xff\xc3"), "\ufffd\ufffd");
    EXPECT_EQ(clean("\xed\xa0\x80"), "\ufffd\ufffd\ufffd");  // Half a surrogate pair.
    EXPECT_EQ(clean("\xc0\xaf"), "\ufffd\ufffd");            // A slash in too many bytes.
    EXPECT_EQ(clean("\xef\xbf\xbf"), "\ufffd");              // U+FFFF.
}

RC_GTEST_PROP(Text, is_clean_once_cleaned, (const std::string& any)) {
    RC_ASSERT(clean(clean(any)) == clean(any));
}

RC_GTEST_PROP(Text, is_no_wider_than_it_may_be, (const std::string& any)) {
    const auto width = *rc::gen::inRange(12, 200);
    const std::string text = clean(any);
    RC_ASSERT(width_of(fitted(text, 9, FontWeight::kRegular, width), 9, FontWeight::kRegular) <=
              width);
}

TEST(Text, keeps_what_fits_and_marks_what_was_cut_off) {
    EXPECT_EQ(fitted("short", 9, FontWeight::kRegular, 100), "short");
    EXPECT_EQ(fitted("so long a text", 9, FontWeight::kRegular, 40), "so lon…");
}

TEST(Text, is_broken_between_words) {
    EXPECT_EQ(wrapped("one two three", 10, FontWeight::kRegular, 60, 5),
              (std::vector<std::string>{"one two", "three"}));
    EXPECT_EQ(wrapped("one two three four", 10, FontWeight::kRegular, 60, 2),
              (std::vector<std::string>{"one two", "three four"}));
    EXPECT_EQ(wrapped("", 10, FontWeight::kRegular, 60, 3), std::vector<std::string>{});
}

RC_GTEST_PROP(Text, loses_no_word_where_there_are_lines_enough, ()) {
    const auto words = *rc::gen::container<std::vector<std::string>>(
        rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("abc")))));
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word.substr(0, 8);
    std::string joined;
    for (const std::string& line : wrapped(text, 10, FontWeight::kRegular, 80, 10'000)) {
        RC_ASSERT(width_of(line, 10, FontWeight::kRegular) <= 80);
        joined += (joined.empty() ? "" : " ") + line;
    }
    RC_ASSERT(joined == text);
}

}  // namespace
}  // namespace assize::reports
