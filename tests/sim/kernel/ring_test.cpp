#include "sim/kernel/ring.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>
#include <memory>

#include "sim/random.h"

namespace assize::sim::kernel {
namespace {

// Values that own memory: a sanitizer sees one that is lost, or destroyed twice.
RC_GTEST_PROP(Ring, BehavesAsADeque, (std::uint64_t seed)) {
    Random random(seed);
    Ring<std::unique_ptr<int>> ring;
    std::deque<int> expected;
    for (int step = 0; step < 500; ++step) {
        if (random.below(5) < 3) {
            ring.push_back(std::make_unique<int>(step));
            expected.push_back(step);
        } else if (!expected.empty()) {
            RC_ASSERT(*ring.pop_front() == expected.front());
            expected.pop_front();
        }
        RC_ASSERT(ring.size() == expected.size());
        RC_ASSERT(ring.empty() == expected.empty());
        for (std::uint32_t i = 0; i < ring.size(); ++i) RC_ASSERT(*ring[i] == expected[i]);
    }
}

}  // namespace
}  // namespace assize::sim::kernel
