#include "reports/drawing/layout.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "reports/drawing/text.h"
#include "tests/reports/drawing/sample_timeline.h"

namespace assize::reports {
namespace {

// --- Any timeline.

std::string any_text() {
    static const std::vector<std::string> kTexts{
        "",        "HW 42",
        "+@41",    "ISR {1 2 3}",
        "crash",   "Produce producer-1/41 acks=all to orders-0",
        "é → 漢",  "partition {broker-1} | {broker-2 broker-3}, and a lot more to be said of it",
        "Fetch 3", "leader 2, epoch 6"};
    return *rc::gen::elementOf(kTexts);
}

std::size_t below(std::size_t end) {
    return *rc::gen::inRange<std::size_t>(0, end);
}

Timeline::Mark any_mark(const Timeline& timeline) {
    const std::size_t row = below(timeline.rows.size());
    Timeline::Mark mark{.row = row,
                        .lane = below(timeline.lanes.size()),
                        .kind = static_cast<Timeline::MarkKind>(below(25)),
                        .text = any_text(),
                        .event = timeline.rows[row].event};
    if (below(8) == 0) mark.lane.reset();
    return mark;
}

Timeline::Arrow any_arrow(const Timeline& timeline) {
    const std::size_t from = below(timeline.rows.size());
    const std::size_t to = std::min(from + below(4), timeline.rows.size() - 1);
    return {.from_row = from,
            .from_lane = below(timeline.lanes.size()),
            .to_row = to,
            .to_lane = below(timeline.lanes.size()),
            .label = any_text(),
            .fate = static_cast<Timeline::Fate>(below(5)),
            .sent_at = timeline.rows[from].at,
            .arrived_at = timeline.rows[to].at,
            .sent = timeline.rows[from].event,
            .arrived = timeline.rows[to].event,
            .count = *rc::gen::inRange<std::int64_t>(1, 4)};
}

void add_breaks(Timeline& timeline) {
    for (std::size_t row = 0; row <= timeline.rows.size(); ++row) {
        if (below(5) != 0) continue;
        timeline.breaks.push_back({.before = row,
                                   .from = sim::Instant::origin(),
                                   .to = sim::Instant::origin() + sim::Duration::seconds(1),
                                   .events = 7,
                                   .by_kind = {{any_text(), 7}}});
    }
}

Timeline any_timeline() {
    Timeline timeline;
    timeline.title = any_text();
    const std::size_t lanes = 1 + below(12);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        timeline.lanes.push_back({"x", any_text(), static_cast<Timeline::Role>(below(4))});
    }
    const std::size_t rows = 1 + below(20);
    auto at = sim::Instant::origin();
    for (std::size_t row = 0; row < rows; ++row) {
        at = at + sim::Duration::microseconds(*rc::gen::inRange(0, 100'000));
        timeline.rows.push_back({.at = at, .event = sim::EventId(row * 3 + 1), .note = any_text()});
        if (below(3) == 0) timeline.rows.back().step = 1;
    }
    for (std::size_t mark = below(30); mark > 0; --mark) {
        timeline.marks.push_back(any_mark(timeline));
    }
    for (std::size_t arrow = below(20); arrow > 0; --arrow) {
        timeline.arrows.push_back(any_arrow(timeline));
    }
    add_breaks(timeline);
    return timeline;
}

// --- What is asked of the picture.

struct Placed {
    Box box;
    std::string says;
};

// Where its letters are; less a point above and below, which are never filled.
std::vector<Placed> texts_of(const Picture& picture) {
    std::vector<Placed> texts;
    for (const Shape& shape : picture.shapes) {
        if (shape.text.says.empty()) continue;
        const std::int32_t width = width_of(shape.text);
        const std::int32_t height = shape.text.size;
        texts.push_back({{shape.box.left + (shape.box.width - width) / 2,
                          shape.box.top + (shape.box.height - height) / 2, width, height},
                         shape.text.says});
    }
    return texts;
}

bool is_within(const Box& box, const Picture& picture) {
    return box.left >= 0 && box.top >= 0 && box.right() <= picture.width &&
           box.bottom() <= picture.height;
}

void expect_readable(const Picture& picture) {
    const auto texts = texts_of(picture);
    for (auto one = texts.begin(); one != texts.end(); ++one) {
        RC_ASSERT(is_within(one->box, picture));
        for (auto other = one + 1; other != texts.end(); ++other) {
            if (one->box.overlaps(other->box)) {
                RC_FAIL("'" + one->says + "' lies on '" + other->says + "'");
            }
        }
    }
}

RC_GTEST_PROP(Layout, lets_no_text_lie_on_another, ()) {
    expect_readable(lay_out(any_timeline()));
}

RC_GTEST_PROP(Layout, keeps_texts_within_their_shapes, ()) {
    const Picture picture = lay_out(any_timeline());
    for (const Shape& shape : picture.shapes) {
        if (shape.text.says.empty()) continue;
        RC_ASSERT(width_of(shape.text) <= shape.box.width);
    }
}

RC_GTEST_PROP(Layout, stays_within_the_picture, ()) {
    const Picture picture = lay_out(any_timeline());
    for (const Shape& shape : picture.shapes) RC_ASSERT(is_within(shape.box, picture));
    for (const Line& line : picture.lines) {
        for (const Point end : {line.from, line.to}) {
            RC_ASSERT(is_within({end.x, end.y, 0, 0}, picture));
        }
    }
}

RC_GTEST_PROP(Layout, gives_an_id_once, ()) {
    const Picture picture = lay_out(any_timeline());
    std::set<std::string> ids;
    const auto is_new = [&](const Tag& tag) { return tag.id.empty() || ids.insert(tag.id).second; };
    for (const Line& line : picture.lines) RC_ASSERT(is_new(line.tag));
    for (const Shape& shape : picture.shapes) RC_ASSERT(is_new(shape.tag));
}

RC_GTEST_PROP(Layout, puts_pages_below_each_other, ()) {
    const std::vector<Timeline> pages{any_timeline(), any_timeline()};
    const Picture both = lay_out(pages);
    expect_readable(both);
    RC_ASSERT(both.height == lay_out(pages[0]).height + lay_out(pages[1]).height);
    std::set<std::string> ids;
    for (const Shape& shape : both.shapes) {
        RC_ASSERT(shape.tag.id.empty() || ids.insert(shape.tag.id).second);
    }
}

// --- What can be found in it.

const Shape* shape_of(const Picture& picture, const std::string& text) {
    const auto says = [&](const Shape& shape) { return shape.text.says == text; };
    const auto found = std::ranges::find_if(picture.shapes, says);
    return found == picture.shapes.end() ? nullptr : &*found;
}

TEST(Layout, shows_who_led_when) {
    const Picture picture = lay_out(sample_timeline());
    const auto led = std::ranges::count_if(picture.lines, [](const Line& line) {
        return line.tag.classes == "lane leader" && line.stroke.tenths == 60;
    });
    EXPECT_EQ(led, 2);
}

TEST(Layout, shows_where_the_promise_broke) {
    const Picture picture = lay_out(sample_timeline());
    const Shape* violation = shape_of(picture, "41 is lost");
    ASSERT_NE(violation, nullptr);
    EXPECT_EQ(violation->outline, Outline::kOctagon);
    EXPECT_EQ(violation->tag.id, "");  // The arrow of the same event has it.
    const Shape* number = shape_of(picture, "5");
    ASSERT_NE(number, nullptr);
    EXPECT_EQ(number->outline, Outline::kOctagon);
}

TEST(Layout, ends_a_lost_message_with_a_cross_on_its_way) {
    const Picture picture = lay_out(sample_timeline());
    const auto is_lost = [](const Line& line) { return line.tag.classes == "message lost"; };
    const auto lost = std::ranges::find_if(picture.lines, is_lost);
    ASSERT_NE(lost, picture.lines.end());
    EXPECT_EQ(lost->head, Head::kNone);
    EXPECT_EQ(lost->stroke.dash, Dash::kDashed);
    const auto crosses = [&](const Line& line) {
        return line.from.x + line.to.x == 2 * lost->to.x &&
               line.from.y + line.to.y == 2 * lost->to.y;
    };
    EXPECT_EQ(std::ranges::count_if(picture.lines, crosses), 2);
}

TEST(Layout, draws_arrows_that_are_alike_once_and_counts_them) {
    Timeline timeline = sample_timeline();
    const std::size_t before = lay_out(timeline).lines.size();
    timeline.arrows.push_back(timeline.arrows.back());
    timeline.arrows.push_back(timeline.arrows.back());
    const Picture picture = lay_out(timeline);
    EXPECT_EQ(picture.lines.size(), before);
    EXPECT_NE(shape_of(picture, "nothing, HW 41 ×3"), nullptr);
}

TEST(Layout, counts_what_was_left_out_where_it_was) {
    const Picture picture = lay_out(sample_timeline());
    EXPECT_NE(
        shape_of(picture, "505 ms · 212 events: 171 Fetch request, 41 heartbeat_sent · 6 lost"),
        nullptr);
}

TEST(Layout, gives_longer_waits_more_room_up_to_a_point) {
    Timeline timeline;
    timeline.lanes = {{"broker-1", "broker-1", Timeline::Role::kBroker}};
    std::uint64_t id = 0;
    for (const std::int64_t ms : {0, 1, 5, 2'000, 900'000}) {
        timeline.rows.push_back({.at = sim::Instant::origin() + sim::Duration::milliseconds(ms),
                                 .event = sim::EventId(++id)});
    }
    const Picture picture = lay_out(timeline);
    std::vector<std::int32_t> tops;
    for (std::uint64_t event = 1; event <= id; ++event) {
        tops.push_back(shape_of(picture, "#" + std::to_string(event))->box.top);
    }
    EXPECT_EQ(tops[1] - tops[0], 21);
    EXPECT_EQ(tops[2] - tops[1], 21 + 8);
    EXPECT_EQ(tops[3] - tops[2], 21 + 16);
    EXPECT_EQ(tops[4] - tops[3], 21 + 16);
}

}  // namespace
}  // namespace assize::reports
