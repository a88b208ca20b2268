#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "sim/id.h"

namespace assize::sim {

/// Where a process listens on its host.
using Port = Id<struct PortTag, std::uint16_t>;

/// Where a connection begins or ends.
struct Address {
    HostId host;
    Port port;

    auto operator<=>(const Address&) const = default;
};

/// As in `2:9092`: host 2, port 9092.
std::string to_string(Address address);

/// A connection, counted from 1 in the order in which they were asked for.
using ConnectionId = Id<struct ConnectionIdTag, std::uint64_t>;

}  // namespace assize::sim
