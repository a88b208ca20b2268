// Faults of links between hosts: rules of the network, for as long as the fault lasts.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <utility>

#include "scenarios/run/faults/effect.h"
#include "scenarios/run/words.h"
#include "sim/network/network.h"
#include "sim/network/rules/corruption.h"
#include "sim/network/rules/cut.h"
#include "sim/network/rules/partition.h"
#include "sim/network/rules/refusal.h"
#include "sim/network/rules/slow_link.h"
#include "sim/network/rules/stall.h"
#include "sim/simulation.h"

namespace assize::scenarios {

namespace {

/// Two sets of hosts, and nobody is in both.
struct Sides {
    Names from;
    Names to;

    Names both() const {
        Names all = from;
        all.insert(all.end(), to.begin(), to.end());
        return all;
    }
};

/// No targets mean all others. Who is in both is meant by the first.
sim::Result<Sides, std::string> sides_of(const World& world, const std::vector<Target>& from,
                                         const std::vector<Target>& to) {
    Names all = world.nodes();
    all.insert(all.end(), world.clients().begin(), world.clients().end());
    Sides sides{all, all};
    if (!from.empty()) {
        auto names = resolve_all(world, from);
        if (!names) return sim::Failure(names.error());
        sides.from = std::move(*names);
    }
    if (!to.empty()) {
        auto names = resolve_all(world, to);
        if (!names) return sim::Failure(names.error());
        sides.to = std::move(*names);
    }
    if (from.empty()) {
        sides.from = without(sides.from, sides.to);
    } else {
        sides.to = without(sides.to, sides.from);
    }
    if (sides.from.empty() || sides.to.empty()) {
        return sim::Failure(std::string("one of the two sides is empty"));
    }
    return sides;
}

using MakeRules = std::function<std::vector<std::unique_ptr<sim::Rule>>()>;

/// A fault that consists in rules being there.
Effect of_rules(const World& world, Names targets, std::string what, MakeRules make) {
    const auto guards = std::make_shared<std::vector<sim::RuleGuard>>();
    return Effect{
        .targets = std::move(targets),
        .what = std::move(what),
        .act =
            [&world, guards, make = std::move(make)] {
                for (auto& rule : make()) {
                    guards->push_back(world.simulation().network().install(std::move(rule)));
                }
            },
        .take_back = [guards] { guards->clear(); }};
}

template <class Rule, class... Args>
MakeRules one_rule(Args... args) {
    return [=] {
        std::vector<std::unique_ptr<sim::Rule>> rules;
        rules.push_back(std::make_unique<Rule>(args...));
        return rules;
    };
}

}  // namespace

EffectResult effect_of(const fault::Cut& cut, const FaultTools& tools) {
    const auto sides = sides_of(tools.world, cut.from, cut.to);
    if (!sides) return sim::Failure(sides.error());
    const auto ways = cut.one_way ? sim::Ways::kOne : sim::Ways::kBoth;
    return of_rules(
        tools.world, sides->both(),
        fmt::format("cut {} {} {}", in_braces(sides->from), cut.one_way ? "->" : "|",
                    in_braces(sides->to)),
        one_rule<sim::Cut>(tools.world.hosts(sides->from), tools.world.hosts(sides->to), ways));
}

EffectResult effect_of(const fault::Partition& partition, const FaultTools& tools) {
    Names all;
    std::vector<std::string> words;
    std::vector<sim::HostSet> groups;
    for (const std::vector<Target>& group : partition.groups) {
        const auto names = resolve_all(tools.world, group);
        if (!names) return sim::Failure(names.error());
        // Who is named twice is in the first group.
        const Names members = without(*names, all);
        all.insert(all.end(), members.begin(), members.end());
        words.push_back(in_braces(members));
        groups.push_back(tools.world.hosts(members));
    }
    return of_rules(tools.world, all, fmt::format("partition {}", fmt::join(words, " | ")),
                    one_rule<sim::Partition>(groups));
}

EffectResult effect_of(const fault::Ring& ring, const FaultTools& tools) {
    const auto names = resolve_all(tools.world, ring.nodes);
    if (!names) return sim::Failure(names.error());
    std::vector<sim::HostId> circle;
    for (const std::string& name : *names) circle.push_back(tools.world.host(name).id());
    return of_rules(tools.world, *names, fmt::format("ring {}", in_words(*names)),
                    one_rule<sim::Ring>(circle));
}

EffectResult effect_of(const fault::SlowLink& slow, const FaultTools& tools) {
    const auto sides = sides_of(tools.world, slow.from, slow.to);
    if (!sides) return sim::Failure(sides.error());
    std::string what = fmt::format("slow {} -> {}", in_braces(sides->from), in_braces(sides->to));
    if (slow.by > sim::Duration::zero()) what += fmt::format(" by {}", to_words(slow.by));
    if (slow.bandwidth_divisor > 1) {
        what += fmt::format(", a {}th of its bandwidth", slow.bandwidth_divisor);
    }
    const sim::Slowdown slowdown{.extra_latency = slow.by,
                                 .bandwidth_divisor = slow.bandwidth_divisor};
    return of_rules(tools.world, sides->both(), std::move(what),
                    one_rule<sim::SlowLink>(tools.world.hosts(sides->from),
                                            tools.world.hosts(sides->to), slowdown));
}

EffectResult effect_of(const fault::Stall& stall, const FaultTools& tools) {
    const auto sides = sides_of(tools.world, stall.from, stall.to);
    if (!sides) return sim::Failure(sides.error());
    return of_rules(
        tools.world, sides->both(),
        fmt::format("stall {} -> {}", in_braces(sides->from), in_braces(sides->to)),
        one_rule<sim::Stall>(tools.world.hosts(sides->from), tools.world.hosts(sides->to)));
}

EffectResult effect_of(const fault::Refuse& refuse, const FaultTools& tools) {
    const auto names = resolve(tools.world, refuse.target);
    if (!names) return sim::Failure(names.error());
    const World& world = tools.world;
    return of_rules(tools.world, *names, fmt::format("refuse to connect to {}", in_words(*names)),
                    [&world, names = *names] {
                        std::vector<std::unique_ptr<sim::Rule>> rules;
                        for (const std::string& name : names) {
                            rules.push_back(std::make_unique<sim::Refusal>(world.host(name).id()));
                        }
                        return rules;
                    });
}

EffectResult effect_of(const fault::Reset& reset, const FaultTools& tools) {
    const auto sides = sides_of(tools.world, reset.from, reset.to);
    if (!sides) return sim::Failure(sides.error());
    const World& world = tools.world;
    return Effect{.targets = sides->both(),
                  .what = fmt::format("reset connections {} - {}", in_braces(sides->from),
                                      in_braces(sides->to)),
                  .act = [&world, sides = *sides] {
                      world.simulation().network().reset_connections(world.hosts(sides.from),
                                                                     world.hosts(sides.to));
                  }};
}

EffectResult effect_of(const fault::Corrupt& corrupt, const FaultTools& tools) {
    const auto sides = sides_of(tools.world, corrupt.from, corrupt.to);
    if (!sides) return sim::Failure(sides.error());
    const auto chance =
        sim::Chance::per_million(static_cast<std::uint32_t>(corrupt.per_mille) * 1000);
    return of_rules(tools.world, sides->both(),
                    fmt::format("corrupt {} -> {}, {} in 1000 frames", in_braces(sides->from),
                                in_braces(sides->to), corrupt.per_mille),
                    one_rule<sim::Corruption>(tools.world.hosts(sides->from),
                                              tools.world.hosts(sides->to), chance));
}

}  // namespace assize::scenarios
