// Faults of processes and hosts: they die, they freeze, their clocks are wrong.

#include <fmt/format.h>

#include "scenarios/run/faults/effect.h"
#include "scenarios/run/words.h"
#include "sim/host.h"

namespace assize::scenarios {

namespace {

EffectResult death(const Target& target, Lives::Death how, std::string_view verb,
                   const FaultTools& tools) {
    const auto names = resolve(tools.world, target);
    if (!names) return sim::Failure(names.error());
    Lives& lives = tools.lives;
    return Effect{.targets = *names,
                  .what = fmt::format("{} {}", verb, in_words(*names)),
                  .act =
                      [&lives, names = *names, how] {
                          for (const std::string& name : names) lives.bring_down(name, how);
                      },
                  .take_back =
                      [&lives, names = *names] {
                          for (const std::string& name : names) lives.bring_up(name);
                      }};
}

sim::Drift configured_drift(const World& world, std::string_view name) {
    for (const model::NodeConfig& node : world.plan().cluster.nodes) {
        if (world.name_of(node.id) == name) return node.clock.wall_drift;
    }
    return sim::Drift::none();
}

}  // namespace

EffectResult effect_of(const fault::Crash& crash, const FaultTools& tools) {
    return death(crash.target, Lives::Death::kCrash, "crash", tools);
}

EffectResult effect_of(const fault::PowerLoss& loss, const FaultTools& tools) {
    return death(loss.target, Lives::Death::kPowerLoss, "cut the power of", tools);
}

EffectResult effect_of(const fault::Wipe& wipe, const FaultTools& tools) {
    return death(wipe.target, Lives::Death::kWipe, "replace by an empty machine", tools);
}

EffectResult effect_of(const fault::ShutDown& shut_down, const FaultTools& tools) {
    return death(shut_down.target, Lives::Death::kShutDown, "shut down", tools);
}

EffectResult effect_of(const fault::Pause& pause, const FaultTools& tools) {
    const auto names = resolve(tools.world, pause.target);
    if (!names) return sim::Failure(names.error());
    Lives& lives = tools.lives;
    return Effect{.targets = *names,
                  .what = fmt::format("pause {}", in_words(*names)),
                  .act =
                      [&lives, names = *names] {
                          for (const std::string& name : names) lives.freeze(name);
                      },
                  .take_back =
                      [&lives, names = *names] {
                          for (const std::string& name : names) lives.thaw(name);
                      }};
}

EffectResult effect_of(const fault::ClockJump& jump, const FaultTools& tools) {
    const auto names = resolve(tools.world, jump.target);
    if (!names) return sim::Failure(names.error());
    const World& world = tools.world;
    const auto set = [&world, names = *names](sim::Duration by) {
        for (const std::string& name : names) world.host(name).jump_wall_clock(by);
    };
    return Effect{.targets = *names,
                  .what = fmt::format("set the clock of {} {} {}", in_words(*names),
                                      jump.by < sim::Duration::zero() ? "back" : "forward",
                                      to_words(std::max(jump.by, -jump.by))),
                  .act = [set, by = jump.by] { set(by); },
                  .take_back = [set, by = jump.by] { set(-by); }};
}

EffectResult effect_of(const fault::ClockDrift& drift, const FaultTools& tools) {
    const auto names = resolve(tools.world, drift.target);
    if (!names) return sim::Failure(names.error());
    const World& world = tools.world;
    const auto wrong = sim::Drift::parts_per_billion(drift.parts_per_million * 1000);
    return Effect{.targets = *names,
                  .what = fmt::format("let the clock of {} drift by {} ppm", in_words(*names),
                                      drift.parts_per_million),
                  .act =
                      [&world, names = *names, wrong] {
                          for (const std::string& name : names)
                              world.host(name).set_wall_drift(wrong);
                      },
                  .take_back =
                      [&world, names = *names] {
                          for (const std::string& name : names) {
                              world.host(name).set_wall_drift(configured_drift(world, name));
                          }
                      }};
}

}  // namespace assize::scenarios
