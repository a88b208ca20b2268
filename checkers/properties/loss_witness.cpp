#include "checkers/properties/loss_witness.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ranges>

namespace assize::checkers {

namespace {

using PartitionStory = PartitionStories::Story;

/// The latest change before another led that left fewer in sync. An election that takes the old
/// leader out of the ISR shows that by itself.
std::optional<WitnessStep> shrunken_isr(const PartitionStory& story, sim::EventId until) {
    const PartitionStories::IsrChange* last = nullptr;
    for (const auto& change : story.isr_changes) {
        if (change.event >= until) break;
        if (!change.elects) last = &change;
    }
    if (!last || last->now.size() >= last->before.size()) return std::nullopt;
    return WitnessStep{last->event, fmt::format("ISR [{}] -> [{}]", fmt::join(last->before, " "),
                                                fmt::join(last->now, " "))};
}

/// Where the latest promise of the lost record can have broken: the first leader of a later epoch
/// that lacks it.
const PartitionStories::Lead* fatal_lead(const PartitionStory& story, const LostRecord& lost,
                                         const Contract& contract) {
    const std::int32_t epoch = lost.append ? lost.append->leader_epoch : -1;
    const auto& losses = contract.losses().losses();
    for (const auto& lead : story.leads) {
        if (lead.event > lost.missed_at || lead.leader_epoch <= epoch) continue;
        if (!lost.append && lead.event < lost.acked_at) continue;
        const bool lacks =
            lead.log_end <= lost.offset || std::ranges::any_of(losses, [&](const Loss& loss) {
                return loss.elected_at == lead.event && lost.offset >= loss.begin;
            });
        if (lacks) return &lead;
    }
    return nullptr;
}

/// The first to drop it after it was written; the leader that wrote it before others.
const PartitionStories::Drop* drop_of(const PartitionStory& story, const LostRecord& lost) {
    const sim::EventId since = lost.append ? lost.append->event : lost.acked_at;
    const PartitionStories::Drop* first = nullptr;
    for (const auto& drop : story.drops) {
        const bool takes = drop.to <= lost.offset && lost.offset < drop.from;
        if (!takes || drop.event < since || drop.event > lost.missed_at) continue;
        if (lost.append && drop.broker == lost.append->broker) return &drop;
        if (!first) first = &drop;
    }
    return first;
}

std::string words_of(const PartitionStories::Drop& drop, const Contract& contract) {
    const std::string who = contract.setup().node_name(drop.broker);
    switch (drop.how) {
        case PartitionStories::HowDropped::kTruncated:
            return fmt::format("{} truncates {} -> {}: drops it", who, drop.from, drop.to);
        case PartitionStories::HowDropped::kNotRecovered:
            return fmt::format("{} finds its log end at {}, not {}", who, drop.to, drop.from);
        case PartitionStories::HowDropped::kRestarted:
            return fmt::format("{} begins its log anew: drops it", who);
    }
    return who;
}

std::string words_of(const PartitionStories::Lead& lead, const Contract& contract) {
    for (const Loss& loss : contract.losses().losses()) {
        if (loss.elected_at != lead.event) continue;
        if (loss.excuse != Loss::Excuse::kUncleanElection) continue;
        return fmt::format("{} leads in epoch {} without it: UNCLEAN",
                           contract.setup().node_name(lead.broker), lead.leader_epoch);
    }
    return fmt::format("{} leads in epoch {} without it", contract.setup().node_name(lead.broker),
                       lead.leader_epoch);
}

}  // namespace

std::string in_ms(sim::Instant at) {
    const std::int64_t us = at.since_origin() / sim::Duration::microseconds(1);
    return fmt::format("{}.{:03} ms", us / 1000, us % 1000);
}

std::vector<WitnessStep> witness_of_loss(const LostRecord& lost, const PartitionStories& stories,
                                         const Contract& contract) {
    const PartitionStory& story = stories.find(lost.partition);
    std::vector<WitnessStep> steps;
    const auto* lead = fatal_lead(story, lost, contract);
    const auto* drop = drop_of(story, lost);
    const sim::EventId until = lead ? lead->event : drop ? drop->event : lost.missed_at;
    if (const auto isr = shrunken_isr(story, until)) steps.push_back(*isr);
    if (lost.append) {
        steps.push_back(
            {lost.append->event,
             fmt::format("{} writes it at {}", contract.setup().node_name(lost.append->broker),
                         lost.offset)});
    }
    steps.push_back({lost.acked_at, "the promise"});
    if (lost.append) {
        // What became of the one who had it, before another led.
        const std::string leader = contract.setup().node_name(lost.append->broker);
        for (const auto& death : stories.deaths() | std::views::reverse) {
            if (death.process != leader || death.event > until) continue;
            if (death.event < lost.append->event) break;
            steps.push_back({death.event, fmt::format("{} dies: {}", leader, death.how)});
            break;
        }
    }
    if (lead) steps.push_back({lead->event, words_of(*lead, contract)});
    if (drop) steps.push_back({drop->event, words_of(*drop, contract)});
    steps.push_back({lost.missed_at, "violated here"});
    keep_few(steps);
    return steps;
}

}  // namespace assize::checkers
