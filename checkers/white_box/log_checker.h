#pragma once

#include "checkers/white_box/lives.h"
#include "checkers/white_box/shadow.h"
#include "checkers/white_box/violation.h"
#include "model/facts.h"

namespace assize::checkers {

/// L1, L2, L3, L5, L6 (of duplicates; producer_checker.h has the rest), L7, L10 and R6 (Raft's
/// form). It keeps the shadow of each replica's log, from what the replica says of it; the other
/// checkers read that.
class LogChecker {
public:
    LogChecker(Shadows& shadows, const Lives& lives, Violations& violations)
        : shadows_(shadows), lives_(lives), violations_(violations) {}

    void on_event(const sim::Event& event);

private:
    /// Where a fact belongs.
    struct Place {
        PartitionShadow& partition;
        ReplicaShadow& replica;
        std::int32_t broker;
    };

    static std::int64_t end_of_whole_batches(const Place& place, std::int64_t cut_at);

    void on(const model::LogCreated& fact, Place place);
    void on(const model::LogLoaded& fact, Place place);
    void on(const model::BatchAppended& fact, Place place);
    void on(const model::DuplicateRecognized& fact, Place place);
    void on(const model::LeaderEpochAssigned& fact, Place place);
    void on(const model::LogTruncated& fact, Place place);
    void on(const model::LogTruncationFlushed& fact, Place place);
    void on(const model::LogRestarted& fact, Place place);
    void on(const model::SegmentRolled& fact, Place place);
    void on(const model::SegmentDeleted& fact, Place place);
    void on(const model::LogStartMoved& fact, Place place);
    void on(const model::HighWatermarkMoved& fact, Place place);
    void on(const model::RecoveryPointMoved& fact, Place place);
    void on(const model::LogClosed& fact, Place place);
    void on(const model::LogSetAside& fact, Place place);
    void on(const model::TruncationDecided& fact, Place place);

    void check_recovered(const model::LogLoaded& fact, const Place& place);
    void check_bounds(const Place& place);
    void write(const model::BatchAppended& fact, const Place& place);
    void copy(const model::BatchAppended& fact, const Place& place);
    void fork(const Place& place, std::int64_t from);
    void violate(std::string_view invariant, const Place& place, std::string expected,
                 std::string observed, std::vector<sim::EventId> witnesses = {});

    Shadows& shadows_;
    const Lives& lives_;
    Violations& violations_;
};

}  // namespace assize::checkers
