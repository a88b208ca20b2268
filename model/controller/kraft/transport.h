#pragma once

#include <cstdint>
#include <string_view>

#include "model/types.h"
#include "sim/fiber.h"
#include "sim/result.h"
#include "sim/time.h"

namespace assize::model::wire {
struct BeginQuorumEpochRequest;
struct BeginQuorumEpochResponse;
struct EndQuorumEpochRequest;
struct EndQuorumEpochResponse;
struct FetchRequest;
struct FetchResponse;
struct FetchSnapshotRequest;
struct FetchSnapshotResponse;
struct VoteRequest;
struct VoteResponse;
}  // namespace assize::model::wire

namespace assize::model::kraft {

/// Why there is no answer. Whether the other side acted is not known.
enum class TransportError : std::uint8_t {
    kTimedOut,
    kDisconnected,  // Or never connected.
    kBadResponse,
};
std::string_view to_string(TransportError error);

/// How a node reaches the others. Each call sends one request to a node and waits for its answer,
/// at most until the deadline. RaftNode has at most one call to a node under way, from a fiber
/// for each node.
/// The newest version that the other side has of an API is to be used: a Fetch of version 17 or
/// later carries the directory id, of version 18 the high watermark.
class Transport {
public:
    template <class Response>
    using Answer = sim::Result<Response, TransportError>;

    virtual ~Transport() = default;

    virtual Answer<wire::VoteResponse> call(sim::Fiber& fiber, BrokerId to,
                                            const wire::VoteRequest& request,
                                            sim::Deadline deadline) = 0;
    virtual Answer<wire::BeginQuorumEpochResponse> call(
        sim::Fiber& fiber, BrokerId to, const wire::BeginQuorumEpochRequest& request,
        sim::Deadline deadline) = 0;
    virtual Answer<wire::EndQuorumEpochResponse> call(sim::Fiber& fiber, BrokerId to,
                                                      const wire::EndQuorumEpochRequest& request,
                                                      sim::Deadline deadline) = 0;
    virtual Answer<wire::FetchResponse> call(sim::Fiber& fiber, BrokerId to,
                                             const wire::FetchRequest& request,
                                             sim::Deadline deadline) = 0;
    virtual Answer<wire::FetchSnapshotResponse> call(sim::Fiber& fiber, BrokerId to,
                                                     const wire::FetchSnapshotRequest& request,
                                                     sim::Deadline deadline) = 0;
};

}  // namespace assize::model::kraft
