#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "model/rpc/client.h"
#include "model/types.h"
#include "model/wire/messages/metadata.h"
#include "sim/network/address.h"
#include "sim/random.h"

namespace assize::sim {
class Simulation;
}

namespace assize::model::client {

/// A client's connections: one to each broker that it has heard of, made when first used, and
/// those to the addresses that it was given to begin with.
/// Who uses a connection shares it: a broker that moves gets a new one.
class Connections {
public:
    /// Requires: `bootstrap` is not empty.
    Connections(std::vector<sim::Address> bootstrap, rpc::ClientOptions options,
                sim::Random random);

    /// Takes note of where brokers are said to be. Returns which they are; those at addresses that
    /// there are not are left out.
    std::vector<BrokerId> learn(sim::Simulation& simulation,
                                const wire::MetadataResponse& metadata);
    /// Null when nobody has said where the broker is.
    std::shared_ptr<rpc::Client> to(BrokerId broker) const;
    /// Some node, by chance: a broker, or one of the first addresses while none is known and in
    /// every fourth case, so that a client whose brokers have all gone finds others.
    /// Departs: Kafka takes the one with the fewest requests in flight (rebootstrap: KIP-899).
    std::shared_ptr<rpc::Client> any();

private:
    std::shared_ptr<rpc::Client> connect_to(sim::Address address) const;

    rpc::ClientOptions options_;
    sim::Random random_;
    std::vector<std::shared_ptr<rpc::Client>> bootstrap_;
    std::map<BrokerId, std::shared_ptr<rpc::Client>> brokers_;
};

/// What a client's config says about connections. C: a Producer-, Consumer- or AdminConfig.
template <class C>
rpc::ClientOptions connection_options(const C& config) {
    return rpc::ClientOptions{.client_id = config.client_id,
                              .request_timeout = config.request_timeout,
                              .reconnect_backoff = config.reconnect_backoff,
                              .reconnect_backoff_max = config.reconnect_backoff_max};
}

}  // namespace assize::model::client
