#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "sim/id.h"
#include "sim/network/address.h"
#include "sim/random.h"
#include "sim/time.h"

namespace assize::sim {

/// A rule that was installed, counted from 1.
using RuleId = Id<struct RuleIdTag, std::uint64_t>;

/// Whether anything gets through from one host to another. A later one outweighs an earlier one.
enum class Passage : std::uint8_t {
    kOpen,
    kStalled,  // It waits at the door for as long as it takes, and nobody loses patience.
    kCut,      // It is lost. Its sender sends it again, and in the end gives up.
};

/// How much worse a link is than its profile says.
struct Slowdown {
    Duration extra_latency = Duration::zero();
    std::int64_t bandwidth_divisor = 1;
};

/// A frame as rules see it, when it is sent. The bytes mean nothing to the network.
struct FrameInTransit {
    Address from;
    Address to;
    std::span<const std::byte> bytes;
    MessageId message;
    ConnectionId connection;
};

/// What is to become of one frame. Frames of a connection stay in order: those behind one that
/// is delayed or held wait for it.
struct Verdict {
    enum class Fate : std::uint8_t {
        kPass,
        kHold,           // Until the rule is removed.
        kDrop,           // It never arrives; when it would have, both ends are reset.
        kDropRemainder,  // As kDrop, but a part of it arrives: any, and not all.
    };

    Fate fate = Fate::kPass;
    Duration delay = Duration::zero();
    std::uint32_t bits_flipped = 0;

    static Verdict pass() { return {}; }
    static Verdict delayed(Duration by) { return {.delay = by}; }
    static Verdict hold() { return {.fate = Fate::kHold}; }
    static Verdict drop() { return {.fate = Fate::kDrop}; }
    static Verdict drop_remainder() { return {.fate = Fate::kDropRemainder}; }
    static Verdict corrupt(std::uint32_t bits) { return {.bits_flipped = bits}; }
};

/// A fault of the network, for as long as it is installed: it says what becomes of what passes.
///
/// Several rules: the strongest passage wins; delays, extra latencies and flipped bits add up;
/// bandwidth divisors multiply; one refusal is enough. A frame waits for all who hold it, and
/// then as little of it arrives as any of those says who drop it. Each rule is asked about each
/// frame as it was sent, in the order of installation and whatever the others say, so that what
/// a rule counts does not depend on them. What a host sends to itself only on_frame() sees.
class Rule {
public:
    Rule() = default;
    Rule(const Rule&) = delete;
    Rule& operator=(const Rule&) = delete;
    virtual ~Rule() = default;

    /// Asked when something would arrive, and again after rules have changed when that made it
    /// wait.
    virtual Passage passage(HostId, HostId) const { return Passage::kOpen; }
    /// Asked when something is sent.
    virtual Slowdown slowdown(HostId, HostId) const { return {}; }
    /// Whether connecting from `from` to `to` is answered as if nobody listened there.
    virtual bool refuses(HostId, Address) const { return false; }
    /// Asked exactly once for each frame, when it is sent. `random` is this rule's own.
    virtual Verdict on_frame(const FrameInTransit&, Random&) { return Verdict::pass(); }
    /// For the trace, as in `cut {0, 1} -> {2}`.
    virtual std::string describe() const = 0;
};

}  // namespace assize::sim
