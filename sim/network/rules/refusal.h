#pragma once

#include <optional>
#include <string>

#include "sim/network/rule.h"

namespace assize::sim {

/// Connecting to a host, or to one port of it, is refused. What is connected stays so.
class Refusal final : public Rule {
public:
    explicit Refusal(HostId host) : host_(host), port_(std::nullopt) {}
    explicit Refusal(Address address) : host_(address.host), port_(address.port) {}

    bool refuses(HostId from, Address to) const override;
    std::string describe() const override;

private:
    const HostId host_;
    const std::optional<Port> port_;  // None: any.
};

}  // namespace assize::sim
