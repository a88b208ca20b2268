#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/white_box/lives.h"
#include "checkers/white_box/shadow.h"
#include "sim/trace.h"

namespace assize::checkers {

/// Records that were committed, and that a new leader does not have: from there on they are gone.
/// After an unclean election also with nothing missing (begin == end): leaders of earlier epochs
/// that have not heard of it may still acknowledge records, which are lost beyond `begin`.
struct Loss {
    enum class Excuse : std::uint8_t {
        kNone,             // They had to be there.
        kUncleanElection,  // Somebody was elected who was neither in sync nor eligible.
        kAllLost,          // All who were in sync or eligible had lost part of their logs.
    };
    std::string partition;  // "orders-0"
    std::int64_t begin;     // The first that is missing ...
    std::int64_t end;       // ... of those committed below this.
    std::int32_t leader;
    std::int32_t leader_epoch;
    sim::EventId elected_at;  // When it began to lead.
    Excuse excuse;
    std::vector<sim::EventId> because = {};  // The election; or what the logs were lost by.

    bool is_legal() const { return excuse != Excuse::kNone; }
    /// Whether it takes a record that a leader of that epoch acknowledged.
    bool takes(std::string_view from, std::int64_t offset, std::int32_t epoch) const {
        return partition == from && offset >= begin && epoch < leader_epoch;
    }
};

/// Knows of each partition what is committed, who may be elected, who lost part of its log, and so
/// whether a loss is legal. It holds for every configuration.
///
/// What is committed is a ghost: all below a high watermark that the leader of the latest epoch
/// reached. With E the members of ISR and ELR in the committed metadata, and taint on those whose
/// log became shorter or empty until they have all of it again:
/// O1: each untainted member of E has all that is committed.
/// O2: a loss becomes legal when all of E are tainted, or an unclean election happens by right.
/// O3: at the next election, what the new leader lacks is gone, and no longer committed.
/// Source: kafka/semantics.md, 10.0.
class LossOracle {
public:
    using Brokers = std::set<std::int32_t>;

    /// Requires: both outlive this.
    LossOracle(Shadows& shadows, const Lives& lives) : shadows_(shadows), lives_(lives) {}

    /// What the controller's metadata, as committed, say of a partition.
    struct InForce {
        std::int32_t leader_epoch;
        std::optional<std::int32_t> leader = std::nullopt;
        Brokers isr = {};
        Brokers elr = {};
        Brokers last_known_elr = {};
        std::int32_t min_isr = 1;
        bool unclean = false;      // The leader was elected though neither in sync nor eligible.
        bool by_operator = false;  // Somebody asked for it.
        sim::EventId decided_at{0};
    };

    /// Whether unclean.leader.election.enable is on for a partition, "orders-0".
    using UncleanRule = std::function<bool(std::string_view partition)>;
    /// Without a rule each unclean election is taken for one by right; with it those alone that
    /// the rule allows, and those that an operator asked for.
    void set_unclean_rule(UncleanRule rule) { may_elect_uncleanly_ = std::move(rule); }

    // --- What the white box tells it.

    /// Requires: the shadows do not show the event yet.
    void on_event(const sim::Event& event);
    void on_in_force(PartitionShadow& partition, InForce state);
    /// The ISR by the latest leader: it counts where no controller says anything.
    void on_leader_isr(const PartitionShadow& partition, Brokers isr);
    /// The latest leader says that all below `to` is committed.
    void commit(const PartitionShadow& partition, std::int32_t leader, std::int64_t to);
    /// A replica leads in an epoch later than all before. Returns what it lacks of what is
    /// committed, if anything.
    std::optional<Loss> on_new_leader(const PartitionShadow& partition, std::int32_t leader,
                                      std::int32_t leader_epoch, sim::EventId at);

    // --- What it knows.

    const EpochRuns& committed(const PartitionShadow& partition);
    std::int64_t committed_end(const PartitionShadow& partition);
    /// Null when no controller said anything.
    const InForce* in_force(const PartitionShadow& partition);
    /// The same by name, "orders-0": of the latest topic of that name.
    const InForce* in_force(std::string_view partition) const;
    /// Who may be elected: the members of ISR and ELR.
    Brokers eligible(const PartitionShadow& partition);
    /// Whether the broker's log lost something, and has not got it again.
    bool is_tainted(const PartitionShadow& partition, std::int32_t broker);
    std::optional<std::int64_t> first_committed_missing(const PartitionShadow& partition,
                                                        std::int32_t broker);
    /// Whether the next leader may lack what is committed.
    bool is_loss_legal(const PartitionShadow& partition);
    /// Whether an unclean election took the lead from that epoch: who leads in it may not know.
    bool was_uncleanly_replaced(const PartitionShadow& partition, std::int32_t leader_epoch);
    /// In order of time.
    const std::vector<Loss>& losses() const { return losses_; }

private:
    struct Ghost {
        std::string label;
        EpochRuns committed;
        std::int64_t committed_end = 0;
        std::optional<InForce> in_force;
        Brokers leader_isr;
        std::map<std::int32_t, sim::EventId> tainted;  // Since when.
        std::optional<sim::EventId> unclean;
        std::int32_t last_unclean_epoch = -1;
        bool is_led_from_outside = false;    // By one who was not in E, until it leads.
        std::vector<sim::EventId> all_lost;  // Not empty: all of E were tainted at some time.
    };

    Ghost& ghost_of(const PartitionShadow& partition);
    static Brokers eligible_in(const Ghost& ghost);
    void taint_all_that_lost(const sim::Event& event);
    void note_whether_all_lost(const PartitionShadow& partition, Ghost& ghost);

    Shadows& shadows_;
    const Lives& lives_;
    UncleanRule may_elect_uncleanly_;
    std::vector<Ghost> ghosts_;  // By the partition's number.
    std::vector<Loss> losses_;
};

}  // namespace assize::checkers
