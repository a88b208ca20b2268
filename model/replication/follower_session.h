#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "model/types.h"
#include "model/wire/error_code.h"
#include "model/wire/messages/fetch.h"

namespace assize::model::replication {

/// The asking end of a fetch session: says in each request only what the leader's broker does not
/// know yet. Topics go by their ids.
/// Source: Kafka, FetchSessionHandler; KIP-227.
class FollowerSession {
public:
    using Key = std::pair<Uuid, std::int32_t>;  // Topic and partition.
    using Asked = wire::FetchRequest::Topic::Partition;
    using Wanted = std::map<Key, Asked>;

    /// Puts into the request what is wanted, or what changed of it.
    void ask(const Wanted& wanted, wire::FetchRequest& request);
    /// Learns from the answer. Returns whether there is an answer to each partition in it.
    bool on_response(const wire::FetchResponse& response);
    /// There was no answer: it is not known what the other end knows.
    void on_failure();

    std::int32_t id() const { return id_; }
    std::int32_t epoch() const { return epoch_; }

private:
    void add(const Key& key, const Asked& asked, wire::FetchRequest& request) const;

    std::int32_t id_ = 0;     // 0: none yet.
    std::int32_t epoch_ = 0;  // Of the next request. 0: begins a session, ending that of id_.
    Wanted known_;            // To the other end, once the request under way is there.
};

}  // namespace assize::model::replication
