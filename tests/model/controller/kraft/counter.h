#pragma once

#include <charconv>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/controller/kraft/listener.h"
#include "model/controller/kraft/raft_node.h"

namespace assize::model::kraft {

/// What all nodes together were given: at each offset the same value.
class CommittedData {
public:
    /// Says what is wrong, if this contradicts what was committed before.
    std::optional<std::string> note(std::int64_t offset, std::int64_t value) {
        const auto [found, is_new] = values_.try_emplace(offset, value);
        if (is_new || found->second == value) return std::nullopt;
        return "ConsistentCommittedData: offset " + std::to_string(offset) + " was " +
               std::to_string(found->second) + " and is now " + std::to_string(value);
    }
    void forget_from(std::int64_t offset) {
        values_.erase(values_.lower_bound(offset), values_.end());
    }

private:
    std::map<std::int64_t, std::int64_t> values_;
};

/// The state machine of these tests: a counter, and each record says what it is to become, which
/// is one more. Whoever thinks that it leads increments it.
/// Source: ReplicatedCounter of Kafka's RaftEventSimulationTest.
class Counter final : public RaftListener {
public:
    using Complain = std::function<void(const std::string&)>;
    Counter(BrokerId node, CommittedData& data, Complain complain)
        : node_(node), data_(data), complain_(std::move(complain)) {}

    static wire::Bytes encode(std::int64_t value) {
        return wire::Bytes::copy_of(std::to_string(value));
    }
    static std::int64_t decode(const wire::Bytes& bytes) {
        std::int64_t value = -1;
        const auto text = bytes.text();
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    }

    void on_commit(const std::vector<CommittedBatch>& batches) override {
        for (const CommittedBatch& batch : batches) {
            if (batch.base_offset.value() != next_offset_) complain_("a gap in what is committed");
            next_offset_ = batch.last_offset.value() + 1;
            last_epoch_ = batch.epoch;
            last_timestamp_ms_ = batch.append_timestamp_ms;
            for (std::size_t n = 0; n < batch.records.size(); ++n) {
                const std::int64_t value = decode(batch.records[n]);
                if (value != committed_ + 1) {
                    complain_("the counter goes from " + std::to_string(committed_) + " to " +
                              std::to_string(value));
                }
                committed_ = value;
                const auto wrong =
                    data_.note(batch.base_offset.value() + static_cast<std::int64_t>(n), value);
                if (wrong) complain_(*wrong);
            }
        }
    }
    void on_load_snapshot(const SnapshotContents& snapshot) override {
        if (leads()) complain_("a leader is given a snapshot");
        next_offset_ = snapshot.id.offset.value();
        last_epoch_ = snapshot.id.epoch;
        last_timestamp_ms_ = snapshot.last_contained_log_timestamp_ms;
        snapshot_offset_ = next_offset_;
        committed_ = snapshot.records.empty() ? 0 : decode(snapshot.records.back());
        snapshots_loaded_ += 1;
    }
    void on_leader_change(const LeaderAndEpoch& leader) override {
        if (told_ && leader.epoch < told_->epoch) complain_("a listener is told of an older epoch");
        told_ = leader;
        uncommitted_ = committed_;
    }
    void on_end() override { told_ = std::nullopt; }

    bool leads() const { return told_ && told_->leader == node_; }
    LeaderEpoch epoch() const { return told_->epoch; }
    std::int64_t committed() const { return committed_; }
    std::int64_t next_offset() const { return next_offset_; }
    int snapshots_loaded() const { return snapshots_loaded_; }

    /// Appends what comes next, if it may.
    void increment(RaftNode& raft) {
        if (!leads()) return;
        const auto appended =
            raft.append(told_->epoch, {encode(uncommitted_ + 1)}, Atomicity::kAnyBatches);
        if (appended) uncommitted_ += 1;
    }

    /// What is to be put into a snapshot, when there is enough.
    std::optional<SnapshotContents> snapshot_due(std::int64_t interval) {
        if (next_offset_ - snapshot_offset_ < interval) return std::nullopt;
        snapshot_offset_ = next_offset_;
        return SnapshotContents{.id = {.epoch = last_epoch_, .offset = Offset(next_offset_)},
                                .last_contained_log_timestamp_ms = last_timestamp_ms_,
                                .records = {encode(committed_)}};
    }

private:
    BrokerId node_;
    CommittedData& data_;
    Complain complain_;
    std::int64_t next_offset_ = 0;
    LeaderEpoch last_epoch_{0};
    std::int64_t last_timestamp_ms_ = 0;
    std::int64_t committed_ = 0;
    std::int64_t uncommitted_ = 0;
    std::int64_t snapshot_offset_ = 0;
    int snapshots_loaded_ = 0;
    std::optional<LeaderAndEpoch> told_;
};

}  // namespace assize::model::kraft
