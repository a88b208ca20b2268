#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "checkers/property.h"
#include "model/facts.h"

namespace assize::checkers {

/// liveness.sends-end: each send ends, one way or another, within max.block.ms and
/// delivery.timeout.ms of its producer, and a second for the way back.
///
/// The time in which the producer's process was paused does not count. A send whose producer died
/// ends with it. Undecided when the run ended before the time of an open send was up.
class SendsEnd final : public PropertyChecker {
public:
    /// Requires: both outlive this.
    SendsEnd(const sim::Trace& trace, const TrialSetup& setup) : trace_(trace), setup_(setup) {}

    void on_event(const sim::Event& event) override;
    PropertyVerdict finish(const Contract& contract) override;

private:
    struct Send {
        sim::EventId invoked_at;
        sim::Instant invoked;
        sim::Duration paused_before;  // Of its producer, up to then.
        std::string value;
    };
    struct Late {
        Send send;
        std::string producer;
        std::int64_t number;
        std::optional<sim::EventId> ended_at;
        sim::Duration took;
    };
    using Key = std::pair<std::string, std::int64_t>;  // Producer and send.

    sim::Duration bound_of(const std::string& producer) const;
    sim::Duration paused(const std::string& producer) const;
    sim::Duration took(const std::string& producer, const Send& send) const;
    void note_late(Late late);
    void explain(PropertyVerdict& verdict) const;

    const sim::Trace& trace_;
    const TrialSetup& setup_;
    Processes processes_{trace_};
    std::map<Key, Send> open_;
    std::optional<Late> first_late_;
    std::int64_t late_ = 0;
    std::int64_t ended_ = 0;
    sim::EventId last_event_{0};
    sim::Instant now_ = sim::Instant::origin();
};

}  // namespace assize::checkers
