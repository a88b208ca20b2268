#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checkers/property.h"
#include "model/facts.h"

namespace assize::checkers {

/// liveness.cluster-recovers: after all was healed, the nodes that are to live serve again, and
/// each partition has a leader.
///
/// What does not recover may have an excuse: most voters of the quorum are down, all members of a
/// partition's ISR and ELR are, or a broker lives with a log directory that failed. Then nothing is
/// promised, and the answer is undecided, with the excuse as its reason.
/// Vacuous when no fault occurred; undecided when the run ended before its time was up.
class ClusterRecovers final : public PropertyChecker {
public:
    /// Requires: the trace outlives this.
    explicit ClusterRecovers(const sim::Trace& trace) : trace_(trace) {}

    void on_event(const sim::Event& event) override;
    PropertyVerdict finish(const Contract& contract) override;

private:
    struct Healing {
        sim::EventId began_at{0};
        sim::Instant began = sim::Instant::origin();
        std::optional<sim::EventId> ended_at = {};
        sim::Instant ended = sim::Instant::origin();
        bool whole = false;
        std::string lacks = {};
    };
    struct Unled {
        std::string partition;
        const LossOracle::InForce* state;
    };

    std::vector<Unled> unled(const Contract& contract) const;
    std::optional<std::string> excuse(const std::vector<Unled>& unled,
                                      const Contract& contract) const;
    std::optional<std::string> directory_excuse(const Contract& contract) const;
    void blame(const std::vector<Unled>& unled, PropertyVerdict& verdict) const;

    const sim::Trace& trace_;
    std::int64_t faults_ = 0;
    sim::EventId last_fault_{0};
    std::optional<Healing> healing_;
    std::map<std::string, std::string> failed_directories_;  // By process, of the life it has.
};

}  // namespace assize::checkers
