#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "checkers/white_box/kraft_checker.h"
#include "checkers/white_box/replication_checker.h"
#include "checkers/white_box/shadow.h"
#include "checkers/white_box/violation.h"
#include "model/facts.h"

namespace assize::checkers {

/// R2, R3, R15, R16 and R18 in the controller's decisions, and K15 to K18.
///
/// A decision counts when it is committed: when a node applied the record at its offset, and that
/// is of the epoch in which it was made. Until then it waits here, and is dropped when another
/// record is there.
class ControllerChecker {
public:
    ControllerChecker(Shadows& shadows, const KraftChecker& quorum, ReplicationChecker& replication,
                      Violations& violations)
        : shadows_(shadows), quorum_(quorum), replication_(replication), violations_(violations) {}

    void on_event(const sim::Event& event);

private:
    struct PartitionDecision {
        model::PartitionChanged fact;
        PartitionShadow* partition;
    };
    using Decision = std::variant<PartitionDecision, model::BrokerRegistrationAccepted,
                                  model::BrokerFencingChanged, model::BrokerUnregistered>;
    struct Pending {
        std::int32_t epoch;
        sim::EventId decided_at;
        Decision decision;
    };
    struct Broker {
        std::int64_t epoch = -1;
        std::string incarnation = {};
        bool fenced = true;
        bool registered = false;
        sim::EventId said_at{0};
    };
    struct Applied {
        std::uint64_t digest;
        sim::EventId said_at;
    };
    struct Partition {
        model::PartitionChanged state;
        sim::EventId decided_at;
    };

    /// Records of the metadata log that are committed, all of one epoch.
    struct Run {
        std::int64_t end;
        std::int64_t epoch;
    };

    void on(const model::MetadataApplied& fact);
    void note_committed(std::int64_t begin, Run run);
    bool was_replaced(std::int64_t offset, std::int32_t epoch) const;
    void on(const model::WriteOperationCompleted& fact);
    void on(const model::BrokerShutdownGranted& fact);

    void decide(std::int64_t offset, std::int32_t epoch, Decision decision);
    void commit(std::int64_t offset, const Pending& pending);
    void take(std::int64_t offset, const Pending& pending, const PartitionDecision& decision);
    void take(std::int64_t offset, const Pending& pending,
              const model::BrokerRegistrationAccepted& fact);
    void take(std::int64_t offset, const Pending& pending, const model::BrokerFencingChanged& fact);
    void take(std::int64_t offset, const Pending& pending, const model::BrokerUnregistered& fact);

    void check_sets(const model::PartitionChanged& now, sim::EventId at);
    void check_epochs(const Partition& before, const model::PartitionChanged& now, sim::EventId at);
    void check_reassignment(const Partition& before, const model::PartitionChanged& now,
                            sim::EventId at);
    void check_brokers(const model::PartitionChanged* before, const model::PartitionChanged& now,
                       sim::EventId at);
    void violate(std::string_view invariant, std::string about, std::string expected,
                 std::string observed, std::vector<sim::EventId> witnesses);

    Shadows& shadows_;
    const KraftChecker& quorum_;
    ReplicationChecker& replication_;
    Violations& violations_;
    std::multimap<std::int64_t, Pending> pending_;  // By offset.
    std::map<std::int64_t, Run> committed_;         // By begin.
    std::map<std::int32_t, Broker> brokers_;
    std::map<std::pair<std::string, std::int32_t>, Partition>
        partitions_;                           // By topic id and index.
    std::map<std::int64_t, Applied> applied_;  // By end.
};

}  // namespace assize::checkers
