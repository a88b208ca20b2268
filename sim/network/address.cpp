#include "sim/network/address.h"

#include <fmt/format.h>

namespace assize::sim {

std::string to_string(Address address) {
    return fmt::format("{}:{}", address.host.value(), address.port.value());
}

}  // namespace assize::sim
