#include "checkers/white_box/violation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace assize::checkers {

namespace {

constexpr auto kStatements = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"L1", "each batch begins where the one before it ended"},
    {"L2", "log start <= high watermark <= log end, and recovery point <= log end"},
    {"L3", "leader epochs never go down along a log, and the epochs that it notes go up"},
    {"L4", "what is found by an index is what a full scan finds"},
    {"L5",
     "what a log has after a restart is a prefix of what it had, short of nothing that was "
     "durable"},
    {"L6",
     "what a log remembers of producers follows from its batches, and what it takes for a "
     "duplicate is among them"},
    {"L7", "retention deletes from the front, only what is committed and due; log starts go up"},
    {"L10", "what is written at an offset in an epoch stays as it is"},
    {"R1", "a leader epoch of a partition has one leader, and who appends as leader is it"},
    {"R2", "epochs of a partition go up, and a new leader has a new epoch"},
    {"R3", "ISR and ELR are distinct replicas, the leader is in sync and alive"},
    {"R4", "whom a leader waits for includes whom the controller takes for in sync"},
    {"R5", "no follower has less than its leader believes"},
    {"R6", "logs that agree at an offset and epoch agree below"},
    {"R7", "whoever is in sync has all that is committed"},
    {"R8", "a new leader has all that is committed"},
    {"R9", "what was acknowledged is on some replica"},
    {"R10", "a leader's high watermark grows, and covers only what all in sync have"},
    {"R11", "what is committed stays as it is under later leaders"},
    {"R12", "who is in sync drops nothing that is committed"},
    {"R13", "acks=all is answered when all in sync have the records, and those are enough"},
    {"R14", "with fewer in sync than must be, nothing is committed"},
    {"R15", "who joins the ISR has all that is committed, and is the broker it says it is"},
    {"R16", "nodes apply what is committed, and a follower fetches from one leader at a time"},
    {"R17", "a follower serves only what is committed, as far as it knows"},
    {"R18", "a reassignment ends with all that stay in sync, and is of replicas"},
    {"K1", "an epoch of the quorum has one leader"},
    {"K2", "a node's epoch never goes down, and is stored before it is acted upon"},
    {"K3", "a voter gives one vote in an epoch, to who has no less than itself"},
    {"K4", "a majority of the voters has what is committed"},
    {"K5", "the high watermark of the quorum never goes down, and is within the log"},
    {"K6", "all nodes have the same at what is committed"},
    {"K7", "a leader of the quorum has all that is committed"},
    {"K8", "what is committed is on some voter that has started"},
    {"K9", "a snapshot is of what is committed, and there is one where a log begins"},
    {"K10", "who may append never loads a snapshot"},
    {"K11", "no node of the quorum drops what it knows to be committed"},
    {"K12", "nodes of the quorum change their roles as the protocol says"},
    {"K13", "a pre-vote changes nothing, and no epoch begins without a majority in sight"},
    {"K14", "all nodes of the quorum name the same voters"},
    {"K15", "equal offsets of the metadata log make equal images"},
    {"K16", "what a controller answers to stands on what is committed"},
    {"K17", "a broker's epochs go up, each the offset of its registration"},
    {"K18", "who is fenced leads nothing; who catches up is unfenced; who leads stays"},
});

}  // namespace

std::string_view statement_of(std::string_view invariant) {
    const auto* const found =
        std::ranges::find(kStatements, invariant, [](const auto& entry) { return entry.first; });
    return found == kStatements.end() ? std::string_view() : found->second;
}

std::vector<std::string_view> all_invariants() {
    std::vector<std::string_view> all;
    for (const auto& [invariant, statement] : kStatements) all.push_back(invariant);
    return all;
}

std::string to_string(const Violation& violation) {
    std::string events;
    for (const sim::EventId id : violation.witnesses) {
        events += fmt::format("{}{}", events.empty() ? "" : ", ", id.value());
    }
    return fmt::format("{} of {}: {}: expected {}, observed {} (events {})", violation.invariant,
                       violation.about, violation.statement, violation.expected, violation.observed,
                       events);
}

void Violations::add(std::string_view invariant, Finding finding) {
    const auto known = std::ranges::count(all_, invariant, &Violation::invariant);
    if (static_cast<std::size_t>(known) >= kMaxEach) return;
    std::erase_if(finding.witnesses,
                  [this](sim::EventId id) { return id.value() == 0 || id == event_; });
    std::ranges::sort(finding.witnesses);
    finding.witnesses.push_back(event_);
    all_.push_back({.invariant = std::string(invariant),
                    .statement = std::string(statement_of(invariant)),
                    .about = std::move(finding.about),
                    .expected = std::move(finding.expected),
                    .observed = std::move(finding.observed),
                    .witnesses = std::move(finding.witnesses),
                    .seen_at = event_});
    if (on_violation_) on_violation_(all_.back());
}

}  // namespace assize::checkers
