#include "sim/network/interference.h"

#include <algorithm>
#include <utility>

#include "sim/network/facts.h"
#include "sim/simulation.h"

namespace assize::sim {

RuleId Interference::install(std::unique_ptr<Rule> rule) {
    const RuleId id(last_rule_ + 1);
    simulation_.emit(RuleInstalled{id, rule->describe()}, {.changed = Changed::kYes});
    last_rule_ += 1;
    Random random = simulation_.random("network").split("rule", id.value());
    rules_.push_back(Installed{id, std::move(rule), random});
    return id;
}

bool Interference::remove(RuleId id) {
    const auto is_it = [id](const Installed& installed) { return installed.id == id; };
    const auto found = std::find_if(rules_.begin(), rules_.end(), is_it);
    if (found == rules_.end()) return false;
    simulation_.emit(RuleRemoved{id}, {.changed = Changed::kYes});
    rules_.erase(found);
    release_frames_held_by(id);
    return true;
}

void Interference::release_frames_held_by(RuleId rule) {
    for (auto held = held_.begin(); held != held_.end();) {
        auto& [message, holders] = *held;
        const bool was_one = std::erase(holders, rule) != 0;
        if (!was_one || !holders.empty()) {
            ++held;
            continue;
        }
        simulation_.emit(FrameReleased{rule}, {.changed = Changed::kYes, .message = message});
        held = held_.erase(held);
    }
}

Passage Interference::passage(HostId from, HostId to) const {
    Passage strongest = Passage::kOpen;
    for (const Installed& installed : rules_) {
        strongest = std::max(strongest, installed.rule->passage(from, to));
    }
    return strongest;
}

Slowdown Interference::slowdown(HostId from, HostId to) const {
    Slowdown total;
    for (const Installed& installed : rules_) {
        const Slowdown one = installed.rule->slowdown(from, to);
        total.extra_latency += one.extra_latency;
        total.bandwidth_divisor *= one.bandwidth_divisor;
    }
    return total;
}

bool Interference::refuses(HostId from, Address to) const {
    return std::any_of(rules_.begin(), rules_.end(), [&](const Installed& installed) {
        return installed.rule->refuses(from, to);
    });
}

Judgement Interference::judge(const FrameInTransit& frame, const Subject& subject) {
    Judgement judgement;
    for (Installed& installed : rules_) {
        const Verdict verdict = installed.rule->on_frame(frame, installed.random);
        apply(installed, verdict, frame, subject, judgement);
    }
    return judgement;
}

void Interference::apply(Installed& by, const Verdict& verdict, const FrameInTransit& frame,
                         const Subject& subject, Judgement& so_far) {
    const auto state = [&](const auto& fact) {
        simulation_.emit(
            fact, {.changed = Changed::kYes, .subjects = {subject}, .message = frame.message});
    };
    if (verdict.delay != Duration::zero()) {
        state(FrameDelayed{by.id, frame.connection, verdict.delay});
        so_far.delay += verdict.delay;
    }
    if (verdict.fate == Verdict::Fate::kHold) {
        state(FrameHeld{by.id, frame.connection});
        held_[frame.message].push_back(by.id);
        so_far.held = true;
    }
    if (verdict.fate == Verdict::Fate::kDrop || verdict.fate == Verdict::Fate::kDropRemainder) {
        const bool some = verdict.fate == Verdict::Fate::kDropRemainder;
        const std::size_t kept = some ? by.random.below(frame.bytes.size()) : 0;
        state(FrameDropped{by.id, frame.connection, kept});
        so_far.bytes_kept = std::min(kept, so_far.bytes_kept.value_or(kept));
    }
    if (verdict.bits_flipped != 0) {
        state(FrameCorrupted{by.id, frame.connection, verdict.bits_flipped});
        for (std::uint32_t i = 0; i < verdict.bits_flipped; ++i) {
            so_far.flipped.push_back(by.random.below(frame.bytes.size() * 8));
        }
    }
}

}  // namespace assize::sim
