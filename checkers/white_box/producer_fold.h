#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assize::checkers {

/// What a log has to remember of one producer.
struct ProducerMemory {
    std::int64_t epoch;
    std::optional<std::int64_t> last_sequence = std::nullopt;      // In that epoch.
    std::optional<std::int64_t> coordinator_epoch = std::nullopt;  // Of the last marker.
    std::optional<std::int64_t> txn_first_offset = std::nullopt;   // Of what is open.

    bool operator==(const ProducerMemory&) const = default;
};

/// "epoch 0, sequence 9, a transaction from 40 on"; "nothing" for none.
std::string to_string(const std::optional<ProducerMemory>& memory);

/// One batch of a producer, as far as anything is to be remembered of it.
struct ProducerStep {
    enum class Kind : std::uint8_t { kData, kTransactional, kControl, kMarker };
    std::int64_t base;
    std::int32_t count;                   // Of its offsets.
    std::int32_t last_sequence;           // -1: it has none.
    std::int32_t coordinator_epoch = -1;  // Of a marker.
    std::int16_t epoch = 0;
    Kind kind = Kind::kData;

    std::int64_t end() const { return base + count; }
};

/// Remembers one batch more. A later epoch forgets the sequence of the one before; a marker closes
/// what is open. Source: Kafka, ProducerStateEntry and ProducerAppendInfo.
void remember(std::optional<ProducerMemory>& memory, const ProducerStep& step);

/// All batches that a log has of one producer, 24 bytes each.
class ProducerHistory {
public:
    void add(const ProducerStep& step) { steps_.push_back(step); }
    /// The last batch, at that offset, ends a transaction. Returns whether there is such a one.
    bool mark(std::int64_t base, std::int32_t coordinator_epoch);
    /// Drops the batches that end above `end`.
    void cut(std::int64_t end);
    std::size_t size() const { return steps_.size(); }
    const ProducerStep& last() const { return steps_.back(); }

    /// What is to be remembered of all of them.
    std::optional<ProducerMemory> fold() const { return fold_from(0); }
    /// Whether a log may remember `memory` that was rebuilt from what it has on its disk: of the
    /// first batches, those below `horizon`, any number may have been forgotten.
    bool allows(const std::optional<ProducerMemory>& memory, std::int64_t horizon) const;

private:
    std::optional<ProducerMemory> fold_from(std::size_t first) const;

    std::vector<ProducerStep> steps_;  // By base.
};

}  // namespace assize::checkers
