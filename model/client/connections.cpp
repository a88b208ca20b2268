#include "model/client/connections.h"

#include <iterator>
#include <utility>

#include "model/rpc/resolve.h"
#include "sim/invariant.h"

namespace assize::model::client {

Connections::Connections(std::vector<sim::Address> bootstrap, rpc::ClientOptions options,
                         sim::Random random)
    : options_(std::move(options)), random_(random) {
    INVARIANT(!bootstrap.empty(), "a client is given an address to begin with");
    for (const sim::Address address : bootstrap) bootstrap_.push_back(connect_to(address));
}

std::vector<BrokerId> Connections::learn(sim::Simulation& simulation,
                                         const wire::MetadataResponse& metadata) {
    std::vector<BrokerId> learnt;
    for (const auto& told : metadata.brokers) {
        const auto address = rpc::resolve(simulation, told.host, told.port);
        if (!address) continue;
        const BrokerId broker(told.node_id);
        auto& connection = brokers_[broker];
        if (!connection || connection->address() != *address) connection = connect_to(*address);
        learnt.push_back(broker);
    }
    return learnt;
}

std::shared_ptr<rpc::Client> Connections::to(BrokerId broker) const {
    const auto found = brokers_.find(broker);
    return found == brokers_.end() ? nullptr : found->second;
}

std::shared_ptr<rpc::Client> Connections::any() {
    if (brokers_.empty() || random_.below(4) == 0) {
        return bootstrap_[random_.below(bootstrap_.size())];
    }
    const auto steps = static_cast<std::ptrdiff_t>(random_.below(brokers_.size()));
    return std::next(brokers_.begin(), steps)->second;
}

std::shared_ptr<rpc::Client> Connections::connect_to(sim::Address address) const {
    return std::make_shared<rpc::Client>(address, options_);
}

}  // namespace assize::model::client
