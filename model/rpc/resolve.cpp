#include "model/rpc/resolve.h"

#include <limits>

#include "sim/host.h"
#include "sim/simulation.h"

namespace assize::model::rpc {

std::optional<sim::Address> resolve(sim::Simulation& simulation, std::string_view host,
                                    std::int32_t port) {
    if (port <= 0 || port > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
    for (std::uint32_t id = 0; id < simulation.hosts(); ++id) {
        if (simulation.host(sim::HostId(id)).name() != host) continue;
        return sim::Address{sim::HostId(id), sim::Port(static_cast<std::uint16_t>(port))};
    }
    return std::nullopt;
}

}  // namespace assize::model::rpc
