#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace assize::model {

// The facts about the quorum that keeps the metadata log. Their subjects: "leader_epoch" of
// "__cluster_metadata-0", and "records" of it where offsets are meant. What befalls the log itself
// (appends, truncation) the log states, as for any other partition.

/// What a node of the quorum is, in an epoch. An observer is unattached or follows.
enum class KraftRole : std::uint8_t {
    kUnattached,
    kProspective,
    kCandidate,
    kLeader,
    kFollower,
    kResigned,
};
std::string_view to_string(KraftRole role);

/// Why a node's role, epoch, vote or leader changed.
enum class KraftReason : std::uint8_t {
    kStarted,            // From what is on disk.
    kEpochLearned,       // Somebody is in a greater epoch.
    kLeaderLearned,      // Somebody said who leads.
    kVoted,              // It gave its vote.
    kElectionTimedOut,   // Nobody leads, as far as it knows.
    kFetchTimedOut,      // It does not hear from the leader.
    kElectionLost,       // A majority refused, or did not answer in time.
    kPreVoteWon,         // A majority would vote for it.
    kElectionWon,        // A majority voted for it.
    kQuorumUnreachable,  // A leader from which no majority fetches.
    kResignAskedFor,     // By the state machine above.
    kShutDown,           // The node stops in order.
    kResignationEnded,   // Time for another election.
};
std::string_view to_string(KraftReason reason);

struct KraftStarted {
    static constexpr std::string_view kName = "kraft_started";
    static constexpr std::string_view kMeaning =
        "a node of the metadata quorum read its disk and takes part";
    std::int32_t node;
    std::string directory_id;
    std::vector<std::int32_t> voters;
    std::int64_t log_start;
    std::int64_t log_end;
    std::int32_t log_end_epoch;
    std::vector<std::int64_t> snapshot_ends;
    std::int32_t stored_epoch;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &KraftStarted::node, "which");
        field("directory_id", &KraftStarted::directory_id, "of the directory that holds its log");
        field("voters", &KraftStarted::voters, "whose majority decides");
        field("log_start", &KraftStarted::log_start, "first offset of its log");
        field("log_end", &KraftStarted::log_end, "offset after its last record");
        field("log_end_epoch", &KraftStarted::log_end_epoch,
              "of its last record, or of the snapshot before it");
        field("snapshot_ends", &KraftStarted::snapshot_ends, "of the snapshots that it has");
        field("stored_epoch", &KraftStarted::stored_epoch, "in its quorum-state file");
    }
};

struct KraftElectionStored {
    static constexpr std::string_view kName = "kraft_election_stored";
    static constexpr std::string_view kMeaning =
        "a node made durable its epoch, its vote and its leader";
    std::int32_t node;
    std::int32_t epoch;
    std::optional<std::int32_t> leader;
    std::optional<std::int32_t> voted;
    std::string voted_directory;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &KraftElectionStored::node, "which");
        field("epoch", &KraftElectionStored::epoch, "that it is in from now on");
        field("leader", &KraftElectionStored::leader, "in that epoch, if known");
        field("voted", &KraftElectionStored::voted, "for whom in that epoch, if it did");
        field("voted_directory", &KraftElectionStored::voted_directory,
              "of whom it voted for; empty when not known");
    }
};

struct KraftStateChanged {
    static constexpr std::string_view kName = "kraft_state_changed";
    static constexpr std::string_view kMeaning =
        "a node of the metadata quorum changed its role, epoch, vote or leader";
    std::int32_t node;
    KraftRole from;
    std::int32_t from_epoch;
    KraftRole to;
    std::int32_t epoch;
    std::optional<std::int32_t> leader;
    std::optional<std::int32_t> voted;
    KraftReason reason;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &KraftStateChanged::node, "which");
        field("from", &KraftStateChanged::from, "its role before");
        field("from_epoch", &KraftStateChanged::from_epoch, "its epoch before");
        field("to", &KraftStateChanged::to, "its role now");
        field("epoch", &KraftStateChanged::epoch, "its epoch now");
        field("leader", &KraftStateChanged::leader, "in that epoch, if known");
        field("voted", &KraftStateChanged::voted, "for whom in that epoch, if it did");
        field("reason", &KraftStateChanged::reason, "why");
    }
};

struct KraftVoteAnswered {
    static constexpr std::string_view kName = "kraft_vote_answered";
    static constexpr std::string_view kMeaning =
        "a node granted its vote or pre-vote, or refused it";
    std::int32_t node;
    std::int32_t candidate;
    bool pre_vote;
    bool granted;
    std::int32_t error;
    std::int32_t epoch;
    std::int32_t own_epoch;
    std::int32_t candidate_last_epoch;
    std::int64_t candidate_log_end;
    std::int32_t own_last_epoch;
    std::int64_t own_log_end;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &KraftVoteAnswered::node, "the voter");
        field("candidate", &KraftVoteAnswered::candidate, "who asked");
        field("pre_vote", &KraftVoteAnswered::pre_vote, "whether it only asked what would be");
        field("granted", &KraftVoteAnswered::granted, "the answer");
        field("error", &KraftVoteAnswered::error, "Kafka's error code; 0 for none");
        field("epoch", &KraftVoteAnswered::epoch, "that the request is of");
        field("own_epoch", &KraftVoteAnswered::own_epoch, "of the voter, when it answers");
        field("candidate_last_epoch", &KraftVoteAnswered::candidate_last_epoch,
              "of the last record in the candidate's log");
        field("candidate_log_end", &KraftVoteAnswered::candidate_log_end, "the offset after it");
        field("own_last_epoch", &KraftVoteAnswered::own_last_epoch,
              "of the last record in the voter's log");
        field("own_log_end", &KraftVoteAnswered::own_log_end, "the offset after it");
    }
};

struct KraftVoteCounted {
    static constexpr std::string_view kName = "kraft_vote_counted";
    static constexpr std::string_view kMeaning = "who runs for leader heard a voter's answer";
    std::int32_t node;
    std::int32_t voter;
    std::int32_t epoch;
    bool pre_vote;
    bool granted;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &KraftVoteCounted::node, "who runs");
        field("voter", &KraftVoteCounted::voter, "who answered");
        field("epoch", &KraftVoteCounted::epoch, "of the election");
        field("pre_vote", &KraftVoteCounted::pre_vote, "whether it is but a pre-vote");
        field("granted", &KraftVoteCounted::granted, "the answer");
    }
};

struct KraftElectionWon {
    static constexpr std::string_view kName = "kraft_election_won";
    static constexpr std::string_view kMeaning = "a majority granted its votes or pre-votes";
    std::int32_t node;
    std::int32_t epoch;
    bool pre_vote;
    std::vector<std::int32_t> granted;
    std::int64_t log_end;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &KraftElectionWon::node, "who ran");
        field("epoch", &KraftElectionWon::epoch, "of the election");
        field("pre_vote", &KraftElectionWon::pre_vote,
              "whether it only may become a candidate now");
        field("granted", &KraftElectionWon::granted, "by whom");
        field("log_end", &KraftElectionWon::log_end, "of the winner");
    }
};

struct KraftReplicaProgressed {
    static constexpr std::string_view kName = "kraft_replica_progressed";
    static constexpr std::string_view kMeaning =
        "a leader learned, or knows of itself, how far a replica's log reaches";
    std::int32_t node;
    std::int32_t epoch;
    std::int32_t replica;
    bool voter;
    std::int64_t end;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &KraftReplicaProgressed::node, "the leader");
        field("epoch", &KraftReplicaProgressed::epoch, "its epoch");
        field("replica", &KraftReplicaProgressed::replica, "whose log");
        field("voter", &KraftReplicaProgressed::voter,
              "whether that counts for the high watermark");
        field("end", &KraftReplicaProgressed::end, "the offset after its last record");
    }
};

struct KraftHighWatermarkAdvanced {
    static constexpr std::string_view kName = "kraft_high_watermark_advanced";
    static constexpr std::string_view kMeaning = "what a node knows to be committed grew";
    std::int32_t node;
    std::int32_t epoch;
    bool as_leader;
    std::optional<std::int64_t> from;
    std::int64_t to;
    std::int64_t log_end;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &KraftHighWatermarkAdvanced::node, "which");
        field("epoch", &KraftHighWatermarkAdvanced::epoch, "its epoch");
        field("as_leader", &KraftHighWatermarkAdvanced::as_leader,
              "by counting replicas; else by what the leader said");
        field("from", &KraftHighWatermarkAdvanced::from, "the high watermark before, if known");
        field("to", &KraftHighWatermarkAdvanced::to, "the high watermark now");
        field("log_end", &KraftHighWatermarkAdvanced::log_end, "of this node");
    }
};

struct KraftSnapshotCreated {
    static constexpr std::string_view kName = "kraft_snapshot_created";
    static constexpr std::string_view kMeaning = "a snapshot of the metadata became durable";
    std::int32_t node;
    std::int64_t end;
    std::int32_t epoch;
    std::int64_t bytes;
    bool fetched;
    std::optional<std::int64_t> high_watermark;
    std::int64_t log_end;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &KraftSnapshotCreated::node, "whose");
        field("end", &KraftSnapshotCreated::end, "it stands for all records below");
        field("epoch", &KraftSnapshotCreated::epoch, "of the last of those");
        field("bytes", &KraftSnapshotCreated::bytes, "size of the file");
        field("fetched", &KraftSnapshotCreated::fetched, "from the leader; else made here");
        field("high_watermark", &KraftSnapshotCreated::high_watermark, "that the node knew of");
        field("log_end", &KraftSnapshotCreated::log_end, "of the node");
    }
};

struct KraftSnapshotDeleted {
    static constexpr std::string_view kName = "kraft_snapshot_deleted";
    static constexpr std::string_view kMeaning = "a snapshot was deleted";
    std::int32_t node;
    std::int64_t end;
    std::int32_t epoch;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &KraftSnapshotDeleted::node, "whose");
        field("end", &KraftSnapshotDeleted::end, "it stood for all records below");
        field("epoch", &KraftSnapshotDeleted::epoch, "of the last of those");
    }
};

struct KraftSnapshotLoaded {
    static constexpr std::string_view kName = "kraft_snapshot_loaded";
    static constexpr std::string_view kMeaning =
        "the state machine above began anew from a snapshot";
    std::int32_t node;
    std::int64_t end;
    std::int32_t epoch;
    KraftRole role;
    bool writable;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &KraftSnapshotLoaded::node, "whose");
        field("end", &KraftSnapshotLoaded::end, "it stands for all records below");
        field("epoch", &KraftSnapshotLoaded::epoch, "of the last of those");
        field("role", &KraftSnapshotLoaded::role, "of the node");
        field("writable", &KraftSnapshotLoaded::writable,
              "whether the state machine was told that it leads");
    }
};

struct KraftLeadershipClaimed {
    static constexpr std::string_view kName = "kraft_leadership_claimed";
    static constexpr std::string_view kMeaning =
        "the state machine of the leader has all that was committed before and may append";
    std::int32_t node;
    std::int32_t epoch;
    std::int64_t epoch_start;
    std::int64_t applied;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &KraftLeadershipClaimed::node, "the leader");
        field("epoch", &KraftLeadershipClaimed::epoch, "its epoch");
        field("epoch_start", &KraftLeadershipClaimed::epoch_start,
              "offset of its leader-change record");
        field("applied", &KraftLeadershipClaimed::applied,
              "the offset after the last record it was given");
    }
};

struct KraftFailed {
    static constexpr std::string_view kName = "kraft_failed";
    static constexpr std::string_view kMeaning = "a node cannot go on: its process has to end";
    std::int32_t node;
    std::string why;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &KraftFailed::node, "which");
        field("why", &KraftFailed::why, "what broke");
    }
};

using KraftFacts =
    std::tuple<KraftStarted, KraftElectionStored, KraftStateChanged, KraftVoteAnswered,
               KraftVoteCounted, KraftElectionWon, KraftReplicaProgressed,
               KraftHighWatermarkAdvanced, KraftSnapshotCreated, KraftSnapshotDeleted,
               KraftSnapshotLoaded, KraftLeadershipClaimed, KraftFailed>;

}  // namespace assize::model
