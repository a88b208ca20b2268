#pragma once

#include <compare>
#include <cstdint>

namespace assize::sim {

/// A number that names something. It compares and nothing else: no arithmetic, no conversion,
/// no default value. "None yet" is a `std::optional`.
template <class Tag, class Rep>
class Id {
public:
    using rep = Rep;

    constexpr explicit Id(Rep value) : value_(value) {}
    constexpr Rep value() const { return value_; }
    constexpr auto operator<=>(const Id&) const = default;

private:
    Rep value_;
};

/// Dense from 0, in the order of creation.
using HostId = Id<struct HostIdTag, std::uint32_t>;
/// Dense from 0, in the order of creation. A process keeps it through all its incarnations.
using ProcessId = Id<struct ProcessIdTag, std::uint32_t>;
/// Which life of a process: 1 is the first.
using Incarnation = Id<struct IncarnationTag, std::uint32_t>;
/// A fact's place in the trace, from 1.
using EventId = Id<struct EventIdTag, std::uint64_t>;
/// A frame that one process sent to another, from 1.
using MessageId = Id<struct MessageIdTag, std::uint64_t>;

}  // namespace assize::sim
