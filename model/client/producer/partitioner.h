#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/random.h"

namespace assize::model::client {

/// How a topic's partitions look to the partitioner, by index.
struct PartitionLoad {
    bool available;      // It has a leader.
    std::size_t queued;  // Batches that wait for it.
};

/// Chooses partitions for records without a key (wire::partition_of_key() does, for those with
/// one): stays on one until about a batch has gone there,
/// then takes another by chance, and rather one with few batches waiting.
/// Source: Kafka, BuiltInPartitioner (KIP-794).
class StickyPartitioner {
public:
    StickyPartitioner(std::size_t sticky_bytes, bool adaptive, sim::Random random)
        : sticky_bytes_(sticky_bytes), adaptive_(adaptive), random_(random) {}

    /// The partition for the next record. `loads()` is asked only when it has to choose.
    /// Requires: there is a partition.
    template <class Loads>
    std::int32_t partition(std::string_view topic, Loads loads) {
        auto found = topics_.find(topic);
        if (found == topics_.end()) found = topics_.emplace(topic, Sticky()).first;
        Sticky& sticky = found->second;
        if (sticky.done) sticky = Sticky{.partition = choose(loads()), .done = false};
        return sticky.partition;
    }
    /// A record went there. `at_boundary` says that no batch of the partition is open, so that
    /// leaving it now leaves no batch half full.
    void on_appended(std::string_view topic, std::size_t bytes, bool at_boundary);

private:
    struct Sticky {
        std::int32_t partition = 0;
        std::size_t bytes = 0;  // Gone there so far.
        bool done = true;       // The next record goes elsewhere.
    };

    std::int32_t choose(std::span<const PartitionLoad> loads);

    std::size_t sticky_bytes_;
    bool adaptive_;
    sim::Random random_;
    std::map<std::string, Sticky, std::less<>> topics_;
};

}  // namespace assize::model::client
