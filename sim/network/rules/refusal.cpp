#include "sim/network/rules/refusal.h"

#include <fmt/format.h>

namespace assize::sim {

bool Refusal::refuses(HostId, Address to) const {
    return to.host == host_ && (!port_ || *port_ == to.port);
}

std::string Refusal::describe() const {
    if (port_) return "refuse " + to_string(Address{host_, *port_});
    return fmt::format("refuse {}", host_.value());
}

}  // namespace assize::sim
