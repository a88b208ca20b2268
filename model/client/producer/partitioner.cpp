#include "model/client/producer/partitioner.h"

#include <algorithm>

namespace assize::model::client {

void StickyPartitioner::on_appended(std::string_view topic, std::size_t bytes, bool at_boundary) {
    const auto found = topics_.find(topic);
    if (found == topics_.end()) return;
    Sticky& sticky = found->second;
    sticky.bytes += bytes;
    sticky.done =
        (sticky.bytes >= sticky_bytes_ && at_boundary) || sticky.bytes >= 2 * sticky_bytes_;
}

std::int32_t StickyPartitioner::choose(std::span<const PartitionLoad> loads) {
    const bool any_available = std::ranges::any_of(loads, &PartitionLoad::available);
    std::size_t longest = 0;
    for (const PartitionLoad& load : loads) longest = std::max(longest, load.queued);
    // The longest queue has one chance, an empty one has as many more as that has batches.
    const auto weight = [&](const PartitionLoad& load) -> std::uint64_t {
        if (any_available && !load.available) return 0;
        return adaptive_ ? longest + 1 - load.queued : 1;
    };
    std::uint64_t total = 0;
    for (const PartitionLoad& load : loads) total += weight(load);
    std::uint64_t drawn = random_.below(total);
    std::size_t index = 0;
    while (drawn >= weight(loads[index])) drawn -= weight(loads[index++]);
    return static_cast<std::int32_t>(index);
}

}  // namespace assize::model::client
