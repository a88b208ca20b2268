// Faults of single messages, picked by Kafka's API, side, whence and whither, and occurrence.

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "scenarios/run/faults/effect.h"
#include "scenarios/run/words.h"
#include "sim/network/network.h"
#include "sim/network/rules/frame_rule.h"
#include "sim/simulation.h"

namespace assize::scenarios {

namespace {

using Fate = fault::Message::Fate;
using Side = fault::Message::Side;

sim::Verdict verdict_of(const fault::Message& message) {
    switch (message.fate) {
        case Fate::kDrop: return sim::Verdict::drop();
        case Fate::kDelay: return sim::Verdict::delayed(message.by);
        case Fate::kHold: return sim::Verdict::hold();
        case Fate::kCorrupt: return sim::Verdict::corrupt(1);
    }
    return sim::Verdict::pass();
}

std::string_view verb_of(Fate fate) {
    switch (fate) {
        case Fate::kDrop: return "drop";
        case Fate::kDelay: return "delay";
        case Fate::kHold: return "hold";
        case Fate::kCorrupt: return "flip a bit of";
    }
    return "?";
}

std::string which(std::optional<std::uint64_t> nth) {
    if (!nth) return "each";
    return *nth == 1 ? "the next" : fmt::format("number {} of the next", *nth);
}

std::string words_of(const fault::Message& message, const Names& from, const Names& to) {
    std::string what =
        fmt::format("{} {} {} {}", verb_of(message.fate), which(message.nth), message.api,
                    message.side == Side::kRequest ? "request" : "response");
    if (!from.empty()) what += " from " + in_words(from);
    if (!to.empty()) what += " to " + in_words(to);
    if (message.fate == Fate::kDelay) what += " by " + to_words(message.by);
    return what;
}

sim::Result<Names, std::string> anybody_or(const World& world, const std::vector<Target>& targets) {
    return targets.empty() ? Names() : resolve_all(world, targets);
}

struct Picked {
    model::wire::ApiKey api;
    Side side;
    std::optional<sim::HostSet> from;  // None: anybody.
    std::optional<sim::HostSet> to;
    const AnswerWatch* answers;

    bool operator()(const sim::FrameInTransit& frame) const {
        if (from && !from->contains(frame.from.host)) return false;
        if (to && !to->contains(frame.to.host)) return false;
        return (side == Side::kRequest ? asked_by(frame) : answers->answered_by(frame)) == api;
    }
};

}  // namespace

EffectResult effect_of(const fault::Message& message, const FaultTools& tools) {
    const World& world = tools.world;
    const auto api = api_named(message.api);
    if (!api) return sim::Failure(fmt::format("Kafka has no API '{}'", message.api));
    const auto from = anybody_or(world, message.from);
    if (!from) return sim::Failure(from.error());
    const auto to = anybody_or(world, message.to);
    if (!to) return sim::Failure(to.error());

    Picked picked{*api, message.side, std::nullopt, std::nullopt, tools.answers};
    if (!from->empty()) picked.from = world.hosts(*from);
    if (!to->empty()) picked.to = world.hosts(*to);
    Names targets = *from;
    targets.insert(targets.end(), to->begin(), to->end());
    const std::string what = words_of(message, *from, *to);

    const auto matched = std::make_shared<std::uint64_t>(0);
    const auto count = [picked, matched](const sim::FrameInTransit& frame) {
        const bool matches = picked(frame);
        *matched += matches;
        return matches;
    };
    const auto nth = message.nth ? sim::Occurrence::nth(*message.nth) : sim::Occurrence::every();
    const auto guard = std::make_shared<std::optional<sim::RuleGuard>>();
    return Effect{.targets = std::move(targets),
                  .what = what,
                  .act =
                      [&world, guard, what, count, nth, verdict = verdict_of(message)] {
                          guard->emplace(world.simulation().network().install(
                              std::make_unique<sim::FrameRule>(what, count, nth, verdict)));
                      },
                  .take_back = [guard] { guard->reset(); },
                  .strikes = [matched, nth = message.nth]() -> std::uint64_t {
                      if (!nth) return *matched;
                      return *matched >= *nth ? 1 : 0;
                  }};
}

}  // namespace assize::scenarios
