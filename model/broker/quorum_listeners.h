#pragma once

#include <vector>

#include "model/controller/kraft/listener.h"

namespace assize::model::broker {

/// Hands on to several what the quorum says, in the order in which they were added.
/// Requires: they outlive this.
class QuorumListeners final : public kraft::RaftListener {
public:
    void add(kraft::RaftListener& listener) { listeners_.push_back(&listener); }

    void on_commit(const std::vector<kraft::CommittedBatch>& batches) override {
        for (kraft::RaftListener* listener : listeners_) listener->on_commit(batches);
    }
    void on_load_snapshot(const kraft::SnapshotContents& snapshot) override {
        for (kraft::RaftListener* listener : listeners_) listener->on_load_snapshot(snapshot);
    }
    void on_leader_change(const kraft::LeaderAndEpoch& leader) override {
        for (kraft::RaftListener* listener : listeners_) listener->on_leader_change(leader);
    }
    void on_end() override {
        for (kraft::RaftListener* listener : listeners_) listener->on_end();
    }

private:
    std::vector<kraft::RaftListener*> listeners_;
};

}  // namespace assize::model::broker
