#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/network/address.h"

namespace assize::sim {
class Simulation;
}

namespace assize::model::rpc {

/// Where brokers listen for clients and for one another, and controllers for both.
inline constexpr sim::Port kBrokerPort{9092};
inline constexpr sim::Port kControllerPort{9093};

/// The address behind a host's name and a port, as Metadata and registrations hold them. None when
/// there is no such host or port. Names are those of the simulation's hosts.
std::optional<sim::Address> resolve(sim::Simulation& simulation, std::string_view host,
                                    std::int32_t port);

}  // namespace assize::model::rpc
