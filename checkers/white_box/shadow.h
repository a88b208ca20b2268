#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/white_box/epoch_runs.h"
#include "sim/trace.h"

namespace assize::checkers {

/// A batch as the leader of its epoch wrote it.
struct BatchMark {
    std::int64_t base;
    std::uint32_t count;
    std::uint32_t crc;
    sim::EventId written_at;

    std::int64_t end() const { return base + count; }
};

/// All that leaders wrote in one epoch: the logs of replicas refer to it by offset and epoch.
struct WrittenInEpoch {
    /// Of the record before the first one; none when that began the log or is not known.
    std::optional<std::int32_t> epoch_before;
    std::vector<BatchMark> batches;  // By base.
    /// From here on the epoch was written twice, since its leader lost what it had.
    std::optional<std::int64_t> forked_from;

    const BatchMark* find(std::int64_t base) const;
    /// The one that has that offset.
    const BatchMark* find_around(std::int64_t offset) const;
};

/// The log of one replica, as the facts have it.
struct ReplicaShadow {
    bool exists = false;
    EpochRuns runs;
    std::int64_t log_start = 0;
    std::int64_t end = 0;
    std::int64_t high_watermark = 0;
    std::int64_t recovery_point = 0;
    /// What a truncation cut that is not durable yet: a restart may bring it back.
    EpochRuns cut;
    std::int64_t end_before_cut = 0;
    /// Where its last whole batch ends, after a cut in the middle of one.
    std::optional<std::int64_t> end_of_whole;
    /// It dropped all that it had, and that is not durable yet: any end may come back.
    bool is_restarting = false;
    std::vector<std::int64_t> segments;  // Base offsets, as far as known.
    std::map<std::int32_t, std::int64_t> epoch_starts;
    sim::EventId appended_at{0};
    sim::EventId loaded_at{0};
    sim::EventId lost_at{0};  // When it was found to be shorter than before.
    /// Its log may differ from its leader's below where it ends: it was cut by length alone.
    bool cut_by_length = false;
};

/// One partition of one topic: a topic of the same name made anew is another.
struct PartitionShadow {
    std::size_t number;    // Dense from 0.
    std::string topic_id;  // Empty when not known.
    std::string label;     // "orders-0".
    std::map<std::int32_t, ReplicaShadow> replicas = {};
    std::map<std::int32_t, WrittenInEpoch> epochs = {};

    const ReplicaShadow* find(std::int32_t broker) const {
        const auto found = replicas.find(broker);
        return found == replicas.end() ? nullptr : &found->second;
    }
};

/// One replica, as a key: its partition's number, and its broker.
using ReplicaKey = std::pair<std::size_t, std::int32_t>;

/// The replica that a fact is about.
struct ReplicaPlace {
    ReplicaPlace(PartitionShadow& of, std::int32_t on)
        : partition(of), replica(of.find(on)), broker(on), key(of.number, on) {}

    PartitionShadow& partition;
    const ReplicaShadow* replica;  // Null when nothing was said of it.
    std::int32_t broker;
    ReplicaKey key;
};

/// All partitions, found by the name in a fact's subject and the topic's id.
class Shadows {
public:
    explicit Shadows(const sim::Trace& trace) : trace_(trace) {}

    /// The partition of a fact: the one whose records or leader epoch it is about. Null without
    /// such a subject.
    PartitionShadow* find(const sim::Event& event, std::string_view topic_id);
    /// The same of a decision, which is about records of the metadata log and a leader epoch.
    PartitionShadow* find_decided(const sim::Event& event, std::string_view topic_id);
    template <class Visit>
    void for_each(Visit visit) {
        for (auto& lives : by_name_) {
            for (auto& partition : lives) visit(*partition);
        }
    }

private:
    PartitionShadow* find(sim::NameId name, std::string_view topic_id);

    const sim::Trace& trace_;
    std::size_t count_ = 0;
    std::vector<std::vector<std::unique_ptr<PartitionShadow>>> by_name_;  // By NameId.
};

/// Calls `on(fact, partition)` when the event is one of `Facts`, and it is known of which
/// partition. Returns whether it is one of them.
template <class... Facts, class On>
bool with_partition(Shadows& shadows, const sim::Event& event, On on) {
    const auto try_one = [&](const auto* fact) {
        if (!fact) return false;
        if (PartitionShadow* partition = shadows.find(event, fact->topic_id)) on(*fact, *partition);
        return true;
    };
    return (try_one(event.as<Facts>()) || ...);
}

}  // namespace assize::checkers
