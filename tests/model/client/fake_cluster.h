#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/rpc/resolve.h"
#include "model/rpc/server.h"
#include "model/types.h"
#include "model/wire/bytes.h"
#include "model/wire/error_code.h"
#include "model/wire/messages/fetch.h"
#include "model/wire/messages/list_offsets.h"
#include "model/wire/messages/metadata.h"
#include "model/wire/messages/offset_for_leader_epoch.h"
#include "model/wire/messages/produce.h"
#include "sim/network/network.h"
#include "sim/simulation.h"

namespace assize::model::client {

using namespace sim::literals;

/// Brokers that do as a test says: they share one memory, replicate nothing, and can be told to
/// answer anything. Broker n is on host n, and clients are on host 0.
class FakeCluster {
public:
    struct Batch {
        wire::Bytes bytes;
        Offset begin;
        Offset end;
    };
    struct Partition {
        std::int32_t leader = 1;
        std::int32_t leader_epoch = 0;
        std::vector<Batch> log = {};
        Offset start{0};
        Offset end{0};
        std::map<std::int32_t, std::int64_t> epoch_ends = {};  // Of epochs that are over.
    };
    /// What is to happen to the next produce request, beside or instead of appending.
    struct Produce {
        wire::ErrorCode error = wire::ErrorCode::kNone;
        bool append = true;
        bool close = false;  // The connection, without an answer.
        sim::Duration delay = 0_s;
    };

    explicit FakeCluster(std::int32_t brokers, std::uint64_t seed = 1);

    void add_topic(const std::string& topic, std::int32_t partitions);
    Partition& partition(const std::string& topic, std::int32_t index = 0) {
        return topics_.at(topic).at(static_cast<std::size_t>(index));
    }
    /// All values in a partition, in the order of offsets.
    std::vector<std::string> values(const std::string& topic, std::int32_t index = 0) const;
    void append(const std::string& topic, std::int32_t index, const std::string& value);
    void append_batch(Partition& partition, wire::Bytes bytes);

    std::vector<sim::Address> bootstrap() const { return {{sim::HostId(1), rpc::kBrokerPort}}; }
    sim::Process& run_client(sim::FiberBody body) {
        return client_host.start("client", std::move(body));
    }
    sim::Process& broker(std::int32_t id) { return *brokers_.at(id); }

    sim::Simulation sim;
    sim::Host& client_host;
    std::deque<Produce> produce_script;             // For the requests to come, in order.
    std::deque<wire::ErrorCode> fetch_script;       // Errors for the fetches to come.
    std::vector<std::size_t> produced_batch_sizes;  // Records in each batch that came.
    std::size_t produce_requests = 0;
    std::size_t produce_requests_at_once = 0;  // The most that were under way.
    std::size_t metadata_requests = 0;
    std::size_t fetch_requests = 0;
    std::size_t fetched_partitions = 0;  // That requests named.

private:
    rpc::Answer answer(sim::Fiber& fiber, std::int32_t broker, const rpc::RequestContext& context,
                       wire::Reader& body);
    wire::MetadataResponse on_metadata(const wire::MetadataRequest& request) const;
    rpc::Answer on_produce(sim::Fiber& fiber, std::int32_t broker,
                           const rpc::RequestContext& context, const wire::ProduceRequest& request);
    wire::ErrorCode produce(std::int32_t broker, Partition& partition, const wire::Bytes& bytes);
    wire::FetchResponse on_fetch(sim::Fiber& fiber, std::int32_t broker,
                                 const wire::FetchRequest& request);
    wire::ListOffsetsResponse on_list_offsets(const wire::ListOffsetsRequest& request) const;
    wire::OffsetForLeaderEpochResponse on_epochs(
        const wire::OffsetForLeaderEpochRequest& request) const;

    std::map<std::string, std::vector<Partition>> topics_;
    std::map<std::int32_t, sim::Process*> brokers_;
    std::size_t producing_ = 0;
};

}  // namespace assize::model::client
