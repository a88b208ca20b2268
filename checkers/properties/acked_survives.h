#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/properties/partition_story.h"
#include "checkers/property.h"
#include "model/facts.h"

namespace assize::checkers {

/// durability.acked-survives: a record that was acknowledged is in the final read, at its offset
/// and with its value, unless it was deleted by right (retention, DeleteRecords, its topic).
///
/// It is promised to what was acknowledged with acks=all and did not fall to an unclean election or
/// to the loss of all eligible logs. All that is acknowledged is judged: the loss of what is not
/// promised is a violation too, of no promise. A promised one comes first.
/// Undecided when a partition with promised records was not read to its end.
class AckedSurvives final : public PropertyChecker {
public:
    /// Requires: the trace outlives this.
    explicit AckedSurvives(const sim::Trace& trace) : trace_(trace), stories_(trace) {}

    void on_event(const sim::Event& event) override;
    PropertyVerdict finish(const Contract& contract) override;

private:
    struct Acked {
        std::int64_t offset;
        std::int64_t send;
        std::string value;
        sim::ProcessId producer;
        std::int8_t acks;
        sim::EventId event;
        sim::Instant at;
        std::optional<PartitionStories::Append> append;  // That it was acknowledged for.
    };
    struct FinalRead {
        std::int64_t from;
        std::int64_t end;
        sim::EventId event;
        std::string reader;
    };
    struct Partition {
        std::vector<Acked> acked = {};
        std::map<std::int64_t, std::string> read = {};  // What the reader delivered, by offset.
        std::optional<FinalRead> final_read = {};
    };
    /// The last batch of a producer that was acknowledged, and by whom.
    struct Answer {
        std::int64_t begin;
        std::int64_t end;
        std::int32_t broker;
    };
    struct Lost {
        const std::string* partition;
        const Acked* acked;
        const FinalRead* read;
        std::optional<std::string> instead;  // What the reader found there.
        Clause clause;
    };
    /// All that was lost, or could not be judged.
    struct Findings {
        std::vector<Lost> lost;
        std::vector<const std::string*> unread;  // Partitions with promised records.
        std::int64_t promised = 0;
        std::int64_t survived = 0;
        std::int64_t deleted = 0;
        std::int64_t unknown = 0;
    };
    using ByProducerAndPartition = std::pair<sim::ProcessId, std::string>;

    void on(const model::SendEnded& fact, const sim::Event& event);
    void on_batch(const sim::Event& event);
    void on_read(const sim::Event& event);
    void forget_topic(std::string_view topic);

    Clause clause_of(const std::string& partition, const Acked& acked,
                     const Contract& contract) const;
    void judge(const std::string& name, const Partition& partition, const Contract& contract,
               Findings& findings) const;
    void explain(const Lost& lost, const Contract& contract, PropertyVerdict& verdict) const;

    const sim::Trace& trace_;
    PartitionStories stories_;
    std::map<std::string, Partition, std::less<>> partitions_;
    std::map<std::pair<sim::ProcessId, std::int64_t>, std::int8_t> acks_of_open_;
    std::map<std::pair<ByProducerAndPartition, std::uint64_t>, std::int32_t> sent_to_;  // By batch.
    std::map<ByProducerAndPartition, Answer> answers_;
    std::int64_t without_offset_ = 0;
};

}  // namespace assize::checkers
