#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/properties/witness.h"
#include "sim/trace.h"

namespace assize::checkers {

/// What befell partitions and processes, as far as a witness of a loss may need it.
class PartitionStories {
public:
    /// A leader took a batch of a client: the offsets [begin, end).
    struct Append {
        std::int64_t begin;
        std::int64_t end;
        std::int32_t broker;
        std::int32_t leader_epoch;
        sim::EventId event;
    };
    /// A broker began to lead, with a log that ended at `log_end`.
    struct Lead {
        std::int32_t broker;
        std::int32_t leader_epoch;
        std::int64_t log_end;
        sim::EventId event;
    };
    enum class HowDropped : std::uint8_t { kTruncated, kNotRecovered, kRestarted };
    /// A replica's log became shorter: what was in [to, from) is gone there.
    struct Drop {
        HowDropped how;
        std::int32_t broker;
        std::int64_t from;
        std::int64_t to;
        sim::EventId event;
    };
    /// A controller decided on another ISR.
    struct IsrChange {
        std::vector<std::int32_t> before;
        std::vector<std::int32_t> now;
        bool elects;  // It comes with another leader.
        sim::EventId event;
    };
    /// Each in order of time.
    struct Story {
        std::vector<Append> appends = {};
        std::vector<Lead> leads = {};
        std::vector<Drop> drops = {};
        std::vector<IsrChange> isr_changes = {};
        std::map<std::int32_t, std::int64_t> log_ends = {};  // By broker.
        std::vector<std::int32_t> isr = {};

        /// The latest append that covers the offset, of one broker or of anybody.
        const Append* append_of(std::int64_t offset, std::optional<std::int32_t> broker) const;
    };
    struct Death {
        std::string process;
        std::string how;  // "crash", "power loss"
        sim::EventId event;
    };

    /// Requires: the trace outlives this.
    explicit PartitionStories(const sim::Trace& trace) : trace_(trace) {}

    void on_event(const sim::Event& event);
    const Story& find(std::string_view partition) const;
    const std::vector<Death>& deaths() const { return deaths_; }

private:
    Story* story_of(const sim::Event& event);
    void drop(Story& story, Drop dropped);

    const sim::Trace& trace_;
    std::map<std::string, Story, std::less<>> stories_;  // By partition: "orders-0".
    std::vector<Death> deaths_;
};

}  // namespace assize::checkers
