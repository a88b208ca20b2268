#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "checkers/loss_oracle.h"
#include "checkers/processes.h"
#include "checkers/setup.h"
#include "checkers/verdict.h"
#include "sim/trace.h"

namespace assize::checkers {

/// Whether something is promised, and what that follows from, in a sentence.
struct Clause {
    Promise promise;
    std::string reason;
};

/// What a run promises: from its configuration, and from the faults that really happened.
/// Source: kafka/semantics.md, 10.0; P6 and P7 for what producers are promised.
class Contract {
public:
    /// Requires: all outlive this.
    Contract(const TrialSetup& setup, const sim::Trace& trace, const LossOracle& losses);

    void on_event(const sim::Event& event);

    const TrialSetup& setup() const { return setup_; }
    const LossOracle& losses() const { return losses_; }
    const Processes& processes() const { return processes_; }

    /// Over the whole run: promised when it is promised to anybody's records.
    Clause of(std::string_view property) const;
    /// Of an invariant of the white box, such as "K1", that belongs to the property.
    Clause of_invariant(std::string_view invariant, std::string_view property) const;
    /// To what one producer sends, whatever befalls partitions.
    Clause of(std::string_view property, const ProducerSetup& producer) const;

    /// Why a record of a partition ("orders-0") may be gone though it was acknowledged with
    /// acks=all: the unclean election, or the logs that were lost, as they really happened.
    /// None: it has to be there. Without an epoch of its leader: whether any such record may.
    std::optional<std::string> excuse_for_loss(
        std::string_view partition, std::int64_t offset,
        std::optional<std::int32_t> leader_epoch = std::nullopt) const;
    /// Whether unclean.leader.election.enable was on for the topic of "orders-0" at any time.
    bool may_elect_uncleanly(std::string_view partition) const;
    /// Below which the records of a partition were given up by right: by retention, or since
    /// somebody asked for it (DeleteRecords). 0: none were.
    std::int64_t deleted_below(std::string_view partition) const;
    /// Voters of the metadata quorum whose disks were replaced by empty ones, one after the other.
    std::int64_t voters_wiped() const;

private:
    Clause of_control(std::string_view property) const;

    const TrialSetup& setup_;
    const sim::Trace& trace_;
    const LossOracle& losses_;
    Processes processes_;
    std::map<std::string, std::int64_t, std::less<>> deleted_below_;
    std::set<std::string, std::less<>> unclean_topics_;  // By dynamic settings; "" for all.
    bool is_healed_ = false;
};

}  // namespace assize::checkers
