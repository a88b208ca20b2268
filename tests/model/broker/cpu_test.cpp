#include "model/broker/cpu.h"

#include <gtest/gtest.h>

#include <vector>

#include "sim/simulation.h"

namespace assize::model::broker {
namespace {

using namespace sim::literals;

constexpr CpuProfile kTwoCores{.cores = 2, .per_request = 10_us, .per_kib = 1_us};

// When requests of so many bytes are done that come at once.
std::vector<sim::Duration> done_at(CpuProfile profile, const std::vector<std::size_t>& sizes) {
    sim::Simulation world({.seed = 1});
    sim::Host& host = world.add_host({.name = "a"});
    Cpu cpu(profile);
    std::vector<sim::Duration> done(sizes.size(), sim::Duration::zero());
    sim::Process& process = host.start("node", [](sim::Fiber& fiber) { fiber.sleep(1_s); });
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        process.spawn([&, i](sim::Fiber& fiber) {
            cpu.spend(fiber, sizes[i]);
            done[i] = fiber.now().since_origin();
        });
    }
    world.run_until_idle();
    return done;
}

TEST(Cpu, a_request_costs_its_share_and_more_when_it_is_long) {
    EXPECT_EQ(done_at(kTwoCores, {0}), (std::vector{10_us}));
    EXPECT_EQ(done_at(kTwoCores, {4096}), (std::vector{14_us}));
}

TEST(Cpu, requests_wait_for_a_core_in_the_order_in_which_they_come) {
    EXPECT_EQ(done_at(kTwoCores, {0, 10 * 1024, 0, 0}), (std::vector{10_us, 20_us, 20_us, 30_us}));
}

TEST(Cpu, what_costs_nothing_waits_for_nothing) {
    EXPECT_EQ(done_at(CpuProfile::free(), {0, 1 << 20}), (std::vector{0_us, 0_us}));
}

}  // namespace
}  // namespace assize::model::broker
