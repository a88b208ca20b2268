#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "checkers/white_box/lives.h"
#include "checkers/white_box/producer_fold.h"
#include "checkers/white_box/shadow.h"
#include "checkers/white_box/violation.h"
#include "model/facts.h"

namespace assize::checkers {

/// L6: what a log remembers of producers is the fold of its batches, after each batch and whenever
/// it was rebuilt. All replicas are held to the same fold, so that they agree at equal offsets.
///
/// After a load or a truncation a log may have forgotten what is below a log start that it had, or
/// of before a producer expired: as much as its disk kept is all that it can know. Once it said
/// what that is, it is held to it. Of a disk that rots, or a log that is older than the trace, it
/// is told what it remembers, and held to that.
///
/// It keeps 24 bytes for each batch of an idempotent producer in each log, none for other batches.
class ProducerChecker {
public:
    ProducerChecker(Shadows& shadows, const Lives& lives, Violations& violations)
        : shadows_(shadows), lives_(lives), violations_(violations) {}

    /// Requires: the replica's shadow is as before the event.
    void on_event(const sim::Event& event);

private:
    struct Producer {
        ProducerHistory history = {};
        std::optional<ProducerMemory> memory = std::nullopt;  // What the log said, and since then.
        std::int64_t expired_at = 0;  // The log end when it was forgotten last.
        sim::EventId appended_at{0};
    };
    struct Known {
        std::map<std::int64_t, Producer> producers = {};
        std::int64_t log_start_max = 0;
    };
    struct Log {
        Known known = {};
        /// Until a cut is durable, a restart may undo it.
        std::optional<Known> before_cut = std::nullopt;
        bool complete = true;     // All its batches are known.
        bool is_rebuilt = false;  // What it remembers now is still to be said.
        sim::EventId rebuilt_at{0};
    };
    using Place = ReplicaPlace;

    void on(const model::BatchAppended& fact, const Place& place);
    void on(const model::TxnMarkerAppended& fact, const Place& place);
    void on(const model::ProducerStateChanged& fact, const Place& place);
    void on(const model::ProducerStatesRebuilt& fact, const Place& place);
    void on(const model::ProducersExpired& fact, const Place& place);
    void on(const model::LogCreated& fact, const Place& place);
    void on(const model::LogLoaded& fact, const Place& place);
    void on(const model::LogTruncated& fact, const Place& place);
    void on(const model::LogTruncationFlushed& fact, const Place& place);
    void on(const model::LogRestarted& fact, const Place& place);
    void on(const model::LogStartMoved& fact, const Place& place);
    void on(const model::LogClosed& fact, const Place& place);
    void on(const model::LogSetAside& fact, const Place& place);

    using Memories = std::map<std::int64_t, ProducerMemory>;
    Log* find(const Place& place);
    static void cut(Known& known, std::int64_t end);
    void begin_rebuild(Log& log, const Place& place);
    void settle(const Place& place);
    void judge_rebuilt(Log& log, const Memories& told, const Place& place);
    void violate(const Place& place, std::int64_t producer,
                 const std::optional<ProducerMemory>& expected,
                 const std::optional<ProducerMemory>& observed, sim::EventId witness);

    Shadows& shadows_;
    const Lives& lives_;
    Violations& violations_;
    std::map<ReplicaKey, Log> logs_;  // Of those that a producer with an id wrote to.
    std::set<ReplicaKey> open_;       // Those that were rebuilt, or cut, since their last batch.
};

}  // namespace assize::checkers
