#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/white_box/lives.h"
#include "checkers/white_box/log_files.h"
#include "checkers/white_box/shadow.h"
#include "checkers/white_box/violation.h"
#include "model/facts.h"

namespace assize::checkers {

/// L4: each entry of an index is about the batch that lies there, when it is added and whenever
/// indexes were loaded or cut; and what is found by a time is what a full scan would find.
///
/// Not judged: a disk that rots, segments that are older than the trace, and which record of a
/// batch is found.
class IndexChecker {
public:
    IndexChecker(Shadows& shadows, const Lives& lives, Violations& violations)
        : shadows_(shadows), lives_(lives), violations_(violations) {}

    /// Requires: the replica's shadow is as before the event.
    void on_event(const sim::Event& event);

private:
    /// What a cut took, which is not durable yet: a restart may bring it back.
    struct Taken {
        std::vector<LogFiles::Batch> batches;
        std::int64_t known_from;
    };
    struct Log {
        LogFiles files;
        std::optional<Taken> taken = std::nullopt;
        bool is_loading = false;  // Its segments are being told.
        std::int64_t last_indexed = -1;
        std::int64_t last_timestamp = -1;
    };
    using Place = ReplicaPlace;

    void on(const model::BatchAppended& fact, const Place& place);
    void on(const model::IndexEntriesAdded& fact, const Place& place);
    void on(const model::SegmentIndexed& fact, const Place& place);
    void on(const model::TimestampLookedUp& fact, const Place& place);
    void on(const model::LogCreated& fact, const Place& place);
    void on(const model::LogLoaded& fact, const Place& place);
    void on(const model::LogTruncated& fact, const Place& place);
    void on(const model::LogTruncationFlushed& fact, const Place& place);
    void on(const model::LogRestarted& fact, const Place& place);
    void on(const model::SegmentRolled& fact, const Place& place);
    void on(const model::SegmentDeleted& fact, const Place& place);
    void on(const model::LogSetAside& fact, const Place& place);

    Log* find(const Place& place);
    bool is_judged(const Place& place) const;
    void violate(const Place& place, std::string_view what, const WrongMark& wrong);

    Shadows& shadows_;
    const Lives& lives_;
    Violations& violations_;
    std::map<ReplicaKey, Log> logs_;
};

}  // namespace assize::checkers
