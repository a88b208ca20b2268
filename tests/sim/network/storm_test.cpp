#include "tests/sim/network/storm.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "sim/network/rules/cut.h"

namespace rc {

template <>
struct Arbitrary<assize::sim::Act> {
    static Gen<assize::sim::Act> arbitrary() {
        using namespace assize::sim;
        const auto duration = [](std::int64_t most_ms) {
            return gen::map(gen::inRange<std::int64_t>(0, most_ms * 1000),
                            [](std::int64_t us) { return Duration::microseconds(us); });
        };
        const auto kind = gen::weightedOneOf<Act::Kind>(
            {{6, gen::just(Act::Kind::kChat)},
             {4, gen::just(Act::Kind::kRule)},
             {1, gen::element(Act::Kind::kReset, Act::Kind::kCrash, Act::Kind::kPowerLoss,
                              Act::Kind::kPause, Act::Kind::kKillFiber)}});
        return gen::build<Act>(gen::set(&Act::kind, kind), gen::set(&Act::a, gen::inRange(0u, 3u)),
                               gen::set(&Act::b, gen::inRange(0u, 3u)),
                               gen::set(&Act::number, gen::resize(100, gen::inRange(0u, 1000u))),
                               gen::set(&Act::at, gen::resize(100, duration(3000))),
                               gen::set(&Act::lasts, gen::resize(100, duration(2000))));
    }
};

}  // namespace rc

namespace assize::sim {

void showValue(const Act& act, std::ostream& os) {
    os << "{kind " << static_cast<int>(act.kind) << ", a " << act.a << ", b " << act.b
       << ", number " << act.number << ", at " << act.at.nanoseconds() << ", lasts "
       << act.lasts.nanoseconds() << "}";
}

namespace {

bool begins_with(const Bytes& all, const Bytes& prefix) {
    return prefix.size() <= all.size() && std::equal(prefix.begin(), prefix.end(), all.begin());
}

std::vector<Act> any_acts() {
    return *rc::gen::resize(60, rc::gen::arbitrary<std::vector<Act>>());
}

RC_GTEST_PROP(Storm, bytes_arrive_in_order_or_not_at_all, (std::uint64_t seed)) {
    Storm storm(seed);
    storm.run(any_acts());
    for (const auto& [stream, bytes] : storm.received) {
        const Bytes& sent = storm.sent[stream];
        RC_ASSERT(bytes.size() <= sent.size());
        RC_ASSERT(storm.corrupted || begins_with(sent, bytes));
    }
}

RC_GTEST_PROP(Storm, what_nobody_broke_arrives_in_the_end, (std::uint64_t seed)) {
    Storm storm(seed);
    storm.run(any_acts());
    std::size_t whole = 0;
    for (const auto& [stream, bytes] : storm.sent) {
        if (storm.broken.contains(stream)) continue;
        RC_ASSERT(storm.received[stream].size() == bytes.size());
        whole += 1;
    }
    RC_CLASSIFY(whole > 0);
}

struct Outcome {
    std::uint64_t hash;
    std::uint64_t facts;
    std::uint64_t events;
    std::map<Storm::Stream, Bytes> received;

    bool operator==(const Outcome&) const = default;
};

Outcome outcome_of(std::uint64_t seed, const std::vector<Act>& acts) {
    Storm storm(seed);
    storm.run(acts);
    return {storm.sim.trace().hash(), storm.sim.trace().size(),
            storm.sim.scheduler().events_handled(), std::move(storm.received)};
}

RC_GTEST_PROP(Storm, the_same_seed_gives_the_same_trace, (std::uint64_t seed)) {
    const std::vector<Act> acts = any_acts();
    const Outcome first = outcome_of(seed, acts);
    RC_ASSERT(outcome_of(seed, acts) == first);
}

/// What arrives while one-way cuts come and go, on a connection of a to b.
struct CutLine {
    World world{{.latency = LatencyLaw::uniform(100_us, 3_ms)}};
    struct Arrival {
        Duration sent;
        Duration arrived;
    };
    std::vector<Arrival> to_server, to_client;

    void talk(Fiber& fiber, Connection& connection, std::vector<Arrival>& arrivals) {
        const auto writer = fiber.spawn([&](Fiber& sibling) {
            for (int i = 0; i < 200; ++i) {
                const std::string now =
                    std::to_string(world.sim.now().since_origin().nanoseconds());
                connection.send(sibling, bytes_of(now));
                sibling.sleep(10_ms);
            }
        });
        while (const auto bytes = connection.receive(fiber, 1 << 20)) {
            arrivals.push_back({Duration::nanoseconds(std::stoll(text_of(*bytes))),
                                world.sim.now().since_origin()});
        }
        fiber.join(writer);
    }

    CutLine() {
        world.serve_one(world.b, [this](Fiber& fiber, Connection& connection) {
            talk(fiber, connection, to_server);
        });
        world.connect_from(world.a, world.b, [this](Fiber& fiber, Connection& connection) {
            talk(fiber, connection, to_client);
        });
        world.sim.run_until(world.at(20_ms));
    }
};

RC_GTEST_PROP(Cut, nothing_crosses_it_and_the_other_direction_never_notices, ()) {
    CutLine line;
    World& world = line.world;
    struct Interval {
        Duration begin;
        Duration end;
    };
    std::vector<Interval> cuts;
    const auto gaps = *rc::gen::resize(
        100, rc::gen::container<std::vector<int>>(5, rc::gen::inRange(1, 400'000)));
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        world.sim.run_for(Duration::microseconds(gaps[i]));
        const Duration begin = world.sim.now().since_origin();
        const auto cut = world.network.install(
            std::make_unique<Cut>(HostSet{world.a.id()}, HostSet{world.b.id()}, Ways::kOne));
        world.sim.run_for(Duration::microseconds(gaps[gaps.size() - 1 - i]));
        cuts.push_back({begin, world.sim.now().since_origin()});
    }
    world.sim.run_for(100_s);
    RC_ASSERT(line.to_server.size() == 200u);
    RC_ASSERT(line.to_client.size() == 200u);
    for (const auto& arrival : line.to_server) {
        for (const Interval& cut : cuts) {
            RC_ASSERT(arrival.arrived <= cut.begin || arrival.arrived > cut.end);
        }
    }
    for (const auto& arrival : line.to_client) {
        RC_ASSERT(arrival.arrived - arrival.sent <= 4_ms);
    }
}

// Thousands of deaths at any point of connecting, accepting, sending and receiving. For the
// sanitizers; and nothing may be left behind.
TEST(Storm, whoever_dies_takes_all_he_held_with_him) {
    Random random(7);
    Storm storm(7);
    for (int round = 0; round < 20; ++round) storm.run(random_acts(random, 400, 8_s));
    EXPECT_GT(storm.received.size(), 1000u);
    for (std::uint32_t i = 0; i < 3; ++i) storm.sim.process(ProcessId(i)).crash();
    storm.sim.run_for(2000_s);
    EXPECT_EQ(storm.sim.network().connections(), 0u);
}

}  // namespace
}  // namespace assize::sim
