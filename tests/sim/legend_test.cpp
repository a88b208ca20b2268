#include "sim/legend.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace assize::sim {
namespace {

TEST(Legend, EveryKindHasANameOfItsOwnAndSaysWhatItMeans) {
    std::set<std::string_view> names;
    for (const LegendEntry& entry : legend()) {
        EXPECT_TRUE(names.insert(entry.name).second) << entry.name << " is there twice";
        EXPECT_FALSE(entry.meaning.empty()) << entry.name;
        for (const LegendEntry::Field& field : entry.fields) {
            EXPECT_FALSE(field.meaning.empty()) << entry.name << "." << field.name;
        }
    }
    for (const char* name : {"process_died", "connection_opened", "file_synced"}) {
        EXPECT_TRUE(names.contains(name)) << name;
    }
}

TEST(Legend, NamesAreInSnakeCase) {
    const auto is_snake = [](std::string_view name) {
        return std::ranges::all_of(name, [](char c) {
            return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        });
    };
    for (const LegendEntry& entry : legend()) {
        EXPECT_TRUE(is_snake(entry.name)) << entry.name;
        for (const LegendEntry::Field& field : entry.fields) {
            EXPECT_TRUE(is_snake(field.name)) << entry.name << "." << field.name;
        }
    }
}

}  // namespace
}  // namespace assize::sim
