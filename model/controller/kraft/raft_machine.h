#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/controller/kraft/append.h"
#include "model/controller/kraft/batch_accumulator.h"
#include "model/controller/kraft/epoch_state.h"
#include "model/controller/kraft/listener.h"
#include "model/controller/kraft/listener_feed.h"
#include "model/controller/kraft/metadata_log.h"
#include "model/controller/kraft/options.h"
#include "model/controller/kraft/peers.h"
#include "model/controller/kraft/quorum_state_file.h"
#include "model/controller/kraft/raft_messages.h"
#include "model/facts/kraft.h"
#include "model/log/log_directory.h"
#include "model/types.h"
#include "model/wire/bytes.h"
#include "model/wire/error_code.h"
#include "sim/fiber.h"
#include "sim/process.h"
#include "sim/random.h"
#include "sim/result.h"
#include "sim/sync/condition.h"
#include "sim/time.h"

namespace assize::model::kraft {

/// The node's part in the quorum, as one thread of events: all that takes a Fiber& is called by one
/// fiber, one call after the other, as KafkaRaftClient's thread does. What waits in here waits for
/// the disk; nothing else of the quorum happens meanwhile.
/// When something breaks that it cannot do without it has failed: nothing changes any more.
class RaftMachine {
public:
    static sim::Result<std::unique_ptr<RaftMachine>, wire::ErrorCode> open(
        sim::Fiber& fiber, log::LogDirectory& directory, RaftOptions options,
        RaftListener& listener);

    /// Does what is due. Returns when to call it again, unless something happens before.
    sim::MonotonicInstant poll(sim::Fiber& fiber);
    bool failed() const { return failed_; }
    /// It was asked to stop, and need not stay for anybody.
    bool stopped(sim::MonotonicInstant now) const;

    // --- Without waiting.

    sim::Result<AppendedAt, AppendError> append(LeaderEpoch epoch,
                                                const std::vector<wire::Bytes>& records,
                                                Atomicity atomicity);
    void request_resignation(LeaderEpoch epoch);
    void request_stop(sim::Duration patience);

    const RaftOptions& options() const { return options_; }
    const Membership& membership() const { return node_; }
    const EpochState& state() const { return state_; }
    LeaderAndEpoch leader_and_epoch() const;
    const std::optional<Offset>& high_watermark() const { return high_watermark_; }
    /// What a leader tells others. None when it does not lead, or does not know yet.
    std::optional<Offset> leader_high_watermark() const;
    const MetadataLog& log() const { return *log_; }
    Peers& peers() { return peers_; }
    /// Goes on when a fetch that waits might have an answer.
    sim::Condition& progress() { return progress_; }

    // --- Requests of others.

    wire::VoteResponse handle(sim::Fiber& fiber, const wire::VoteRequest& request);
    wire::BeginQuorumEpochResponse handle(sim::Fiber& fiber,
                                          const wire::BeginQuorumEpochRequest& request);
    wire::EndQuorumEpochResponse handle(sim::Fiber& fiber,
                                        const wire::EndQuorumEpochRequest& request);
    /// As of now: the caller waits, if there is nothing to say yet.
    wire::FetchResponse handle(sim::Fiber& fiber, const wire::FetchRequest& request);
    wire::FetchSnapshotResponse handle(sim::Fiber& fiber,
                                       const wire::FetchSnapshotRequest& request);
    wire::DescribeQuorumResponse handle(sim::Fiber& fiber,
                                        const wire::DescribeQuorumRequest& request);

    /// What came of a request of its own.
    void on_exchange(sim::Fiber& fiber, const Exchange& exchange);

    sim::Result<bool, wire::ErrorCode> create_snapshot(sim::Fiber& fiber,
                                                       const SnapshotContents& contents);

private:
    RaftMachine(log::LogDirectory& directory, RaftOptions options, RaftListener& listener,
                std::unique_ptr<MetadataLog> log, QuorumStateFile file);

    // --- Where it stands (raft_machine.cpp).
    void start(sim::Fiber& fiber);
    /// Stores what has to be stored, and is in that state then. Returns whether it is.
    bool become(sim::Fiber& fiber, const Transition& transition, KraftReason reason);
    bool become_leader(sim::Fiber& fiber);
    void fail(const std::string& why);
    /// Learns that somebody is in that epoch, under that leader if one is named.
    void maybe_transition(sim::Fiber& fiber, const LeaderAndEpoch& leader);
    bool is_consistent(const LeaderAndEpoch& leader) const;
    Deadlines fresh_deadlines(sim::Fiber& fiber);
    bool is_stopping() const { return stop_at_.has_value(); }
    sim::Life life() const { return directory_.life(); }
    template <class F>
    void state_fact(const F& fact) const;

    // --- What is due (raft_machine_poll.cpp).
    sim::MonotonicInstant poll_role(sim::Fiber& fiber);
    sim::MonotonicInstant poll_in(sim::Fiber& fiber, const Unattached& unattached);
    sim::MonotonicInstant poll_in(sim::Fiber& fiber, const Prospective& prospective);
    sim::MonotonicInstant poll_in(sim::Fiber& fiber, const Candidate& candidate);
    sim::MonotonicInstant poll_in(sim::Fiber& fiber, const Leader& leader);
    sim::MonotonicInstant poll_in(sim::Fiber& fiber, const Follower& follower);
    sim::MonotonicInstant poll_in(sim::Fiber& fiber, const Resigned& resigned);
    void lose_pre_election(sim::Fiber& fiber, KraftReason reason);
    void resign(sim::Fiber& fiber, KraftReason reason);
    sim::MonotonicInstant send_votes(sim::Fiber& fiber, const VoteTally& tally, VoteKind kind);
    sim::MonotonicInstant send_begin_quorum_epochs(sim::Fiber& fiber, const Leader& leader);
    sim::MonotonicInstant send_fetch_to(sim::Fiber& fiber, BrokerId to);
    sim::MonotonicInstant send_fetch_to_any(sim::Fiber& fiber);
    /// Writes what is due, lets followers have it, and makes it durable.
    sim::MonotonicInstant append_batches(sim::Fiber& fiber);
    void feed_listener(sim::Fiber& fiber);
    sim::MonotonicInstant apply_retention(sim::Fiber& fiber);

    // --- How far the records have got (raft_machine_poll.cpp).
    void leader_advanced(Leader& leader);
    void note_progress(const ReplicaKey& replica, Offset end);
    void set_high_watermark(Offset to, bool as_leader);
    void learn_high_watermark(Offset told);

    // --- Requests (raft_machine_requests.cpp).
    Standing standing(wire::ErrorCode error) const;
    bool is_this_cluster(const std::optional<std::string>& cluster_id) const;
    bool is_this_voter(std::int32_t voter_id, const Uuid& directory_id) const;
    wire::ErrorCode refusal_of_leader_request(std::int32_t epoch) const;
    wire::ErrorCode check_vote(const wire::VoteRequest::Topic::Partition& partition) const;
    bool vote(sim::Fiber& fiber, const wire::VoteRequest::Topic::Partition& partition);
    void state_vote(const wire::VoteRequest::Topic::Partition& partition, bool granted,
                    wire::ErrorCode error) const;
    void answer_fetch(sim::Fiber& fiber, const wire::FetchRequest& request,
                      const wire::FetchRequest::Topic::Partition& from,
                      wire::FetchResponse::Response::Partition& answer);
    void answer_fetch_snapshot(sim::Fiber& fiber, const wire::FetchSnapshotRequest& request,
                               const wire::FetchSnapshotRequest::Topic::Partition& from,
                               wire::FetchSnapshotResponse::Topic::Partition& answer);

    // --- Answers (raft_machine_answers.cpp).
    sim::Duration election_backoff();
    /// Learns what an answer says of the epoch and the leader. Returns whether there is more in
    /// it for who asked.
    bool is_of_use(sim::Fiber& fiber, BrokerId from, const Standing& standing);
    void on_answer(sim::Fiber& fiber, BrokerId from, const wire::VoteRequest& question,
                   const wire::VoteResponse& answer);
    void on_answer(sim::Fiber& fiber, BrokerId from, const wire::BeginQuorumEpochRequest& question,
                   const wire::BeginQuorumEpochResponse& answer);
    void on_answer(sim::Fiber& fiber, BrokerId from, const wire::EndQuorumEpochRequest& question,
                   const wire::EndQuorumEpochResponse& answer);
    void on_answer(sim::Fiber& fiber, BrokerId from, const wire::FetchRequest& question,
                   const wire::FetchResponse& answer);
    void on_answer(sim::Fiber& fiber, BrokerId from, const wire::FetchSnapshotRequest& question,
                   const wire::FetchSnapshotResponse& answer);
    /// Each returns whether the fetch was a success.
    bool take_records(sim::Fiber& fiber, const wire::FetchResponse::Response::Partition& answer);
    bool truncate(sim::Fiber& fiber, const OffsetAndEpoch& diverging);
    bool begin_download(sim::Fiber& fiber, const OffsetAndEpoch& id);
    bool take_snapshot_part(sim::Fiber& fiber,
                            const wire::FetchSnapshotResponse::Topic::Partition& answer);
    bool finish_download(sim::Fiber& fiber);
    void fetched(sim::Fiber& fiber);
    /// Fails for good, if the disk did. What others sent may be refused without harm.
    bool survives(wire::ErrorCode error, const char* what);

    log::LogDirectory& directory_;
    const RaftOptions options_;
    const Membership node_;
    const Asker asker_;
    std::unique_ptr<MetadataLog> log_;
    QuorumStateFile file_;
    ListenerFeed feed_;
    Peers peers_;
    sim::Random random_;
    EpochState state_;
    std::optional<Offset> high_watermark_;  // That it knows of, in whatever role. Never falls.
    std::optional<BatchAccumulator> accumulator_;  // Of a leader.
    std::optional<SnapshotDownload> download_;     // Of a follower.
    std::uint32_t elections_lost_ = 0;             // In a row, as a candidate.
    std::optional<LeaderEpoch> resignation_requested_;
    std::optional<sim::MonotonicInstant> stop_at_;
    sim::MonotonicInstant next_retention_check_ = sim::MonotonicInstant::origin();
    sim::Condition progress_;
    bool failed_ = false;
};

}  // namespace assize::model::kraft
