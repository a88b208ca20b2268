#include "sim/network/rule_guard.h"

#include <gtest/gtest.h>

#include <memory>

#include "sim/network/rules/cut.h"
#include "tests/sim/network/world.h"

namespace assize::sim {
namespace {

std::unique_ptr<Rule> any_rule() {
    return std::make_unique<Cut>(HostSet{HostId(0)}, HostSet{HostId(1)}, Ways::kBoth);
}

TEST(RuleGuard, removes_its_rule_once) {
    World world;
    {
        RuleGuard first = world.network.install(any_rule());
        EXPECT_EQ(first.id(), RuleId(1));
        RuleGuard moved = std::move(first);
        moved.remove();
        moved = world.network.install(any_rule());
    }
    EXPECT_EQ(world.facts.names,
              (Texts{"rule_installed", "rule_removed", "rule_installed", "rule_removed"}));
}

TEST(RuleGuard, can_leave_its_rule_in_place) {
    World world;
    const RuleId id = world.network.install(any_rule()).keep();
    EXPECT_EQ(world.facts.names, (Texts{"rule_installed"}));
    EXPECT_TRUE(world.network.remove(id));
    EXPECT_EQ(world.facts.names, (Texts{"rule_installed", "rule_removed"}));
}

TEST(RuleGuard, goes_with_the_fiber_that_holds_it) {
    World world;
    Process& process = world.a.start("saboteur", [&](Fiber& fiber) {
        const RuleGuard guard = world.network.install(any_rule());
        fiber.sleep(1_s);
    });
    world.sim.run_for(1_ms);
    process.crash();
    world.sim.run_for(1_ms);
    EXPECT_EQ(world.facts.count("rule_removed"), 1u);
}

}  // namespace
}  // namespace assize::sim
