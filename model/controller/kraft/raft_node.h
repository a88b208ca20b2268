#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "model/controller/kraft/append.h"
#include "model/controller/kraft/listener.h"
#include "model/controller/kraft/options.h"
#include "model/controller/kraft/transport.h"
#include "model/types.h"
#include "model/wire/bytes.h"
#include "sim/fiber.h"
#include "sim/result.h"
#include "sim/sync/condition.h"
#include "sim/time.h"

namespace assize::model::log {
class LogDirectory;
}

namespace assize::model::wire {
enum class ErrorCode : std::int16_t;
struct DescribeQuorumRequest;
struct DescribeQuorumResponse;
}  // namespace assize::model::wire

namespace assize::model::kraft {

class RaftMachine;

/// One node of the quorum that keeps the metadata log: a voter, or an observer (a broker).
///
/// It is driven by run(). Requests from other nodes are handed in by handle(), from any fiber of
/// the same life; those that it sends go through a Transport. What is committed goes to the
/// listener. Its files lie in `<directory>/__cluster_metadata-0`: the log, `quorum-state`, and
/// snapshots `<offset>-<epoch>.checkpoint`.
/// Requires: goes after all fibers that use it, and before its process does.
/// Source: KafkaRaftClient of Kafka 4.x (KIP-595, KIP-630, KIP-996), kraft.version 0.
/// Departs: a pre-vote of a greater epoch changes nothing at the voter; a candidate that lost waits
/// as in 3.9, and is prospective then; a leader that resigned says so to its listener, and begins
/// an epoch of its own when its time is over (the only way in which a node that is cut off
/// raises its epoch, and once only); no reconfiguration (KIP-853), so that a voter is known by
/// its id, and one with a new disk still counts; the voters' endpoints are the transport's
/// business, so none are missing.
class RaftNode {
public:
    /// Reads what is on the disk. Fails: the directory's failure.
    /// Requires: the directory and the listener outlive it.
    static sim::Result<std::unique_ptr<RaftNode>, wire::ErrorCode> open(
        sim::Fiber& fiber, log::LogDirectory& directory, RaftOptions options,
        RaftListener& listener);
    ~RaftNode();
    RaftNode(const RaftNode&) = delete;
    RaftNode& operator=(const RaftNode&) = delete;

    enum class End : std::uint8_t {
        kShutDown,  // As shut_down() asked for.
        kFailed,    // The disk, or something that must not be. The process should end.
    };
    /// Takes part in the quorum until its end. To be called once.
    End run(sim::Fiber& fiber, Transport& transport);

    // --- For the state machine above. None of these wait.

    /// Queues records to be appended, all or none; they are written and replicated soon after.
    /// They are committed when on_commit() has them: until then, and when the leader changes
    /// first, what becomes of them is open.
    /// Requires: at least one record.
    sim::Result<AppendedAt, AppendError> append(LeaderEpoch epoch, std::vector<wire::Bytes> records,
                                                Atomicity atomicity);
    /// Gives up leadership, if it is of that epoch.
    void resign(LeaderEpoch epoch);
    /// Ends run(): a leader tells the voters first, and stays until one of them took over or the
    /// time is over.
    void shut_down(sim::Duration patience);

    BrokerId node() const;
    LeaderAndEpoch leader_and_epoch() const;
    /// None before it is known in this life.
    std::optional<Offset> high_watermark() const;
    Offset log_start_offset() const;
    Offset log_end_offset() const;
    std::optional<OffsetAndEpoch> latest_snapshot() const;

    // --- Snapshots.

    /// Writes a snapshot of all records up to and including `last_contained`, as they amount to in
    /// `records`; durable when it returns. Returns false when there is one already, or one of a
    /// greater offset.
    /// Requires: the listener was given `last_contained`, which is of that epoch. Fails: the disk
    /// does.
    sim::Result<bool, wire::ErrorCode> create_snapshot(sim::Fiber& fiber, Offset last_contained,
                                                       LeaderEpoch epoch,
                                                       std::int64_t last_contained_timestamp_ms,
                                                       const std::vector<wire::Bytes>& records);

    // --- Requests of other nodes, and of clients. A fetch waits for new records, as it asks to.

    wire::VoteResponse handle(sim::Fiber& fiber, const wire::VoteRequest& request);
    wire::BeginQuorumEpochResponse handle(sim::Fiber& fiber,
                                          const wire::BeginQuorumEpochRequest& request);
    wire::EndQuorumEpochResponse handle(sim::Fiber& fiber,
                                        const wire::EndQuorumEpochRequest& request);
    wire::FetchResponse handle(sim::Fiber& fiber, const wire::FetchRequest& request);
    wire::FetchSnapshotResponse handle(sim::Fiber& fiber,
                                       const wire::FetchSnapshotRequest& request);
    wire::DescribeQuorumResponse handle(sim::Fiber& fiber,
                                        const wire::DescribeQuorumRequest& request);

private:
    RaftNode(std::unique_ptr<RaftMachine> machine, RaftListener& listener);

    /// Lets run()'s fiber handle the request, and waits for its answer: BROKER_NOT_AVAILABLE when
    /// the node does not run, or ends meanwhile.
    template <class Request>
    typename Request::Response hand_in(sim::Fiber& fiber, const Request& request);
    /// Whether a fetch that was answered with nothing would be answered with something now.
    bool has_news(const wire::FetchRequest& request) const;
    void step(sim::Fiber& fiber);

    std::unique_ptr<RaftMachine> machine_;
    RaftListener& listener_;
    std::deque<std::function<void(sim::Fiber&)>> inbox_;
    sim::Condition wake_;  // Of run(), when there is something in the inbox, or to append.
    bool running_ = false;
};

}  // namespace assize::model::kraft
