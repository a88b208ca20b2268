#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "checkers/property.h"
#include "checkers/white_box/white_box.h"
#include "model/facts.h"

namespace assize::checkers {

/// producer.sequence: in each log, the batches of a producer id and epoch have sequence numbers
/// without a gap (P1), none twice (P2); epochs of a producer go up, and begin with 0 (P4). And what
/// was taken for a duplicate is in the log (L6 of the white box).
///
/// The first batch of a producer that a log has, or has again after it forgot the producer, may
/// have any number. Vacuous when no batch carries a producer id.
class ProducerSequence final : public PropertyChecker {
public:
    /// Requires: both outlive this; the box sees each event before this does.
    ProducerSequence(const sim::Trace& trace, const WhiteBox& box) : trace_(trace), box_(box) {}

    void on_event(const sim::Event& event) override;
    PropertyVerdict finish(const Contract& contract) override;

private:
    struct Batch {
        std::int64_t base;
        std::int64_t epoch;
        std::int64_t first;  // Of its sequence numbers.
        std::int64_t count;
        sim::EventId event;
    };
    using Producers = std::map<std::int64_t, std::vector<Batch>>;    // By id; batches by base.
    using Log = std::tuple<std::string, std::string, std::int32_t>;  // Partition, topic id, broker.

    void append(const model::BatchAppended& fact, const sim::Event& event);
    void cut(const sim::Event& event, std::string_view topic_id, std::int32_t broker,
             std::int64_t end);
    Log log_of(const sim::Event& event, std::string_view topic_id, std::int32_t broker) const;
    void violate(const Log& log, std::string expected, const Batch& before, const Batch& now,
                 std::int64_t producer);

    const sim::Trace& trace_;
    const WhiteBox& box_;
    std::map<Log, Producers> logs_;
    std::int64_t batches_ = 0;
    std::int64_t duplicates_ = 0;
    std::int64_t cases_ = 0;
    std::optional<PropertyVerdict> first_;
};

}  // namespace assize::checkers
