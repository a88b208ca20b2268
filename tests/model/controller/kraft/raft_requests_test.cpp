// What a node answers to requests, as semantics.md 3.3 to 3.5 has it, error by error.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>

#include "model/controller/kraft/raft_messages.h"
#include "tests/model/controller/kraft/quorum_world.h"

namespace assize::model::kraft {
namespace {

using wire::ErrorCode;

constexpr Uuid kSomeDirectory(4, 2);

/// Node 0 alone of three voters runs: it is unattached in epoch 0, or where a test brings it. The
/// others are played by the test.
class Lonely {
public:
    Lonely() : world_({.voters = 3}) {
        world_.start(0);
        world_.run_for(10_ms);
    }

    QuorumWorld& world() { return world_; }

    template <class Request>
    typename Request::Response ask(const Request& request) {
        std::optional<typename Request::Response> response;
        world_.spawn_on(
            0, [&](sim::Fiber& fiber) { response = world_.raft(0)->handle(fiber, request); });
        world_.run_for(200_ms);
        return response.value();
    }

    Asker asker(int id) const {
        return {.cluster_id = "test", .self = {.id = BrokerId(id), .directory_id = kSomeDirectory}};
    }
    /// As in "NONE epoch=3 leader=1 granted".
    std::string vote(const wire::VoteRequest& request) {
        const auto response = ask(request);
        if (response.error_code != ErrorCode::kNone) return show(response.error_code);
        const auto& answer = *only_partition(response);
        return show(standing_of(answer)) + (answer.vote_granted ? " granted" : "");
    }
    std::string begin(const wire::BeginQuorumEpochRequest& request) {
        const auto response = ask(request);
        if (response.error_code != ErrorCode::kNone) return show(response.error_code);
        return show(standing_of(*only_partition(response)));
    }
    std::string end(const wire::EndQuorumEpochRequest& request) {
        const auto response = ask(request);
        if (response.error_code != ErrorCode::kNone) return show(response.error_code);
        return show(standing_of(*only_partition(response)));
    }
    std::string fetch(const wire::FetchRequest& request) {
        const auto response = ask(request);
        if (response.error_code != ErrorCode::kNone) return show(response.error_code);
        return show(fetch_standing_of(*only_partition(response)));
    }

    wire::VoteRequest vote_of(int candidate, int epoch, VoteKind kind, OffsetAndEpoch log = {}) {
        return vote_request(asker(candidate), {.id = BrokerId(0)}, LeaderEpoch(epoch), log, kind);
    }
    wire::BeginQuorumEpochRequest begin_of(int leader, int epoch) {
        return begin_quorum_epoch_request(asker(leader), {.id = BrokerId(0)}, LeaderEpoch(epoch));
    }

    static std::string show(ErrorCode error) { return std::string(to_string(error)); }
    static std::string show(const Standing& standing) {
        std::string text =
            fmt::format("{} epoch={}", to_string(standing.error), standing.leader.epoch.value());
        if (standing.leader.leader) {
            text += fmt::format(" leader={}", standing.leader.leader->value());
        }
        return text;
    }

private:
    QuorumWorld world_;
};

constexpr VoteKind kVote = VoteKind::kStandard;
constexpr VoteKind kPreVote = VoteKind::kPreVote;

TEST(RaftRequestsTest, a_vote_is_granted_once_an_epoch_and_again_to_the_same) {
    Lonely node;
    EXPECT_EQ(node.vote(node.vote_of(1, 3, kVote)), "NONE epoch=3 granted");
    EXPECT_EQ(node.vote(node.vote_of(1, 3, kVote)), "NONE epoch=3 granted");
    EXPECT_EQ(node.vote(node.vote_of(2, 3, kVote)), "NONE epoch=3");
    EXPECT_EQ(node.vote(node.vote_of(2, 4, kVote)), "NONE epoch=4 granted");
    EXPECT_EQ(node.vote(node.vote_of(1, 3, kVote)), "FENCED_LEADER_EPOCH epoch=4");
}

TEST(RaftRequestsTest, a_vote_survives_the_loss_of_power) {
    Lonely node;
    EXPECT_EQ(node.vote(node.vote_of(1, 3, kVote)), "NONE epoch=3 granted");
    node.world().cut_power(0);
    node.world().start(0);
    node.world().run_for(10_ms);
    EXPECT_EQ(node.vote(node.vote_of(2, 3, kVote)), "NONE epoch=3");
    EXPECT_EQ(node.vote(node.vote_of(1, 3, kVote)), "NONE epoch=3 granted");
}

TEST(RaftRequestsTest, a_pre_vote_changes_neither_epoch_nor_vote) {
    Lonely node;
    EXPECT_EQ(node.vote(node.vote_of(1, 3, kPreVote)), "NONE epoch=0 granted");
    EXPECT_EQ(node.vote(node.vote_of(2, 3, kPreVote)), "NONE epoch=0 granted");
    EXPECT_EQ(node.world().raft(0)->leader_and_epoch().epoch, LeaderEpoch(0));
}

TEST(RaftRequestsTest, a_follower_that_hears_from_nobody_yet_grants_a_pre_vote_but_no_vote) {
    Lonely node;
    EXPECT_EQ(node.begin(node.begin_of(1, 3)), "NONE epoch=3 leader=1");
    EXPECT_EQ(node.vote(node.vote_of(2, 3, kPreVote)), "NONE epoch=3 leader=1 granted");
    EXPECT_EQ(node.vote(node.vote_of(2, 3, kVote)), "NONE epoch=3 leader=1");
}

TEST(RaftRequestsTest, a_vote_that_makes_no_sense_is_refused) {
    Lonely node;
    const auto edited = [&](const std::function<void(wire::VoteRequest&)>& edit) {
        wire::VoteRequest request = node.vote_of(1, 3, kVote);
        edit(request);
        return node.vote(request);
    };
    const auto partition_edited =
        [&](const std::function<void(wire::VoteRequest::Topic::Partition&)>& edit) {
            return edited([&](wire::VoteRequest& request) {
                edit(request.topics.front().partitions.front());
            });
        };
    const std::string invalid = "INVALID_REQUEST epoch=0";
    EXPECT_EQ(partition_edited([](auto& it) { it.last_offset = -1; }), invalid);
    EXPECT_EQ(partition_edited([](auto& it) { it.last_offset_epoch = -1; }), invalid);
    EXPECT_EQ(partition_edited([](auto& it) { it.last_offset_epoch = 3; }), invalid);
    EXPECT_EQ(partition_edited([](auto& it) { it.replica_id = -1; }), invalid);
    EXPECT_EQ(partition_edited([](auto& it) { it.replica_id = 0; }), invalid);  // Itself.
    EXPECT_EQ(partition_edited([](auto& it) {
                  it.pre_vote = true;
                  it.last_offset_epoch = 4;
              }),
              invalid);
    EXPECT_EQ(partition_edited([](auto& it) {
                  it.pre_vote = true;
                  it.last_offset_epoch = 3;
              }),
              "NONE epoch=0 granted");
    EXPECT_EQ(edited([](auto& it) { it.topics.front().topic_name = "orders"; }), "INVALID_REQUEST");
    EXPECT_EQ(edited([](auto& it) { it.topics.clear(); }), "INVALID_REQUEST");
    EXPECT_EQ(edited([](auto& it) { it.cluster_id = "other"; }), "INCONSISTENT_CLUSTER_ID");
}

TEST(RaftRequestsTest, a_request_for_another_voter_or_directory_is_refused) {
    Lonely node;
    wire::VoteRequest to_two = node.vote_of(1, 3, kVote);
    to_two.voter_id = 2;
    EXPECT_EQ(node.vote(to_two), "INVALID_VOTER_KEY epoch=3");
    wire::VoteRequest to_lost_disk = node.vote_of(1, 3, kVote);
    to_lost_disk.topics.front().partitions.front().voter_directory_id = kSomeDirectory;
    EXPECT_EQ(node.vote(to_lost_disk), "INVALID_VOTER_KEY epoch=3");
    wire::BeginQuorumEpochRequest begin = node.begin_of(1, 3);
    begin.voter_id = 2;
    EXPECT_EQ(node.begin(begin), "INVALID_VOTER_KEY epoch=3 leader=1");
}

TEST(RaftRequestsTest, the_leader_of_an_epoch_is_followed_and_no_second_one) {
    Lonely node;
    EXPECT_EQ(node.begin(node.begin_of(1, 3)), "NONE epoch=3 leader=1");
    EXPECT_EQ(node.begin(node.begin_of(1, 3)), "NONE epoch=3 leader=1");
    EXPECT_EQ(node.begin(node.begin_of(2, 3)), "INVALID_REQUEST epoch=3 leader=1");
    EXPECT_EQ(node.begin(node.begin_of(2, 2)), "FENCED_LEADER_EPOCH epoch=3 leader=1");
    EXPECT_EQ(node.begin(node.begin_of(0, 4)), "INVALID_REQUEST epoch=3 leader=1");
    EXPECT_EQ(node.begin(node.begin_of(-1, 4)), "INVALID_REQUEST epoch=3 leader=1");
    wire::BeginQuorumEpochRequest other = node.begin_of(1, 4);
    other.cluster_id = "other";
    EXPECT_EQ(node.begin(other), "INCONSISTENT_CLUSTER_ID");
    EXPECT_EQ(node.begin(node.begin_of(2, 4)), "NONE epoch=4 leader=2");
}

TEST(RaftRequestsTest, the_end_of_an_epoch_lets_the_first_successor_run_at_once) {
    Lonely node;
    EXPECT_EQ(node.begin(node.begin_of(1, 3)), "NONE epoch=3 leader=1");
    const auto end = [&](const std::vector<ReplicaKey>& successors) {
        return node.end(end_quorum_epoch_request(node.asker(1), LeaderEpoch(3), successors));
    };
    const auto times_run = [&] { return node.world().count(KraftReason::kFetchTimedOut); };
    EXPECT_EQ(end({{.id = BrokerId(2)}}), "NONE epoch=3 leader=1");  // It waits for a second.
    EXPECT_EQ(times_run(), 0);
    EXPECT_EQ(end({{.id = BrokerId(0)}, {.id = BrokerId(2)}}), "NONE epoch=3 leader=1");
    EXPECT_EQ(times_run(), 1);
    EXPECT_EQ(node.end(end_quorum_epoch_request(node.asker(1), LeaderEpoch(2), {})),
              "FENCED_LEADER_EPOCH epoch=3 leader=1");
    EXPECT_EQ(node.end(end_quorum_epoch_request(node.asker(2), LeaderEpoch(3), {})),
              "INVALID_REQUEST epoch=3 leader=1");
}

TEST(RaftRequestsTest, only_the_leader_of_the_epoch_serves_a_fetch) {
    Lonely node;
    EXPECT_EQ(node.begin(node.begin_of(1, 3)), "NONE epoch=3 leader=1");
    const auto fetch = [&](int epoch) {
        return node.fetch(fetch_request(node.asker(2), {.current_epoch = LeaderEpoch(epoch),
                                                        .own_log = {},
                                                        .high_watermark = {},
                                                        .wait_max = 100_ms,
                                                        .bytes_max = 1'000}));
    };
    EXPECT_EQ(fetch(2), "FENCED_LEADER_EPOCH epoch=3 leader=1");
    EXPECT_EQ(fetch(3), "NOT_LEADER_OR_FOLLOWER epoch=3 leader=1");
    EXPECT_EQ(fetch(4), "UNKNOWN_LEADER_EPOCH epoch=3 leader=1");
}

/// Three voters of which 0 leads, since the others are slow to run.
class Led {
public:
    Led() : world_({.voters = 3, .increment_interval = 10_ms}) {
        world_.start_all();
        world_.run_until([&] { return world_.leader().has_value(); });
        leader_ = world_.leader().value();
        world_.run_until([&] { return world_.committed() > 100; });
        epoch_ = world_.counter(leader_)->epoch();
    }

    QuorumWorld& world() { return world_; }
    RaftNode& raft() { return *world_.raft(leader_); }

    template <class Request>
    typename Request::Response ask(const Request& request) {
        std::optional<typename Request::Response> response;
        world_.spawn_on(leader_,
                        [&](sim::Fiber& fiber) { response = raft().handle(fiber, request); });
        world_.run_until([&] { return response.has_value(); }, 2_s);
        return response.value();
    }
    Asker asker() const { return {.cluster_id = "test", .self = {.id = BrokerId(8)}}; }
    wire::FetchRequest fetch_from(std::int64_t offset, std::int32_t last_epoch) {
        return fetch_request(
            asker(), {.current_epoch = epoch_,
                      .own_log = {.epoch = LeaderEpoch(last_epoch), .offset = Offset(offset)},
                      .high_watermark = Offset(1'000'000),
                      .wait_max = 100_ms,
                      .bytes_max = 1 << 20});
    }
    wire::FetchResponse::Response::Partition fetched(const wire::FetchRequest& request) {
        return *only_partition(ask(request));
    }
    std::string snapshot_error(const OffsetAndEpoch& id, std::int64_t position,
                               std::int32_t epoch_difference = 0) {
        const auto response = ask(fetch_snapshot_request(
            asker(), {.current_epoch = LeaderEpoch(epoch_.value() + epoch_difference),
                      .id = id,
                      .position = position,
                      .bytes_max = 1'000}));
        return std::string(to_string(only_partition(response)->error_code));
    }

private:
    QuorumWorld world_;
    int leader_ = 0;
    LeaderEpoch epoch_{0};
};

TEST(RaftRequestsTest, a_leader_gives_records_or_says_from_where_the_logs_differ) {
    Led led;
    const std::int64_t end = led.raft().log_end_offset().value();
    const std::int32_t epoch = led.raft().leader_and_epoch().epoch.value();
    const auto records = led.fetched(led.fetch_from(end - 5, epoch));
    EXPECT_EQ(records.error_code, ErrorCode::kNone);
    EXPECT_FALSE(records.records->empty());
    const auto beyond = led.fetched(led.fetch_from(1'000'000, epoch));
    EXPECT_EQ(beyond.diverging_epoch.epoch, epoch);
    EXPECT_GE(beyond.diverging_epoch.end_offset, end);
    const auto nothing = led.fetched(led.fetch_from(0, 0));
    EXPECT_GT(nothing.snapshot_id.end_offset, 0);  // Shorter than all that led to it.
}

TEST(RaftRequestsTest, a_fetch_that_makes_no_sense_is_refused) {
    Led led;
    const std::int32_t epoch = led.raft().leader_and_epoch().epoch.value();
    EXPECT_EQ(led.fetched(led.fetch_from(-1, epoch)).error_code, ErrorCode::kInvalidRequest);
    EXPECT_EQ(led.fetched(led.fetch_from(5, -1)).error_code, ErrorCode::kInvalidRequest);
    EXPECT_EQ(led.fetched(led.fetch_from(5, epoch + 1)).error_code, ErrorCode::kInvalidRequest);
    auto other = led.fetch_from(5, epoch);
    other.cluster_id = "other";
    EXPECT_EQ(led.ask(other).error_code, ErrorCode::kInconsistentClusterId);
    other = led.fetch_from(5, epoch);
    other.topics.clear();
    EXPECT_EQ(led.ask(other).error_code, ErrorCode::kInvalidRequest);
}

TEST(RaftRequestsTest, a_snapshot_is_given_in_parts) {
    Led led;
    const auto id = led.raft().latest_snapshot().value();
    EXPECT_EQ(led.snapshot_error(id, 0), "NONE");
    EXPECT_EQ(led.snapshot_error(id, 1'000'000), "POSITION_OUT_OF_RANGE");
    EXPECT_EQ(led.snapshot_error(id, -1), "POSITION_OUT_OF_RANGE");
    EXPECT_EQ(led.snapshot_error({.epoch = id.epoch, .offset = Offset(1)}, 0),
              "SNAPSHOT_NOT_FOUND");
    EXPECT_EQ(led.snapshot_error(id, 0, -1), "FENCED_LEADER_EPOCH");
    EXPECT_EQ(led.snapshot_error(id, 0, +1), "UNKNOWN_LEADER_EPOCH");
}

TEST(RaftRequestsTest, the_leader_describes_its_quorum) {
    Led led;
    led.fetched(led.fetch_from(led.raft().log_end_offset().value(), 1));
    wire::DescribeQuorumRequest request;
    request.topics.resize(1);
    request.topics.front().topic_name = "__cluster_metadata";
    request.topics.front().partitions.resize(1);
    const auto response = led.ask(request);
    const auto& quorum = response.topics.front().partitions.front();
    EXPECT_EQ(quorum.error_code, ErrorCode::kNone);
    EXPECT_EQ(quorum.leader_id, led.raft().node().value());
    EXPECT_GT(quorum.high_watermark, 100);
    ASSERT_EQ(quorum.current_voters.size(), 3u);
    for (const auto& voter : quorum.current_voters) {
        EXPECT_GT(voter.log_end_offset, 50);
        EXPECT_GT(voter.last_caught_up_timestamp, 0);
    }
    ASSERT_EQ(quorum.observers.size(), 1u);
    EXPECT_EQ(quorum.observers.front().replica_id, 8);

    request.topics.front().topic_name = "orders";
    EXPECT_EQ(led.ask(request).topics.front().partitions.front().error_code,
              ErrorCode::kUnknownTopicOrPartition);
}

TEST(RaftRequestsTest, a_node_that_stopped_is_not_available) {
    Led led;
    RaftNode& raft = led.raft();
    const LeaderEpoch epoch = raft.leader_and_epoch().epoch;
    raft.shut_down(500_ms);
    EXPECT_EQ(raft.append(epoch, {Counter::encode(1)}, Atomicity::kAnyBatches),
              tl::make_unexpected(AppendError::kNotLeader));
}

}  // namespace
}  // namespace assize::model::kraft
