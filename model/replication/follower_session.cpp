#include "model/replication/follower_session.h"

#include "model/replication/fetch_session.h"

namespace assize::model::replication {

void FollowerSession::ask(const Wanted& wanted, wire::FetchRequest& request) {
    request.session_id = id_;
    request.session_epoch = epoch_;
    if (epoch_ == 0) known_.clear();
    for (const auto& [key, asked] : wanted) {
        const auto [known, is_new] = known_.try_emplace(key, asked);
        if (!is_new && known->second == asked) continue;
        known->second = asked;
        add(key, asked, request);
    }
    if (known_.size() == wanted.size()) return;
    for (auto known = known_.begin(); known != known_.end();) {
        if (wanted.contains(known->first)) {
            ++known;
            continue;
        }
        auto& forgotten = request.forgotten_topics_data;
        if (forgotten.empty() || forgotten.back().topic_id != known->first.first) {
            forgotten.emplace_back().topic_id = known->first.first;
        }
        forgotten.back().partitions.push_back(known->first.second);
        known = known_.erase(known);
    }
}

void FollowerSession::add(const Key& key, const Asked& asked, wire::FetchRequest& request) const {
    if (request.topics.empty() || request.topics.back().topic_id != key.first) {
        request.topics.emplace_back().topic_id = key.first;
    }
    request.topics.back().partitions.push_back(asked);
}

bool FollowerSession::on_response(const wire::FetchResponse& response) {
    if (response.error_code != wire::ErrorCode::kNone) {
        // The session is not there, or not as we think: begin another, ending this if it is.
        if (response.error_code == wire::ErrorCode::kFetchSessionIdNotFound) id_ = 0;
        epoch_ = 0;
        return false;
    }
    id_ = response.session_id;
    epoch_ = id_ == 0 ? 0 : next_session_epoch(epoch_);
    return true;
}

void FollowerSession::on_failure() {
    epoch_ = 0;
}

}  // namespace assize::model::replication
