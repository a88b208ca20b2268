#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "checkers/property.h"
#include "model/facts.h"

namespace assize::checkers {

/// liveness.consumers-catch-up: after the final read, each consumer that lives has come as far as
/// that read did, in each partition that it reads.
///
/// Who was given a partition and reads from its end on needs to have come nowhere if it got
/// nothing. When the cluster did not recover, nothing is promised, and it is undecided; likewise
/// without a final read, or when the run did not wait for the consumers.
class ConsumersCatchUp final : public PropertyChecker {
public:
    /// Requires: the trace outlives this.
    explicit ConsumersCatchUp(const sim::Trace& trace) : trace_(trace) {}

    void on_event(const sim::Event& event) override;
    PropertyVerdict finish(const Contract& contract) override;

private:
    struct Position {
        sim::EventId assigned_at{0};
        sim::EventId delivered_at{0};
        std::optional<std::int64_t> next = {};  // After the last that was delivered.
    };
    struct FinalRead {
        std::optional<std::int64_t> last = {};  // Of the records it was given.
        std::optional<sim::EventId> ended_at = {};
        std::int64_t end = 0;
    };
    using Key = std::pair<std::string, std::string>;  // Consumer and partition.

    bool is_behind(const Key& key, const Position& position, const Contract& contract) const;
    void explain(const Key& key, const Position& position, PropertyVerdict& verdict) const;

    const sim::Trace& trace_;
    std::map<Key, Position> positions_;
    std::map<std::string, FinalRead, std::less<>> final_reads_;
    std::optional<sim::EventId> waited_until_;
    std::string not_whole_;  // What the cluster lacked after healing; empty when it was whole.
};

}  // namespace assize::checkers
