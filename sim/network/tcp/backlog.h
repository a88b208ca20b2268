#pragma once

#include <cstddef>
#include <deque>

#include "sim/kernel/wait_queue.h"
#include "sim/network/address.h"
#include "sim/network/tcp/circuit.h"
#include "sim/network/tcp/key.h"
#include "sim/process.h"

namespace assize::sim::tcp {

/// The connections that wait to be accepted by a process that listens, as its host sees it.
struct Backlog {
    Backlog(BacklogKey own, Life of, Address at, std::size_t most)
        : key(own), owner(of), address(at), capacity(most) {}

    bool full() const { return waiting.size() >= capacity; }

    const BacklogKey key;
    const Life owner;
    const Address address;
    const std::size_t capacity;
    std::deque<End*> waiting;  // The owner holds them already.
    kernel::WaitQueue acceptors;
};

}  // namespace assize::sim::tcp
