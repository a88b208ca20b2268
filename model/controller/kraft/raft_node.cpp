#include "model/controller/kraft/raft_node.h"

#include <algorithm>
#include <utility>

#include "model/controller/kraft/raft_machine.h"
#include "model/controller/kraft/raft_messages.h"
#include "sim/sync/future.h"
#include "sim/sync/task_group.h"

namespace assize::model::kraft {

using wire::ErrorCode;

namespace {

/// Whether a fetch may wait, for there is nothing that its sender does not know.
bool says_nothing(const wire::FetchRequest& request, const wire::FetchResponse& response) {
    const auto* from = only_partition(request);
    const auto* answer = only_partition(response);
    if (!from || !answer || response.error_code != ErrorCode::kNone) return false;
    return answer->error_code == ErrorCode::kNone && answer->diverging_epoch.epoch < 0 &&
           answer->snapshot_id.epoch < 0 && (!answer->records || answer->records->empty()) &&
           answer->high_watermark <= from->high_watermark;
}

}  // namespace

sim::Result<std::unique_ptr<RaftNode>, ErrorCode> RaftNode::open(sim::Fiber& fiber,
                                                                 log::LogDirectory& directory,
                                                                 RaftOptions options,
                                                                 RaftListener& listener) {
    auto machine = RaftMachine::open(fiber, directory, std::move(options), listener);
    if (!machine) return sim::Failure(machine.error());
    return std::unique_ptr<RaftNode>(new RaftNode(std::move(*machine), listener));
}

RaftNode::RaftNode(std::unique_ptr<RaftMachine> machine, RaftListener& listener)
    : machine_(std::move(machine)), listener_(listener) {}

RaftNode::~RaftNode() = default;

RaftNode::End RaftNode::run(sim::Fiber& fiber, Transport& transport) {
    running_ = true;
    const auto deliver = [this](const Exchange& exchange) {
        inbox_.emplace_back(
            [this, exchange](sim::Fiber& by) { machine_->on_exchange(by, exchange); });
        wake_.notify_all();
    };
    {
        sim::TaskGroup senders(fiber);
        for (const BrokerId voter : machine_->membership().voters.ids()) {
            if (voter == node()) continue;
            senders.spawn([this, voter, &transport, deliver](sim::Fiber& sender) {
                machine_->peers().run(sender, voter, transport, deliver);
            });
        }
        while (!machine_->failed() && !machine_->stopped(fiber.now())) step(fiber);
    }
    running_ = false;
    inbox_.clear();
    machine_->progress().notify_all();
    listener_.on_end();
    return machine_->failed() ? End::kFailed : End::kShutDown;
}

void RaftNode::step(sim::Fiber& fiber) {
    while (!inbox_.empty()) {
        const auto work = std::move(inbox_.front());
        inbox_.pop_front();
        work(fiber);
    }
    const sim::MonotonicInstant due = machine_->poll(fiber);
    if (machine_->failed() || !inbox_.empty() || due <= fiber.now()) return;
    wake_.wait(fiber, sim::Deadline::at(due));
}

// --- For the state machine above.

sim::Result<AppendedAt, AppendError> RaftNode::append(LeaderEpoch epoch,
                                                      std::vector<wire::Bytes> records,
                                                      Atomicity atomicity) {
    if (!running_) return sim::Failure(AppendError::kNotLeader);
    const auto appended = machine_->append(epoch, records, atomicity);
    if (appended) wake_.notify_all();
    return appended;
}

void RaftNode::resign(LeaderEpoch epoch) {
    machine_->request_resignation(epoch);
    wake_.notify_all();
}

void RaftNode::shut_down(sim::Duration patience) {
    machine_->request_stop(patience);
    wake_.notify_all();
}

BrokerId RaftNode::node() const {
    return machine_->membership().self.id;
}

LeaderAndEpoch RaftNode::leader_and_epoch() const {
    return machine_->leader_and_epoch();
}

std::optional<Offset> RaftNode::high_watermark() const {
    return machine_->high_watermark();
}

Offset RaftNode::log_start_offset() const {
    return machine_->log().start();
}

Offset RaftNode::log_end_offset() const {
    return machine_->log().end();
}

std::optional<OffsetAndEpoch> RaftNode::latest_snapshot() const {
    return machine_->log().snapshots().latest();
}

sim::Result<bool, ErrorCode> RaftNode::create_snapshot(sim::Fiber& fiber, Offset last_contained,
                                                       LeaderEpoch epoch,
                                                       std::int64_t last_contained_timestamp_ms,
                                                       const std::vector<wire::Bytes>& records) {
    return machine_->create_snapshot(
        fiber, {.id = {.epoch = epoch, .offset = next(last_contained)},
                .last_contained_log_timestamp_ms = last_contained_timestamp_ms,
                .records = records});
}

// --- Requests.

template <class Request>
typename Request::Response RaftNode::hand_in(sim::Fiber& fiber, const Request& request) {
    using Response = typename Request::Response;
    const auto not_available = top_level_error<Response>(ErrorCode::kBrokerNotAvailable);
    if (!running_) return not_available;
    // Shared, since this fiber may be killed while the request waits to be handled.
    const auto promise = std::make_shared<sim::Promise<Response>>();
    const auto future = promise->future();
    inbox_.emplace_back(
        [this, promise, request](sim::Fiber& by) { promise->set(machine_->handle(by, request)); });
    wake_.notify_all();
    const auto response = future.get(fiber);
    return response ? **response : not_available;
}

wire::VoteResponse RaftNode::handle(sim::Fiber& fiber, const wire::VoteRequest& request) {
    return hand_in(fiber, request);
}

wire::BeginQuorumEpochResponse RaftNode::handle(sim::Fiber& fiber,
                                                const wire::BeginQuorumEpochRequest& request) {
    return hand_in(fiber, request);
}

wire::EndQuorumEpochResponse RaftNode::handle(sim::Fiber& fiber,
                                              const wire::EndQuorumEpochRequest& request) {
    return hand_in(fiber, request);
}

wire::FetchSnapshotResponse RaftNode::handle(sim::Fiber& fiber,
                                             const wire::FetchSnapshotRequest& request) {
    return hand_in(fiber, request);
}

wire::DescribeQuorumResponse RaftNode::handle(sim::Fiber& fiber,
                                              const wire::DescribeQuorumRequest& request) {
    return hand_in(fiber, request);
}

wire::FetchResponse RaftNode::handle(sim::Fiber& fiber, const wire::FetchRequest& request) {
    const sim::Deadline deadline =
        fiber.after(sim::Duration::milliseconds(std::max(request.max_wait_ms, 0)));
    for (;;) {
        wire::FetchResponse response = hand_in(fiber, request);
        if (!says_nothing(request, response)) return response;
        const auto news = [&] { return !running_ || has_news(request); };
        if (!machine_->progress().wait_until(fiber, deadline, news)) return response;
    }
}

bool RaftNode::has_news(const wire::FetchRequest& request) const {
    const auto* from = only_partition(request);
    const auto& state = machine_->state();
    const bool leads = std::holds_alternative<Leader>(state.role) &&
                       state.epoch() == LeaderEpoch(from->current_leader_epoch);
    if (!leads || machine_->log().end() > Offset(from->fetch_offset)) return true;
    const auto high_watermark = machine_->leader_high_watermark();
    return high_watermark && high_watermark->value() > from->high_watermark;
}

}  // namespace assize::model::kraft
