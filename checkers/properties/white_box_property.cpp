#include "checkers/properties/white_box_property.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "checkers/properties/witness.h"
#include "model/facts.h"

namespace assize::checkers {

namespace {

using Entry = std::pair<std::string_view, std::string_view>;

constexpr auto kProperties = std::to_array<Entry>({
    {"L1", property::kLogIntegrity},        {"L2", property::kHighWatermark},
    {"L3", property::kLogIntegrity},        {"L4", property::kLogIntegrity},
    {"L5", property::kLogIntegrity},        {"L6", property::kProducerSequence},
    {"L7", property::kLogIntegrity},        {"L10", property::kLogMatching},
    {"R1", property::kOneLeaderPerEpoch},   {"R2", property::kOneLeaderPerEpoch},
    {"R3", property::kInSyncReplicas},      {"R4", property::kInSyncReplicas},
    {"R5", property::kInSyncReplicas},      {"R6", property::kLogMatching},
    {"R7", property::kLeaderCompleteness},  {"R8", property::kLeaderCompleteness},
    {"R9", property::kLeaderCompleteness},  {"R10", property::kHighWatermark},
    {"R11", property::kLeaderCompleteness}, {"R12", property::kLeaderCompleteness},
    {"R13", property::kHighWatermark},      {"R14", property::kHighWatermark},
    {"R15", property::kInSyncReplicas},     {"R16", property::kMetadataDurable},
    {"R17", property::kHighWatermark},      {"R18", property::kInSyncReplicas},
    {"K1", property::kOneLeaderPerEpoch},   {"K2", property::kOneLeaderPerEpoch},
    {"K3", property::kOneLeaderPerEpoch},   {"K4", property::kMetadataDurable},
    {"K5", property::kMetadataDurable},     {"K6", property::kMetadataDurable},
    {"K7", property::kMetadataDurable},     {"K8", property::kMetadataDurable},
    {"K9", property::kMetadataDurable},     {"K10", property::kQuorumProtocol},
    {"K11", property::kMetadataDurable},    {"K12", property::kQuorumProtocol},
    {"K13", property::kQuorumProtocol},     {"K14", property::kQuorumProtocol},
    {"K15", property::kMetadataDurable},    {"K16", property::kMetadataDurable},
    {"K17", property::kBrokerLifecycle},    {"K18", property::kBrokerLifecycle},
});

constexpr auto kWhiteBoxProperties = std::to_array<std::string_view>(
    {property::kLogIntegrity, property::kLogMatching, property::kHighWatermark,
     property::kLeaderCompleteness, property::kInSyncReplicas, property::kOneLeaderPerEpoch,
     property::kMetadataDurable, property::kQuorumProtocol, property::kBrokerLifecycle});

struct Counted {
    std::string_view property;
    std::string_view fact;
    std::string_view what;
};

/// The facts that put a property to the test; of some kinds not all do.
constexpr auto kCounted = std::to_array<Counted>({
    {property::kLogIntegrity, "batch_appended", "batches_appended"},
    {property::kLogIntegrity, "log_loaded", "logs_recovered"},
    {property::kLogIntegrity, "segment_deleted", "segments_deleted"},
    {property::kLogIntegrity, "index_entries_added", "index_entries"},
    {property::kLogMatching, "batch_appended", "batches_copied"},
    {property::kLeaderCompleteness, "became_leader", "elections"},
    {property::kHighWatermark, "high_watermark_moved", "high_watermark_moves"},
    {property::kHighWatermark, "produce_committed", "acknowledged_with_all"},
    {property::kInSyncReplicas, "follower_state_updated", "fetches_counted"},
    {property::kInSyncReplicas, "isr_committed", "isr_changes"},
    {property::kOneLeaderPerEpoch, "became_leader", "leaders_of_partitions"},
    {property::kOneLeaderPerEpoch, "kraft_election_won", "leaders_of_quorum"},
    {property::kMetadataDurable, "metadata_applied", "metadata_applied"},
    {property::kMetadataDurable, "write_operation_completed", "operations_answered"},
    {property::kQuorumProtocol, "kraft_state_changed", "role_changes"},
    {property::kBrokerLifecycle, "broker_registration_accepted", "registrations"},
    {property::kBrokerLifecycle, "broker_fencing_changed", "fencings"},
});

}  // namespace

std::string_view property_of_invariant(std::string_view invariant) {
    const auto* const found = std::ranges::find(kProperties, invariant, &Entry::first);
    return found == kProperties.end() ? std::string_view() : found->second;
}

std::span<const std::string_view> white_box_properties() {
    return kWhiteBoxProperties;
}

WhiteBoxProperty::WhiteBoxProperty(std::string_view name, const sim::Trace& trace,
                                   const WhiteBox& box)
    : name_(name), trace_(trace), box_(box) {
    for (const Counted& counted : kCounted) {
        if (counted.property == name) counts_.push_back({counted.fact, counted.what, 0});
    }
}

void WhiteBoxProperty::on_event(const sim::Event& event) {
    count(event);
    const std::vector<Violation>& all = box_.violations();
    for (; known_ < all.size(); ++known_) {
        if (property_of_invariant(all[known_].invariant) != name_) continue;
        subjects_.try_emplace(event.id, subjects_of(event, trace_));
    }
}

void WhiteBoxProperty::count(const sim::Event& event) {
    for (Count& each : counts_) {
        if (each.fact != event.kind.name) continue;
        // What only a copy, or a later leader, can break.
        const auto* appended = event.as<model::BatchAppended>();
        const auto* leader = event.as<model::BecameLeader>();
        const bool counts = name_ == property::kLogMatching
                                ? appended && appended->origin == model::AppendedBy::kReplication
                            : name_ == property::kLeaderCompleteness
                                ? leader && leader->leader_epoch.value() > 0
                                : true;
        each.number += counts ? 1 : 0;
    }
}

PropertyVerdict WhiteBoxProperty::finish(const Contract& contract) {
    const bool was_tested =
        std::ranges::any_of(counts_, [](const Count& each) { return each.number > 0; });
    PropertyVerdict verdict = verdict_of(name_, box_, contract, was_tested);
    for (const Count& each : counts_) verdict.exposure[std::string(each.what)] = each.number;
    if (!verdict.witness.empty()) {
        const auto subjects = subjects_.find(verdict.witness.back().event);
        if (subjects != subjects_.end()) verdict.subjects = subjects->second;
    }
    return verdict;
}

PropertyVerdict verdict_of(std::string_view property, const WhiteBox& box, const Contract& contract,
                           bool was_tested) {
    Clause clause = contract.of(property);
    PropertyVerdict verdict{.name = std::string(property),
                            .promise = clause.promise,
                            .reason = std::move(clause.reason),
                            .status = was_tested ? Status::kHeld : Status::kVacuous};
    const Violation* first = nullptr;
    for (const Violation& violation : box.violations()) {
        if (property_of_invariant(violation.invariant) != property) continue;
        verdict.cases += 1;
        Clause of_this = contract.of_invariant(violation.invariant, property);
        const bool is_promised_at_last =
            first && verdict.promise == Promise::kNone && of_this.promise == Promise::kPromised;
        if (first && !is_promised_at_last) continue;
        first = &violation;
        verdict.promise = of_this.promise;
        verdict.reason = std::move(of_this.reason);
    }
    if (!first) return verdict;
    verdict.status = Status::kViolated;
    verdict.summary =
        fmt::format("{}: not so that {} ({})", first->about, first->statement, first->invariant);
    verdict.expected = first->expected;
    verdict.observed = first->observed;
    for (const sim::EventId id : first->witnesses) {
        const bool is_last = id == first->seen_at;
        verdict.witness.push_back({id, is_last ? "violated here" : "what it goes against"});
    }
    keep_few(verdict.witness);
    return verdict;
}

}  // namespace assize::checkers
