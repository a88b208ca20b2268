#include "sim/network/host_set.h"

#include <gtest/gtest.h>

namespace assize::sim {
namespace {

TEST(HostSet, holds_each_host_once_and_in_order) {
    const HostSet hosts{HostId(3), HostId(1), HostId(3)};
    EXPECT_EQ(to_string(hosts), "{1, 3}");
    EXPECT_TRUE(hosts.contains(HostId(1)));
    EXPECT_FALSE(hosts.contains(HostId(2)));
    EXPECT_EQ(to_string(HostSet{}), "{}");
}

}  // namespace
}  // namespace assize::sim
