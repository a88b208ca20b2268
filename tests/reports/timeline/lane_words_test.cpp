#include "reports/timeline/lane_words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "reports/timeline/messages.h"
#include "tests/reports/legend_of_words.h"

namespace assize::reports {

namespace {

const sim::LegendEntry* find_kind(const std::vector<sim::LegendEntry>& legend,
                                  std::string_view kind) {
    const auto found = std::ranges::find(legend, kind, &sim::LegendEntry::name);
    return found == legend.end() ? nullptr : &*found;
}

bool has_field(const sim::LegendEntry& kind, std::string_view field) {
    return std::ranges::find(kind.fields, field, &sim::LegendEntry::Field::name) !=
           kind.fields.end();
}

TEST(LaneWords, AreAboutFactsThatThereAre) {
    const auto legend = whole_legend();
    for (const LaneWords& words : all_lane_words()) {
        const sim::LegendEntry* kind = find_kind(legend, words.kind);
        ASSERT_TRUE(kind) << words.kind;
        const std::string condition(words.when.substr(0, words.when.find('=')));
        EXPECT_TRUE(condition.empty() || has_field(*kind, condition)) << words.kind;
        for (const std::string_view text : {words.words, words.note}) {
            for (const std::string& field : fields_in(text)) {
                EXPECT_TRUE(has_field(*kind, field)) << words.kind << ": " << field;
            }
        }
    }
}

TEST(LaneWords, OfOneKindStandTogetherAndTheLastAlwaysApply) {
    const auto all = all_lane_words();
    std::set<std::string_view> over;
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_FALSE(over.contains(all[i].kind)) << all[i].kind;
        const bool is_last = i + 1 == all.size() || all[i + 1].kind != all[i].kind;
        if (!is_last) continue;
        over.insert(all[i].kind);
        EXPECT_TRUE(all[i].when.empty() || all[i].scope == Scope::kNever ||
                    all[i].kind == "broker_state_changed")
            << all[i].kind;
    }
}

TEST(LaneWords, MessagesLeadToFactsThatThereAre) {
    const auto legend = whole_legend();
    for (const CausedKind& caused : kinds_with_causes()) {
        const sim::LegendEntry* kind = find_kind(legend, caused.kind);
        ASSERT_TRUE(kind) << caused.kind;
        EXPECT_TRUE(caused.field.empty() || has_field(*kind, caused.field)) << caused.kind;
    }
}

}  // namespace

}  // namespace assize::reports
