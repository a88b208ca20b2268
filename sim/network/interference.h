#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "sim/id.h"
#include "sim/network/rule.h"
#include "sim/random.h"
#include "sim/time.h"
#include "sim/trace.h"

namespace assize::sim {

class Simulation;

/// What becomes of one frame.
struct Judgement {
    Duration delay = Duration::zero();
    bool held = false;                      // Ask Interference::holds() for how long.
    std::optional<std::size_t> bytes_kept;  // Dropped: so much of it arrives nevertheless.
    std::vector<std::uint64_t> flipped;     // Which bits, counted through all bytes.
};

/// The rules that are installed, as one voice: see Rule for how they combine. States in the
/// trace what they do.
class Interference {
public:
    explicit Interference(Simulation& simulation) : simulation_(simulation) {}

    bool empty() const { return rules_.empty(); }

    RuleId install(std::unique_ptr<Rule> rule);
    /// Returns false when it is not installed.
    bool remove(RuleId id);

    Passage passage(HostId from, HostId to) const;
    Slowdown slowdown(HostId from, HostId to) const;
    bool refuses(HostId from, Address to) const;

    /// What all rules together say of a frame. `subject` is its connection, for the trace.
    Judgement judge(const FrameInTransit& frame, const Subject& subject);

    /// Whether a rule that is still installed holds this frame.
    bool holds(MessageId message) const { return held_.contains(message); }
    /// The frame will never arrive. Does nothing when it is not held.
    void forget(MessageId message) { held_.erase(message); }

private:
    struct Installed {
        RuleId id;
        std::unique_ptr<Rule> rule;
        Random random;  // For its verdicts.
    };

    void apply(Installed& by, const Verdict& verdict, const FrameInTransit& frame,
               const Subject& subject, Judgement& so_far);
    void release_frames_held_by(RuleId rule);

    Simulation& simulation_;
    std::vector<Installed> rules_;                   // In the order of installation.
    std::map<MessageId, std::vector<RuleId>> held_;  // By whom; never by none.
    std::uint64_t last_rule_ = 0;
};

}  // namespace assize::sim
