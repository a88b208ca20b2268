#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "model/types.h"
#include "model/wire/messages/fetch.h"

namespace assize::model::client {

/// A client's half of an incremental fetch session with one broker: after a full request, only
/// what has changed is asked for.
/// Source: KIP-227; Kafka, FetchSessionHandler.
class FetchSession {
public:
    /// What is wanted of one partition.
    struct Wanted {
        Offset fetch_offset;
        std::optional<LeaderEpoch> leader_epoch;
        std::int32_t bytes_max;

        bool operator==(const Wanted&) const = default;
    };
    using WantedByPartition = std::map<TopicPartition, Wanted>;

    /// Fills in the session and the partitions of a request, so that the broker sends what is
    /// wanted.
    void begin(wire::FetchRequest& request, const WantedByPartition& wanted);
    /// Takes note of the answer to that request. Returns whether its partitions can be used.
    bool on_response(const wire::FetchResponse& response);
    /// There was no answer: the next request begins a new session.
    void begin_anew();

private:
    static void add(wire::FetchRequest& request, const TopicPartition& partition,
                    const Wanted& wanted);
    static void forget(wire::FetchRequest& request, const TopicPartition& partition);

    std::int32_t id_ = 0;
    std::int32_t epoch_ = 0;   // Of the next request. 0 asks for a new session.
    WantedByPartition known_;  // What the broker knows to be wanted.
};

}  // namespace assize::model::client
