#include "checkers/white_box/kraft_checker.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

namespace assize::checkers {

using namespace model;

namespace {

constexpr std::string_view kMetadataTopicIdText = "AAAAAAAAAAAAAAAAAAAAAQ";

/// Whether a fact about a log is about the metadata log.
template <class F>
bool is_metadata(const F& fact) {
    return fact.topic_id == kMetadataTopicIdText;
}

bool may_follow_in_epoch(KraftRole from, KraftRole to) {
    using enum KraftRole;
    switch (from) {
        case kUnattached: return to == kUnattached || to == kProspective || to == kFollower;
        case kProspective: return to == kProspective || to == kUnattached || to == kFollower;
        case kCandidate: return to == kLeader || to == kProspective || to == kFollower;
        case kLeader: return to == kResigned;
        case kFollower: return to == kProspective;
        case kResigned: return false;
    }
    return false;
}

bool may_follow_in_greater_epoch(KraftRole from, KraftRole to) {
    using enum KraftRole;
    if (to == kCandidate) return from == kProspective;
    return to == kUnattached || to == kFollower;
}

}  // namespace

void KraftChecker::on_event(const sim::Event& event) {
    const auto quorum = [&]<class... F>(std::type_identity<std::tuple<F...>>) {
        const auto try_one = [&](const auto* fact) {
            if (fact) on(*fact);
        };
        (try_one(event.as<F>()), ...);
    };
    quorum(std::type_identity<KraftFacts>());
    const auto log = [&]<class... F>(std::type_identity<std::tuple<F...>>) {
        const auto try_one = [&](const auto* fact) {
            if (fact && is_metadata(*fact)) on(*fact);
        };
        (try_one(event.as<F>()), ...);
    };
    log(std::type_identity<
        std::tuple<LogLoaded, BatchAppended, LogTruncated, LogRestarted, LogStartMoved>>());
}

void KraftChecker::wiped(int node) {
    const bool is_voter = nodes_[node].is_voter;
    nodes_[node] = Node();
    nodes_[node].is_voter = is_voter;
}

// --- Elections.

void KraftChecker::on(const KraftStarted& fact) {
    Node& node = nodes_[fact.node];
    const std::set<std::int32_t> voters(fact.voters.begin(), fact.voters.end());
    // Nothing here changes voters: were that possible, one at a time could come or go.
    if (!voters_.empty() && voters != voters_) {
        violate("K14", fact.node,
                fmt::format("names the voters {}, others {}", fmt::join(voters, ","),
                            fmt::join(voters_, ",")));
    }
    voters_ = voters;
    node.is_voter = voters_.contains(fact.node);
    if (node.stored && fact.stored_epoch < node.stored->epoch) {
        violate("K2", fact.node,
                fmt::format("stored epoch {} became {}", node.stored->epoch, fact.stored_epoch));
    }
    if (fact.log_end != node.log_end) {
        violate("K6", fact.node,
                fmt::format("log end {} is said to be {}", node.log_end, fact.log_end));
    }
    node.started = true;
    node.role = KraftRole::kUnattached;
    node.epoch = fact.stored_epoch;
    node.leader = std::nullopt;
    node.voted = std::nullopt;
    node.writable = false;
    node.high_watermark = std::nullopt;
    node.won = std::nullopt;
    node.snapshots = {fact.snapshot_ends.begin(), fact.snapshot_ends.end()};
    check_snapshot_at_log_start(fact.node);
}

void KraftChecker::on(const KraftElectionStored& fact) {
    Node& node = nodes_[fact.node];
    if (node.stored && fact.epoch < node.stored->epoch) {
        violate("K2", fact.node,
                fmt::format("stores epoch {} after {}", fact.epoch, node.stored->epoch));
    }
    check_one_leader(fact.node, fact.epoch, fact.leader);
    if (fact.voted) {
        const auto [vote, is_new] = node.votes.try_emplace(fact.epoch, *fact.voted);
        if (!is_new && vote->second != *fact.voted) {
            violate("K3", fact.node,
                    fmt::format("votes for {} and for {} in epoch {}", vote->second, *fact.voted,
                                fact.epoch));
        }
    }
    node.stored = fact;
}

void KraftChecker::on(const KraftStateChanged& fact) {
    Node& node = nodes_[fact.node];
    check_one_leader(fact.node, fact.epoch, fact.leader);
    const bool is_first = fact.reason == KraftReason::kStarted;
    const bool nothing_stored = !node.stored && fact.epoch == 0 && !fact.voted && !fact.leader;
    const bool as_stored = node.stored && node.stored->epoch == fact.epoch &&
                           node.stored->voted == fact.voted && node.stored->leader == fact.leader;
    // A crash may fall between the file's replacement and the fact that states it.
    if (!as_stored && !nothing_stored && !is_first) {
        violate("K2", fact.node, fmt::format("is in epoch {} and has not stored it", fact.epoch));
    }
    if (!is_first) {
        if (fact.from != node.role || fact.from_epoch != node.epoch) {
            violate("K12", fact.node, "comes from a state that it was not in");
        }
        check_transition(fact);
        check_epoch_raise(fact);
    }
    if (!node.is_voter && fact.to != KraftRole::kUnattached && fact.to != KraftRole::kFollower) {
        violate("K12", fact.node, fmt::format("an observer is {}", to_string(fact.to)));
    }
    if (fact.to == KraftRole::kUnattached && fact.voted && fact.leader) {
        violate("K12", fact.node, "is unattached, voted, and knows the leader");
    }
    node.role = fact.to;
    node.epoch = fact.epoch;
    node.leader = fact.leader;
    node.voted = fact.voted;
    if (fact.to != KraftRole::kLeader) node.writable = false;
    epoch_max_ = std::max(epoch_max_, fact.epoch);
    if (fact.to == KraftRole::kLeader) check_leader_completeness(fact.node);
}

void KraftChecker::check_one_leader(std::int32_t node, std::int32_t epoch,
                                    const std::optional<std::int32_t>& leader) {
    if (!leader) return;
    const auto [known, is_new] = leaders_.try_emplace(epoch, *leader);
    if (!is_new && known->second != *leader) {
        violate("K1", node,
                fmt::format("epoch {} has the leaders {} and {}", epoch, known->second, *leader));
    }
}

void KraftChecker::check_transition(const KraftStateChanged& fact) {
    const bool legal =
        fact.epoch == fact.from_epoch
            ? may_follow_in_epoch(fact.from, fact.to)
            : fact.epoch > fact.from_epoch && may_follow_in_greater_epoch(fact.from, fact.to);
    if (!legal) {
        violate("K12", fact.node,
                fmt::format("goes from {} in epoch {} to {} in epoch {}", to_string(fact.from),
                            fact.from_epoch, to_string(fact.to), fact.epoch));
    }
    const Node& node = nodes_[fact.node];
    if (fact.to == KraftRole::kLeader &&
        !(node.won && !node.won->pre_vote && node.won->epoch == fact.epoch)) {
        violate("K12", fact.node, "leads without an election");
    }
}

/// An epoch begins only by a candidate whom a majority would elect, or by a leader that resigned;
/// all others learn of it.
void KraftChecker::check_epoch_raise(const KraftStateChanged& fact) {
    if (fact.epoch <= fact.from_epoch) return;
    const Node& node = nodes_[fact.node];
    if (fact.to == KraftRole::kCandidate) {
        const bool would_win = node.won && node.won->pre_vote && node.won->epoch == fact.from_epoch;
        if (!would_win || fact.epoch != fact.from_epoch + 1) {
            violate("K13", fact.node,
                    fmt::format("begins epoch {} without a majority that would "
                                "vote for it",
                                fact.epoch));
        }
    } else if (fact.from == KraftRole::kResigned && fact.epoch == fact.from_epoch + 1) {
        return;
    } else if (fact.epoch > epoch_max_) {
        violate("K13", fact.node,
                fmt::format("learns of epoch {}, in which nobody is", fact.epoch));
    }
}

void KraftChecker::on(const KraftVoteAnswered& fact) {
    Node& node = nodes_[fact.node];
    if (!fact.granted) return;
    grants_[{fact.epoch, fact.candidate, fact.pre_vote}].insert(fact.node);
    const bool behind = std::tie(fact.candidate_last_epoch, fact.candidate_log_end) <
                        std::tie(fact.own_last_epoch, fact.own_log_end);
    if (behind) violate("K3", fact.node, "votes for a candidate that has less");
    if (fact.own_log_end != node.log_end) violate("K3", fact.node, "has another log than it says");
    if (fact.pre_vote) {
        if (fact.own_epoch != node.epoch) violate("K13", fact.node, "a pre-vote changed its epoch");
        return;
    }
    if (!node.stored || node.stored->epoch != fact.epoch || node.stored->voted != fact.candidate) {
        violate("K3", fact.node, "grants a vote that it has not stored");
    }
}

void KraftChecker::on(const KraftVoteCounted& fact) {
    const Node& node = nodes_[fact.node];
    const KraftRole needed = fact.pre_vote ? KraftRole::kProspective : KraftRole::kCandidate;
    if (node.role != needed || node.epoch != fact.epoch) {
        violate("K12", fact.node, "counts a vote though it does not run");
    }
}

void KraftChecker::on(const KraftElectionWon& fact) {
    Node& node = nodes_[fact.node];
    std::set<std::int32_t> granted(fact.granted.begin(), fact.granted.end());
    if (granted.size() < majority()) {
        violate("K1", fact.node, fmt::format("wins with {} votes", granted.size()));
    }
    const auto& given = grants_[{fact.epoch, fact.node, fact.pre_vote}];
    for (const std::int32_t voter : granted) {
        if (voter != fact.node && !given.contains(voter)) {
            violate("K3", fact.node, fmt::format("counts a vote that {} did not give", voter));
        }
    }
    node.won = fact;
}

// --- Replication.

void KraftChecker::on(const KraftReplicaProgressed& fact) {
    const Node& node = nodes_[fact.node];
    if (node.role != KraftRole::kLeader || node.epoch != fact.epoch) {
        violate("K12", fact.node, "counts replicas though it does not lead");
    }
}

void KraftChecker::on(const KraftHighWatermarkAdvanced& fact) {
    Node& node = nodes_[fact.node];
    if (node.high_watermark && fact.to <= *node.high_watermark) {
        violate("K5", fact.node,
                fmt::format("high watermark {} became {}", *node.high_watermark, fact.to));
    }
    if (fact.to > node.log_end) violate("K5", fact.node, "high watermark beyond the log");
    if (fact.as_leader && node.role != KraftRole::kLeader) {
        violate("K12", fact.node, "commits though it does not lead");
    }
    if (fact.as_leader) {
        std::int64_t& committed = committed_by_[fact.epoch];
        committed = std::max(committed, fact.to);
        high_watermark_max_ = std::max(high_watermark_max_.value_or(0), fact.to);
        auto& last = leader_high_watermark_;
        if (last && fact.epoch >= last->first && fact.to < last->second) {
            violate("K5", fact.node,
                    fmt::format("the leader's high watermark {} became {}", last->second, fact.to));
        }
        if (!last || fact.epoch >= last->first) last = {fact.epoch, fact.to};
    }
    const std::int64_t from = std::max(node.high_watermark.value_or(0), node.log_start);
    node.high_watermark = fact.to;
    if (!fact.as_leader && fact.to > committed_end_) {
        violate("K6", fact.node, "a follower knows of something committed that no leader did");
    }
    check_committed(fact.node, from, fact.to);
    if (fact.as_leader) check_majority_holds_committed(fact.node);
}

/// Notes what a node shows as committed, and compares it with what others showed.
void KraftChecker::check_committed(std::int32_t id, std::int64_t from, std::int64_t to) {
    const Node& node = nodes_[id];
    for (auto it = node.log.lower_bound(from); it != node.log.end() && it->second.end <= to; ++it) {
        const auto [known, is_new] = committed_.try_emplace(it->first, it->second);
        if (!is_new && known->second != it->second) {
            violate("K6", id, fmt::format("another batch is committed at {}", it->first));
        }
        committed_end_ = std::max(committed_end_, it->second.end);
    }
}

void KraftChecker::check_leader_completeness(std::int32_t id) {
    const Node& node = nodes_[id];
    // Who wakes as the leader of an epoch that is over need not know what came after it.
    std::int64_t end = 0;
    for (const auto& [epoch, committed] : committed_by_) {
        if (epoch < node.epoch) end = std::max(end, committed);
    }
    end = std::min(end, committed_end_);
    if (!holds(node, end)) {
        violate("K7", id, fmt::format("leads without all of what is committed below {}", end));
    }
}

bool KraftChecker::holds(const Node& node, std::int64_t end) const {
    if (node.log_start >= end) return true;
    if (node.log_end < end) return false;
    const auto last = node.log.lower_bound(end);
    if (last == node.log.begin()) return false;
    const auto committed = committed_.find(std::prev(last)->first);
    return committed != committed_.end() && committed->second == std::prev(last)->second;
}

void KraftChecker::check_majority_holds_committed(std::int32_t about) {
    if (committed_end_ == 0) return;
    const auto holders = std::count_if(voters_.begin(), voters_.end(), [&](std::int32_t voter) {
        return holds(nodes_[voter], committed_end_);
    });
    const bool is_lost = std::none_of(voters_.begin(), voters_.end(), [&](std::int32_t voter) {
        return nodes_[voter].started && holds(nodes_[voter], committed_end_);
    });
    if (is_lost) violate("K8", about, fmt::format("no voter has all below {}", committed_end_));
    if (static_cast<std::size_t>(holders) < majority()) {
        violate("K4", about,
                fmt::format("only {} voters have all below {}", holders, committed_end_));
    }
}

std::size_t KraftChecker::majority() const {
    return voters_.size() / 2 + 1;
}

// --- Logs.

void KraftChecker::on(const LogLoaded& fact) {
    Node& node = nodes_[fact.broker];
    if (fact.log_end > std::max(node.log_end, fact.log_start)) {
        violate("K6", fact.broker, "finds records that it never appended");
    }
    const std::int64_t before = node.log_end;
    cut(node, fact.log_end);
    node.log_end = fact.log_end;
    node.log_start = fact.log_start;
    node.high_watermark = std::nullopt;
    if (fact.log_end >= before) return;
    if (voters_.size() == 1) {
        // What an only voter commits is not on its disk yet: a power loss may take it back.
        committed_.erase(committed_.lower_bound(fact.log_end), committed_.end());
        committed_end_ = std::min(committed_end_, fact.log_end);
        if (leader_high_watermark_) {
            leader_high_watermark_->second = std::min(leader_high_watermark_->second, fact.log_end);
        }
    }
    check_majority_holds_committed(fact.broker);
}

void KraftChecker::on(const BatchAppended& fact) {
    Node& node = nodes_[fact.broker];
    if (fact.base != node.log_end) {
        violate("K6", fact.broker, fmt::format("appends at {} behind {}", fact.base, node.log_end));
    }
    if (!node.log.empty() && node.log.rbegin()->second.epoch > fact.leader_epoch) {
        violate("K6", fact.broker, "appends a batch of an older epoch");
    }
    node.log[fact.base] = {.end = fact.end, .epoch = fact.leader_epoch, .crc = fact.crc};
    node.log_end = fact.end;
    if (fact.origin == AppendedBy::kRaftLeader &&
        (node.role != KraftRole::kLeader || node.epoch != fact.leader_epoch)) {
        violate("K12", fact.broker, "appends though it does not lead");
    }
}

void KraftChecker::on(const LogTruncated& fact) {
    Node& node = nodes_[fact.broker];
    if (node.high_watermark && fact.to < *node.high_watermark) {
        violate("K11", fact.broker,
                fmt::format("drops down to {} what is committed below {}", fact.to,
                            *node.high_watermark));
    }
    cut(node, fact.to);
    node.log_end = fact.to;
    check_majority_holds_committed(fact.broker);
}

void KraftChecker::on(const LogRestarted& fact) {
    Node& node = nodes_[fact.broker];
    node.log.clear();
    node.log_start = fact.at;
    node.log_end = fact.at;
    check_majority_holds_committed(fact.broker);
    // Before it is started, the snapshots that it found are not known yet.
    if (node.started) check_snapshot_at_log_start(fact.broker);
}

void KraftChecker::on(const LogStartMoved& fact) {
    Node& node = nodes_[fact.broker];
    node.log_start = fact.to;
    if (node.started) check_snapshot_at_log_start(fact.broker);
}

void KraftChecker::cut(Node& node, std::int64_t end) {
    node.log.erase(node.log.lower_bound(end), node.log.end());
}

// --- Snapshots.

void KraftChecker::on(const KraftSnapshotCreated& fact) {
    Node& node = nodes_[fact.node];
    if (!fact.fetched && (!node.high_watermark || fact.end > *node.high_watermark)) {
        violate("K9", fact.node, "takes a snapshot of what is not committed");
    }
    if (fact.end > committed_end_) {
        violate("K9", fact.node, "has a snapshot of what is not committed");
    }
    node.snapshots.insert(fact.end);
}

void KraftChecker::on(const KraftSnapshotDeleted& fact) {
    nodes_[fact.node].snapshots.erase(fact.end);
    if (nodes_[fact.node].started) check_snapshot_at_log_start(fact.node);
}

void KraftChecker::check_snapshot_at_log_start(std::int32_t id) {
    const Node& node = nodes_[id];
    if (node.log_start > 0 && !node.snapshots.contains(node.log_start)) {
        violate("K9", id, fmt::format("has no snapshot at its log start {}", node.log_start));
    }
}

void KraftChecker::on(const KraftSnapshotLoaded& fact) {
    const Node& node = nodes_[fact.node];
    if (node.writable || fact.writable) {
        violate("K10", fact.node, "a leader that may append loads a snapshot");
    }
    if (!node.snapshots.contains(fact.end)) {
        violate("K9", fact.node, "loads a snapshot that it does not have");
    }
}

void KraftChecker::on(const KraftLeadershipClaimed& fact) {
    Node& node = nodes_[fact.node];
    if (node.role != KraftRole::kLeader || node.epoch != fact.epoch) {
        violate("K12", fact.node, "claims leadership though it does not lead");
    }
    if (fact.applied <= fact.epoch_start || node.high_watermark.value_or(0) <= fact.epoch_start) {
        violate("K7", fact.node, "claims leadership before it has all that was committed");
    }
    node.writable = true;
}

void KraftChecker::on(const KraftFailed& fact) {
    if (fact.why.find("drop what is committed") != std::string::npos) {
        violate("K11", fact.node, fact.why);
    }
}

void KraftChecker::violate(std::string_view invariant, std::int32_t node, const std::string& what) {
    const bool judged =
        !options_.data_loss || invariant == "K1" || invariant == "K5" || invariant == "K6";
    if (!judged) return;
    violations_.add(invariant, {.about = fmt::format("node {}", node),
                                .expected = std::string(statement_of(invariant)),
                                .observed = what});
}

}  // namespace assize::checkers
