// The same seed gives the same trace: for a hundred random small worlds, each run twice in this
// process. tests/determinism/ compares processes, builds and compilers.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <set>

#include "tests/determinism/small_world.h"

namespace assize {
namespace {

RC_GTEST_PROP(Worlds, TheSameSeedGivesTheSameTrace, (std::uint64_t seed)) {
    RC_ASSERT(run_small_world(seed) == run_small_world(seed));
}

TEST(Worlds, DifferentSeedsGiveDifferentTraces) {
    std::set<std::uint64_t> hashes;
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
        hashes.insert(run_small_world(seed).trace_hash);
    EXPECT_EQ(hashes.size(), 20u);
}

TEST(Worlds, SmallWorldsAreNotQuiet) {
    std::uint64_t facts = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) facts += run_small_world(seed).facts;
    EXPECT_GT(facts, 20u * 200u);
}

}  // namespace
}  // namespace assize
