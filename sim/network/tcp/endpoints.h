#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "sim/id.h"
#include "sim/network/address.h"
#include "sim/network/error.h"
#include "sim/network/facts.h"
#include "sim/network/host_set.h"
#include "sim/network/interference.h"
#include "sim/network/tcp/backlog.h"
#include "sim/network/tcp/carrier.h"
#include "sim/network/tcp/circuit.h"
#include "sim/network/tcp/holdings.h"
#include "sim/network/tcp/link.h"
#include "sim/process.h"
#include "sim/result.h"
#include "sim/simulation.h"

namespace assize::sim::tcp {

/// The TCP of all hosts: what they know of connections, and what they do with packets that
/// arrive and with the wishes of their processes. Nothing in it waits.
///
/// A host that gets a packet of a connection which it does not know answers with a reset. One
/// that is asked to connect keeps nothing until the client has confirmed, so that a lost answer
/// leaves nothing behind.
/// Source: RFC 9293, and Linux where that leaves a choice. Departs: no TIME-WAIT, and an end that
/// was closed waits for the other side's end for as long as it takes.
class Endpoints final : private Arrivals {
public:
    Endpoints(Simulation& simulation, Interference& rules, LinkProfile usual);

    Links& links() { return links_; }
    /// Rules have changed.
    void look_again() { carrier_.look_again(); }

    std::size_t connections() const { return circuits_.size(); }

    /// Begins to connect: wakes the end's receivers when it is open, or has an error.
    End& connect(const Life& life, Address to);
    /// Null when it is closed.
    End* find(EndKey key);
    bool has_room(const End& end) const;
    /// Requires: the end is open.
    MessageId send(End& end, std::vector<std::byte> frame);
    /// How many bytes can be taken.
    std::size_t readable(const End& end) const;
    /// Wakes the end's receivers when so many bytes are readable. Until then the other side may
    /// send them, even if its buffer is full.
    void want(End& end, std::size_t bytes);
    /// At most so many bytes of the next frame. Requires: something is readable.
    std::vector<std::byte> take(End& end, std::size_t at_most);
    void end_sending(End& end);
    /// The end has waited for too long to be connected.
    void time_out(End& end);
    /// The process lets go of it: in order, unless bytes are there that it has not read.
    void close(End& end);
    /// The process lets go of it, and the other side is to know that it did not want to.
    void abort(End& end);

    /// Fails: kPortInUse.
    Result<BacklogKey, NetworkError> listen(const Life& life, Port port, std::size_t capacity);
    Backlog* find(BacklogKey key) { return backlogs_.find(key); }
    /// Requires: somebody waits in it.
    End& accept(Backlog& backlog);
    void close(Backlog& backlog);

    void on_death(ProcessId process);
    void on_power_loss(HostId host);
    /// Returns how many connections there were.
    std::size_t reset_between(const HostSet& some, const HostSet& others);

private:
    void on_arrival(Circuit& circuit, Side sender) noexcept override;
    void on_giving_up(Circuit& circuit, Side sender) noexcept override;
    void on_connect(Circuit& circuit);
    void on_connect_answer(Circuit& circuit);
    void on_connect_confirm(Circuit& circuit);
    void on_data(Circuit& circuit, Side sender);
    void on_end(Circuit& circuit, Side sender);
    void on_reset(Circuit& circuit, Side sender);
    void answer_with_reset(Circuit& circuit, Side side);
    Backlog* listening_at(Address address);

    void wake_senders_to(const End& end);
    void reset(End& end, ResetCause cause);
    void reset_both(Circuit& circuit);
    void abort(End& end, ResetCause cause);
    void become_unknown(End& end, NetworkError error);
    void let_go(End& end);
    void forget_if_finished(End& end);
    void forget_if_over(Circuit& circuit);

    Address port_of_its_own(HostId host);
    /// For the trace: by the process that holds the end, as far as it is still there to speak.
    template <Fact F>
    void state(const End& end, const F& fact) {
        const Subject subject = end.circuit.subject();
        if (end.owner && end.owner->alive()) {
            end.owner->emit(fact, {.changed = Changed::kYes, .subjects = {subject}});
        } else {
            simulation_.emit(fact, {.changed = Changed::kYes, .subjects = {subject}});
        }
    }

    Simulation& simulation_;
    Interference& rules_;
    Links links_;
    Slab<Circuit> circuits_;
    Slab<Backlog> backlogs_;
    std::map<Address, BacklogKey> listening_;
    Holdings holdings_;
    Carrier carrier_;
    std::vector<std::uint16_t> ports_used_;  // By HostId: how many, going round.
    std::uint64_t last_connection_ = 0;
    std::uint64_t last_message_ = 0;
};

}  // namespace assize::sim::tcp
