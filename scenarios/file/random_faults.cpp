#include "scenarios/file/random_faults.h"

#include <algorithm>
#include <array>
#include <utility>

#include "scenarios/file/cast.h"
#include "scenarios/file/draw.h"
#include "scenarios/file/tables.h"
#include "scenarios/file/target_text.h"

namespace assize::scenarios::file {

namespace {

using sim::Duration;
using sim::operator""_ms;

/// Where one of the kinds strikes.
struct Scene {
    const Scenario& scenario;
    sim::Random& random;
    Target target;
};

// The others, as a name knows them: all nodes, or some.
std::vector<Target> others_of(const Scene& scene) {
    const auto target = parse_target(scene.target);
    if (target->kind == TargetText::Kind::kLeader) {
        return {"followers(" + to_string(*target->partition) + ")"};
    }
    if (target->kind != TargetText::Kind::kName) return {"controllers"};
    std::vector<Target> others = names_of_nodes(scene.scenario);
    std::erase(others, scene.target);
    if (others.empty() || scene.random.happens(sim::Chance::percent(50))) return others;
    std::vector<Target> some;
    for (const Target& each : others) {
        if (scene.random.happens(sim::Chance::percent(50))) some.push_back(each);
    }
    return some.empty() ? std::vector<Target>{others[scene.random.below(others.size())]} : some;
}

template <class A>
FaultAction one_target(Scene& scene) {
    return A{.target = scene.target};
}
template <class A>
FaultAction two_sides(Scene& scene) {
    return A{.from = {scene.target}, .to = others_of(scene)};
}

FaultAction cut(Scene& scene) {
    auto others = others_of(scene);
    return fault::Cut{.from = {scene.target},
                      .to = std::move(others),
                      .one_way = scene.random.happens(sim::Chance::percent(25))};
}
FaultAction slow_link(Scene& scene) {
    auto others = others_of(scene);
    return fault::SlowLink{.from = {scene.target},
                           .to = std::move(others),
                           .by = scene.random.between(10, 500) * 1_ms};
}
FaultAction corrupt(Scene& scene) {
    auto others = others_of(scene);
    return fault::Corrupt{.from = {scene.target},
                          .to = std::move(others),
                          .per_mille = static_cast<std::int32_t>(scene.random.between(1, 50))};
}
FaultAction disk(Scene& scene) {
    const bool writes = scene.random.happens(sim::Chance::percent(50));
    const Duration by = scene.random.between(10, 500) * 1_ms;
    return fault::Disk{
        .target = scene.target,
        .fault = {.path = "*",
                  .operation = writes ? sim::DiskOperation::kWrite : sim::DiskOperation::kSync,
                  .effect = sim::disk_fault::Slow{by}}};
}
FaultAction clock_jump(Scene& scene) {
    const std::int64_t seconds = scene.random.between(1, 3600);
    const bool back = scene.random.happens(sim::Chance::percent(50));
    return fault::ClockJump{.target = scene.target,
                            .by = Duration::seconds(back ? -seconds : seconds)};
}
FaultAction clock_drift(Scene& scene) {
    return fault::ClockDrift{.target = scene.target,
                             .parts_per_million = scene.random.between(-500, 500)};
}
FaultAction reassign(Scene& scene) {
    const TopicPlan& topic =
        scene.scenario.topics[scene.random.below(scene.scenario.topics.size())];
    std::vector<std::int32_t> brokers;
    for (const std::string& name : names_of_brokers(scene.scenario)) {
        brokers.push_back(parse_node_name(name)->id);
    }
    for (std::size_t i = brokers.size(); i > 1; --i) {
        std::swap(brokers[i - 1], brokers[scene.random.below(i)]);
    }
    brokers.resize(std::min(brokers.size(), static_cast<std::size_t>(topic.replication_factor)));
    return fault::Reassign{.partition = std::string(kRandomPartition) + " of " + topic.name,
                           .replicas = std::move(brokers)};
}
FaultAction elect_leader(Scene&) {
    return fault::ElectLeader{.partition = std::string(kRandomPartition)};
}

struct RandomKind {
    std::string_view name;
    FaultAction (*draw)(Scene& scene);
    bool lasts = true;
    bool needs_topic = false;
};
constexpr std::array kKinds = {
    RandomKind{"crash", one_target<fault::Crash>},
    RandomKind{"power_loss", one_target<fault::PowerLoss>},
    RandomKind{"wipe", one_target<fault::Wipe>},
    RandomKind{"pause", one_target<fault::Pause>},
    RandomKind{"shut_down", one_target<fault::ShutDown>},
    RandomKind{"cut", cut},
    RandomKind{"slow_link", slow_link},
    RandomKind{"stall", two_sides<fault::Stall>},
    RandomKind{"refuse", one_target<fault::Refuse>},
    RandomKind{"reset", two_sides<fault::Reset>, false},
    RandomKind{"corrupt", corrupt},
    RandomKind{"disk", disk},
    RandomKind{"disk_full", one_target<fault::DiskFull>},
    RandomKind{"clock_jump", clock_jump, false},
    RandomKind{"clock_drift", clock_drift},
    RandomKind{"reassign", reassign, false, true},
    RandomKind{"elect_leader", elect_leader, false, true},
};

const RandomKind& kind_of(std::string_view name) {
    return *std::ranges::find(kKinds, name, &RandomKind::name);
}

// A target that stays the same for all of an action.
Target draw_target(const RandomFaults& process, const Scenario& scenario, sim::Random& random) {
    FaultPlan any{.action = fault::Crash{process.targets[random.below(process.targets.size())]},
                  .begins = AtTime{Duration::zero()}};
    draw_targets(any, scenario, random);
    return std::get<fault::Crash>(any.action).target;
}

}  // namespace

const std::vector<std::string>& random_fault_kinds() {
    static const std::vector<std::string> kNames = [] {
        std::vector<std::string> names;
        for (const RandomKind& each : kKinds) names.emplace_back(each.name);
        return names;
    }();
    return kNames;
}

bool need_a_topic(const std::vector<std::string>& kinds) {
    return std::ranges::any_of(kinds, [](const auto& name) { return kind_of(name).needs_topic; });
}

std::vector<FaultPlan> draw_faults(const RandomFaults& process, const Scenario& scenario,
                                   sim::Random& random) {
    sim::Random times = random.split("times");
    std::vector<FaultPlan> faults;
    std::vector<Duration> ends;  // Of those that may still be going on, in order.
    Duration at = Duration::zero();
    while (true) {
        at += times.exponential(process.every);
        std::erase_if(ends, [&](Duration end) { return end <= at; });
        if (std::ssize(ends) >= process.at_once) {
            at = ends[ends.size() - static_cast<std::size_t>(process.at_once)];
        }
        at = Duration::microseconds(at / Duration::microseconds(1));
        if (at >= scenario.phases.faults) return faults;
        sim::Random own = random.split("fault", faults.size());
        const RandomKind& kind = kind_of(process.kinds[own.below(process.kinds.size())]);
        Scene scene{
            .scenario = scenario, .random = own, .target = draw_target(process, scenario, own)};
        const Duration lasts = Duration::microseconds(
            own.between(process.lasts.least, process.lasts.most) / Duration::microseconds(1));
        FaultPlan fault{.action = kind.draw(scene), .begins = AtTime{at}, .drawn = true};
        if (kind.lasts) {
            fault.lasts = lasts;
            ends.push_back(at + lasts);
            std::ranges::sort(ends);
        }
        faults.push_back(std::move(fault));
    }
}

}  // namespace assize::scenarios::file
