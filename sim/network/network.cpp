#include "sim/network/network.h"

#include <utility>

#include "sim/host.h"
#include "sim/invariant.h"
#include "sim/network/tcp/endpoints.h"

namespace assize::sim {

Network::Network(Simulation& simulation, LinkProfile usual)
    : rules_(simulation),
      endpoints_(std::make_unique<tcp::Endpoints>(simulation, rules_, std::move(usual))) {}

Network::~Network() = default;

Result<Listener, NetworkError> Network::listen(Fiber& fiber, Port port, ListenOptions options) {
    INVARIANT(options.backlog > 0, "a listener that can take nobody");
    const Life life = fiber.life();
    if (!life.alive()) return Failure(NetworkError::kDead);
    const auto key = endpoints_->listen(life, port, options.backlog);
    if (!key) return Failure(key.error());
    return Listener(*endpoints_, *endpoints_->find(*key));
}

Result<Connection, NetworkError> Network::connect(Fiber& fiber, Address to, Deadline deadline) {
    const Life life = fiber.life();
    if (!life.alive()) return Failure(NetworkError::kDead);
    // Whatever happens while it waits, the connection closes itself.
    Connection connection(*endpoints_, endpoints_->connect(life, to), life);
    const auto open = connection.wait_until_open(fiber, deadline);
    if (!open) return Failure(open.error());
    return connection;
}

void Network::set_link(HostId from, HostId to, LinkProfile profile) {
    endpoints_->links().set(from, to, std::move(profile));
}

std::size_t Network::connections() const {
    return endpoints_->connections();
}

RuleGuard Network::install(std::unique_ptr<Rule> rule) {
    const RuleId id = rules_.install(std::move(rule));
    endpoints_->look_again();
    return RuleGuard(*this, id);
}

bool Network::remove(RuleId rule) {
    const bool was_there = rules_.remove(rule);
    if (was_there) endpoints_->look_again();
    return was_there;
}

std::size_t Network::reset_connections(const HostSet& some, const HostSet& others) {
    return endpoints_->reset_between(some, others);
}

void Network::on_death(Process& process, Death) {
    endpoints_->on_death(process.id());
}

void Network::on_power_loss(Host& host) {
    endpoints_->on_power_loss(host.id());
}

// Who sent to it in vain sends again, and hears then that it has forgotten everything.
void Network::on_power_restored(Host&) {}

}  // namespace assize::sim
