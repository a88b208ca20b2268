#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/client/producer.h"
#include "model/config/client_config.h"
#include "model/facts/trial.h"
#include "scenarios/plan.h"
#include "sim/fiber.h"
#include "sim/network/address.h"
#include "sim/process.h"
#include "sim/time.h"

namespace assize::scenarios {

/// Who gives a producer the records of the plan, each at its time, through all lives of its
/// process; and states what he asked, and what he was told.
///
/// A send that has to wait (for memory, for metadata) makes those behind it late. What was due
/// while the process was dead nobody asks for. What was under way when it died ends as "nobody
/// knows" at the beginning of its next life.
class ProducerUser {
public:
    /// `begin`: when the warm-up begins. Requires: the plan outlives this.
    ProducerUser(const ProducerPlan& plan, model::config::ProducerConfig config,
                 std::vector<sim::Address> bootstrap, sim::Instant begin);

    /// The body of its process. Returns when there is nothing left to do.
    void live(sim::Fiber& fiber);

    /// Asks for nothing more.
    void stop() { stopped_ = true; }
    /// Whether nothing is under way, and nothing more will be asked for.
    bool is_done() const;
    std::int64_t acknowledged() const { return acknowledged_; }
    const model::config::ProducerConfig& config() const { return config_; }

private:
    void give_up_what_is_open(const sim::Life& life);
    void send(sim::Fiber& fiber, model::client::Producer& producer, std::size_t number);
    void on_result(const sim::Life& life, std::size_t number,
                   const model::client::SendResult& result);
    void end(const sim::Life& life, const model::SendEnded& fact);
    std::string value_of(std::size_t number) const;

    const ProducerPlan& plan_;
    const model::config::ProducerConfig config_;
    const std::vector<sim::Address> bootstrap_;
    const sim::Instant begin_;
    std::size_t next_ = 0;  // Which of the plan's sends comes next.
    /// Sends under way, and to which partition, as far as that is known.
    std::map<std::size_t, std::string> open_;
    std::int64_t acknowledged_ = 0;
    bool lived_before_ = false;
    bool stopped_ = false;
};

}  // namespace assize::scenarios
