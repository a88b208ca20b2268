#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checkers/white_box/white_box.h"
#include "model/facts.h"
#include "sim/disk/facts.h"
#include "sim/facts.h"
#include "sim/trace.h"

namespace assize::checkers {

/// A run that is told by hand: facts of brokers 1, 2, ... about the partition orders-0, into a
/// trace that a WhiteBox judges. Broker n is process n on host n.
class Told {
public:
    static constexpr const char* kTopicId = "orders-id";

    Told() : box_(trace_) {
        for (std::uint32_t id = 0; id < 5; ++id) trace_.add_process("b" + std::to_string(id));
        for (std::int32_t broker = 1; broker < 5; ++broker) start(broker);
    }

    template <class F>
    sim::EventId tell(std::int32_t broker, const F& fact, const char* partition = "orders-0") {
        const sim::NameId name = trace_.intern(partition);
        return trace_.emit(now_, process(broker), fact,
                           {.changed = sim::Changed::kYes,
                            .subjects = {{"records", name, 0, 1}, {"leader_epoch", name, 0, 1}}});
    }

    // --- What befalls processes and hosts.
    void start(std::int32_t broker) { tell(broker, sim::ProcessStarted{host(broker)}); }
    void crash(std::int32_t broker) { tell(broker, sim::ProcessDied{sim::Death::kCrash}); }
    void lose_power(std::int32_t broker) {
        world(sim::HostLostPower{host(broker)});
        tell(broker, sim::ProcessDied{sim::Death::kPowerLoss});
    }
    void wipe(std::int32_t broker) {
        world(sim::HostWiped{host(broker)});
        tell(broker, sim::ProcessDied{sim::Death::kWipe});
    }
    void rot(std::int32_t broker) {
        world(sim::BytesCorrupted{.host = host(broker), .offset = 0, .mask = 1});
    }

    // --- Logs.
    void create(std::int32_t broker, std::int64_t log_start = 0) {
        tell(broker, model::LogCreated{.broker = broker,
                                       .topic_id = kTopicId,
                                       .log_start = log_start,
                                       .path = "orders-0"});
    }
    struct Loaded {
        std::int64_t log_end;
        std::int64_t log_start = 0;
        std::int64_t high_watermark = 0;
        std::int64_t recovery_point = 0;
    };
    void load(std::int32_t broker, Loaded loaded) {
        tell(broker, model::LogLoaded{.broker = broker,
                                      .topic_id = kTopicId,
                                      .path = "orders-0",
                                      .log_start = loaded.log_start,
                                      .log_end = loaded.log_end,
                                      .high_watermark = loaded.high_watermark,
                                      .recovery_point = loaded.recovery_point,
                                      .clean_shutdown = false,
                                      .segments_scanned = 1,
                                      .bytes_cut = 0,
                                      .segments_cut = 0});
    }
    struct Batch {
        std::int64_t base;
        std::int64_t end;
        std::int32_t epoch;
        std::uint32_t crc = 0;  // By default one that the place decides.
    };
    void append(std::int32_t broker, Batch batch,
                model::AppendedBy origin = model::AppendedBy::kClient,
                const char* partition = "orders-0", const char* topic_id = kTopicId) {
        if (batch.crc == 0) batch.crc = static_cast<std::uint32_t>(1000 + batch.base);
        tell(broker,
             model::BatchAppended{.broker = broker,
                                  .topic_id = topic_id,
                                  .base = batch.base,
                                  .end = batch.end,
                                  .leader_epoch = batch.epoch,
                                  .crc = batch.crc,
                                  .bytes = 100,
                                  .origin = origin,
                                  .producer_id = std::nullopt,
                                  .producer_epoch = std::nullopt,
                                  .base_sequence = std::nullopt,
                                  .transactional = false,
                                  .control = false},
             partition);
    }
    void replicate(std::int32_t broker, Batch batch) {
        append(broker, batch, model::AppendedBy::kReplication);
    }
    struct Cut {
        std::int64_t from;
        std::int64_t to;
        std::int64_t high_watermark = 0;
    };
    void truncate(std::int32_t broker, Cut cut) {
        tell(broker, model::LogTruncated{.broker = broker,
                                         .topic_id = kTopicId,
                                         .from = cut.from,
                                         .to = cut.to,
                                         .log_start = 0,
                                         .high_watermark = cut.high_watermark,
                                         .recovery_point = 0});
    }
    void restart(std::int32_t broker, std::int64_t from, std::int64_t at) {
        tell(broker,
             model::LogRestarted{.broker = broker, .topic_id = kTopicId, .from = from, .at = at});
    }
    void truncation_flushed(std::int32_t broker, std::int64_t to) {
        tell(broker, model::LogTruncationFlushed{.broker = broker, .topic_id = kTopicId, .to = to});
    }
    void flushed(std::int32_t broker, std::int64_t from, std::int64_t to) {
        tell(broker, model::RecoveryPointMoved{
                         .broker = broker, .topic_id = kTopicId, .from = from, .to = to});
    }
    void high_watermark(std::int32_t broker, std::int64_t from, std::int64_t to,
                        model::HighWatermarkReason reason = model::HighWatermarkReason::kLeader) {
        tell(broker,
             model::HighWatermarkMoved{
                 .broker = broker, .topic_id = kTopicId, .from = from, .to = to, .reason = reason});
    }

    WhiteBox& box() { return box_; }
    sim::Trace& trace() { return trace_; }
    sim::Instant now() const { return now_; }

    /// The ids of all that was violated, in order: "R6 R7".
    std::string violated() const {
        std::string ids;
        for (const Violation& violation : box_.violations()) {
            ids += (ids.empty() ? "" : " ") + violation.invariant;
        }
        return ids;
    }

    static sim::HostId host(std::int32_t broker) {
        return sim::HostId(static_cast<std::uint32_t>(broker));
    }

private:
    static sim::Emitter process(std::int32_t broker) {
        return {sim::ProcessId(static_cast<std::uint32_t>(broker)), sim::Incarnation(1)};
    }
    template <class F>
    void world(const F& fact) {
        trace_.emit(now_, std::nullopt, fact, {.changed = sim::Changed::kYes});
    }

    sim::Trace trace_;
    sim::Instant now_ = sim::Instant::origin();
    WhiteBox box_;
};

}  // namespace assize::checkers
