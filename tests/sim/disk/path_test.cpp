#include "sim/disk/path.h"

#include <gtest/gtest.h>

#include <string_view>

namespace assize::sim {
namespace {

TEST(Path, IsNormalWhenAbsoluteAndWithoutDetours) {
    for (const auto* path : {"/", "/a", "/a/b.log", "/a-b/..c/d.", "/ä/ "}) {
        EXPECT_TRUE(is_normal_path(path)) << path;
    }
    for (const auto* path : {"", "a", "a/b", "//", "/a/", "/a//b", "/.", "/a/..", "/../a", "./a"}) {
        EXPECT_FALSE(is_normal_path(path)) << path;
    }
    EXPECT_FALSE(is_normal_path(std::string_view("/a\0b", 4)));
}

TEST(Path, LiesInItsParent) {
    EXPECT_EQ(parent_path("/a/b/c"), "/a/b");
    EXPECT_EQ(parent_path("/a"), "/");
    EXPECT_EQ(parent_path("/"), "/");
}

TEST(Path, LiesBelowADirectoryAndNotBesideIt) {
    EXPECT_TRUE(lies_below("/a/b/c", "/a"));
    EXPECT_TRUE(lies_below("/a", "/"));
    EXPECT_FALSE(lies_below("/a", "/a"));
    EXPECT_FALSE(lies_below("/ab", "/a"));
    EXPECT_FALSE(lies_below("/", "/"));
}

}  // namespace
}  // namespace assize::sim
