#include "checkers/properties/cluster_recovers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "checkers/properties/loss_witness.h"
#include "checkers/properties/witness.h"

namespace assize::checkers {

namespace {

bool is_down(std::int32_t id, const Contract& contract) {
    return !contract.processes().is_running(contract.setup().node_name(id));
}

/// "orders-0 has no leader: both members of ISR and ELR are down (broker-1 broker-2)".
std::optional<std::string> excuse_of(const std::string& partition, const LossOracle::InForce& state,
                                     const Contract& contract) {
    LossOracle::Brokers eligible = state.isr;
    eligible.insert(state.elr.begin(), state.elr.end());
    std::vector<std::string> names;
    for (const std::int32_t broker : eligible) {
        if (!is_down(broker, contract)) return std::nullopt;
        names.push_back(contract.setup().node_name(broker));
    }
    if (names.empty()) return fmt::format("{} has no leader: ISR and ELR are empty", partition);
    const std::string who = names.size() == 1   ? "the only member of ISR and ELR is"
                            : names.size() == 2 ? "both members of ISR and ELR are"
                                                : "all members of ISR and ELR are";
    return fmt::format("{} has no leader: {} down ({})", partition, who, fmt::join(names, " "));
}

}  // namespace

void ClusterRecovers::on_event(const sim::Event& event) {
    if (event.as<model::FaultBegan>()) {
        faults_ += 1;
        last_fault_ = event.id;
    } else if (const auto* phase = event.as<model::PhaseBegan>()) {
        if (phase->phase == model::Phase::kHealing) {
            healing_ = Healing{.began_at = event.id, .began = event.at};
        }
    } else if (const auto* ended = event.as<model::HealingEnded>()) {
        if (!healing_) healing_ = Healing{.began_at = event.id, .began = event.at};
        healing_->ended_at = event.id;
        healing_->ended = event.at;
        healing_->whole = ended->whole;
        healing_->lacks = ended->lacks;
    } else if (const auto* failed = event.as<model::LogDirectoryFailed>()) {
        if (event.emitter) {
            failed_directories_[std::string(trace_.name(event.emitter->process))] = failed->path;
        }
    } else if (event.kind.name == "process_started" && event.emitter) {
        failed_directories_.erase(std::string(trace_.name(event.emitter->process)));
    }
}

/// The partitions that nobody leads who runs, as far as the metadata say.
std::vector<ClusterRecovers::Unled> ClusterRecovers::unled(const Contract& contract) const {
    std::vector<Unled> unled;
    for (const TopicSetup& topic : contract.setup().topics) {
        for (std::int32_t i = 0; i < topic.partitions; ++i) {
            std::string name = fmt::format("{}-{}", topic.name, i);
            const LossOracle::InForce* state = contract.losses().in_force(name);
            if (!state || (state->leader && !is_down(*state->leader, contract))) continue;
            unled.push_back({std::move(name), state});
        }
    }
    return unled;
}

std::optional<std::string> ClusterRecovers::directory_excuse(const Contract& contract) const {
    for (const auto& [process, path] : failed_directories_) {
        if (!contract.processes().is_running(process)) continue;
        return fmt::format("{} goes on without its log directory {}, which failed", process, path);
    }
    return std::nullopt;
}

/// Why what is not there cannot be there. None when something is not there without a reason.
std::optional<std::string> ClusterRecovers::excuse(const std::vector<Unled>& unled,
                                                   const Contract& contract) const {
    const auto& nodes = contract.setup().nodes;
    const auto voters = std::ranges::count(nodes, true, &NodeSetup::is_voter);
    const auto down = std::ranges::count_if(
        nodes, [&](const NodeSetup& node) { return node.is_voter && is_down(node.id, contract); });
    if (voters > 0 && (voters - down) * 2 <= voters) {
        return fmt::format("no majority of controllers: {} of {} are down", down, voters);
    }
    std::optional<std::string> first;
    for (const Unled& each : unled) {
        const auto excuse = excuse_of(each.partition, *each.state, contract);
        if (!excuse) return directory_excuse(contract);
        if (!first) first = excuse;
    }
    if (first) return first;
    return directory_excuse(contract);
}

/// Says what is missing: by the partitions if it is their leaders.
void ClusterRecovers::blame(const std::vector<Unled>& unled, PropertyVerdict& verdict) const {
    std::vector<std::string> names;
    for (const Unled& each : unled) {
        names.push_back(each.partition);
        const std::int32_t epoch = each.state->leader_epoch;
        if (verdict.witness.size() + 3 < kMaxWitness) {
            verdict.witness.push_back(
                {each.state->decided_at, "the last decision on " + each.partition});
        }
        verdict.subjects.push_back({"leader_epoch", each.partition, epoch, epoch + 1});
    }
    std::string lacks = healing_->lacks;
    if (lacks.empty() && !names.empty()) {
        lacks = fmt::format("nobody leads {}", fmt::join(names, ", "));
    }
    verdict.cases = std::max<std::int64_t>(1, static_cast<std::int64_t>(unled.size()));
    verdict.summary = "the cluster did not recover: " + lacks;
    verdict.expected = fmt::format("all that is to live serves again after {}, when all was healed",
                                   in_ms(healing_->began));
    verdict.observed = fmt::format("at {}: {}", in_ms(healing_->ended), lacks);
    verdict.witness.push_back({last_fault_, "the last fault"});
    verdict.witness.push_back({healing_->began_at, "all was healed"});
    verdict.witness.push_back({*healing_->ended_at, "violated here"});
    keep_few(verdict.witness);
}

PropertyVerdict ClusterRecovers::finish(const Contract& contract) {
    const Clause clause = contract.of(property::kClusterRecovers);
    PropertyVerdict verdict{.name = std::string(property::kClusterRecovers),
                            .promise = clause.promise,
                            .reason = clause.reason,
                            .status = Status::kVacuous};
    verdict.exposure = {{"faults", faults_}};
    if (!healing_) return verdict;
    if (!healing_->ended_at) {
        verdict.status = Status::kUndecided;
        verdict.summary = "the run ended before the cluster could recover";
        verdict.expected = "the end of healing";
        verdict.observed = "none";
        return verdict;
    }
    const std::vector<Unled> unled = this->unled(contract);
    if (healing_->whole && unled.empty()) {
        if (faults_ > 0) verdict.status = Status::kHeld;
        return verdict;
    }
    blame(unled, verdict);
    verdict.status = Status::kViolated;
    if (auto excuse = this->excuse(unled, contract)) {
        verdict.status = Status::kUndecided;
        verdict.promise = Promise::kNone;
        verdict.reason = std::move(*excuse);
        verdict.witness.back().role = "not recovered";
    }
    return verdict;
}

}  // namespace assize::checkers
