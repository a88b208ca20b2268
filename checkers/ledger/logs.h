#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "checkers/ledger/entries.h"
#include "checkers/ledger/names.h"
#include "checkers/ledger/sends.h"
#include "model/facts.h"
#include "sim/trace.h"

namespace assize::checkers::ledger {

/// What the logs of replicas hold, in batches: what leaders wrote, and who has it still. Only of
/// topics that users have: not of those whose names begin with "__", such as the metadata log.
class Logs {
public:
    /// A log start that moved up, and so what it took.
    struct Deletion {
        std::int64_t below;
        sim::EventId event;
        model::LogStartReason reason;
    };
    struct Election {
        std::int32_t leader;
        std::int32_t leader_epoch;
        std::int64_t log_end;  // Of the new leader.
        sim::EventId event;
    };
    /// The log of one replica.
    struct Replica {
        std::vector<std::uint32_t> held = {};  // Of written(): by offset.
        std::vector<std::uint32_t> cut = {};   // What a truncation dropped, from the end on.
        std::size_t committed = 0;             // How many of `held` are known to be committed.
        std::int64_t log_start = 0;
    };
    struct Partition {
        std::map<std::int32_t, Replica> replicas = {};
        std::map<std::int32_t, std::vector<std::uint32_t>> by_epoch = {};  // By offset.
        std::vector<Deletion> deletions = {};  // Each below more than the one before.
        std::vector<std::uint32_t> topic_ids = {};
        std::int32_t leader = -1;  // The last one known, of the highest epoch.
        std::int32_t leader_epoch = -1;
        std::vector<Election> elections = {};
        std::uint64_t truncations = 0;

        /// The first leader after that epoch whose log ended at or before the offset. Null: none.
        const Election* election_without(std::int64_t offset, std::int32_t epoch) const;
        /// What took an offset. Null when it is not known to be deleted.
        const Deletion* deletion_of(std::int64_t offset) const;
        std::int64_t deleted_below() const {
            return deletions.empty() ? 0 : deletions.back().below;
        }
        /// Whether a topic of that name was made anew: its offsets begin again.
        bool was_recreated() const { return topic_ids.size() > 1; }
    };

    /// Requires: all outlive this.
    Logs(const sim::Trace& trace, Names& partitions, Names& words, Sends& sends)
        : trace_(trace), partitions_(partitions), words_(words), sends_(sends) {}

    void on(const model::LogCreated& fact, const sim::Event& event);
    void on(const model::LogLoaded& fact, const sim::Event& event);
    void on(const model::BatchAppended& fact, const sim::Event& event);
    void on(const model::LogTruncated& fact, const sim::Event& event);
    void on(const model::LogTruncationFlushed& fact, const sim::Event& event);
    void on(const model::LogRestarted& fact, const sim::Event& event);
    void on(const model::LogStartMoved& fact, const sim::Event& event);
    void on(const model::HighWatermarkMoved& fact, const sim::Event& event);
    void on(const model::BecameLeader& fact, const sim::Event& event);

    /// After the last event: marks what is in the log of each partition's last leader.
    void close();

    const std::vector<WrittenBatch>& written() const { return written_; }
    /// By the numbers of the partitions' names; there may be fewer than names.
    const std::vector<Partition>& partitions() const { return all_; }

private:
    Partition* partition_of(const sim::Event& event, std::string_view topic_id);
    Partition& partition(std::uint32_t number);
    std::uint32_t number_of(const Partition& partition) const {
        return static_cast<std::uint32_t>(&partition - all_.data());
    }
    std::uint32_t write(Partition& partition, const model::BatchAppended& fact,
                        const sim::Event& event);
    std::uint32_t original_of(const Partition& partition, const model::BatchAppended& fact) const;
    void cut(Replica& replica, std::int64_t to, sim::EventId event);

    const sim::Trace& trace_;
    Names& partitions_;
    Names& words_;
    Sends& sends_;
    static constexpr std::uint32_t kInternal = kNone - 1;

    std::vector<std::uint32_t> number_of_name_;  // By NameId; kNone: not met, or kInternal.
    std::vector<Partition> all_;
    std::vector<WrittenBatch> written_;
};

}  // namespace assize::checkers::ledger
