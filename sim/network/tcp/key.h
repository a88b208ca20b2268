#pragma once

#include <cstdint>

namespace assize::sim::tcp {

struct Backlog;
struct Circuit;
struct End;

/// Names a T in a Slab, for good.
template <class T>
struct Key {
    std::uint32_t index;
    std::uint32_t generation;

    bool operator==(const Key&) const = default;
};

using BacklogKey = Key<Backlog>;
using CircuitKey = Key<Circuit>;

/// Which end of a connection.
enum class Side : std::uint8_t {
    kClient,  // It connected.
    kServer,  // It accepted.
};

constexpr Side opposite(Side side) {
    return side == Side::kClient ? Side::kServer : Side::kClient;
}

/// Names one end of a connection.
struct EndKey {
    CircuitKey circuit;
    Side side;
};

}  // namespace assize::sim::tcp
