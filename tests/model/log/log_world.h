#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/log/log_directory.h"
#include "model/log/partition_log.h"
#include "model/wire/record_batch.h"
#include "sim/disk/disk.h"
#include "sim/simulation.h"

namespace assize::model::log {

/// A host with a log directory "/data", and processes on it one at a time.
class LogWorld {
public:
    using Body = std::function<void(sim::Fiber&, LogDirectory&)>;

    explicit LogWorld(sim::DiskProfile disk = {}, std::uint64_t seed = 1)
        : simulation_({.seed = seed}),
          host_(simulation_.add_host({.name = "h", .disk = std::move(disk)})) {}

    sim::Simulation& simulation() { return simulation_; }
    sim::Host& host() { return host_; }
    sim::Disk& disk() { return host_.disk(); }

    /// Runs a process to its end. The directory's background work is done meanwhile.
    void run(Body body) {
        start(std::move(body));
        run_until_idle();
    }
    sim::Process& start(Body body) {
        return host_.start("broker", [body = std::move(body)](sim::Fiber& fiber) {
            LogDirectory directory(fiber.life(), {.path = "/data", .broker = BrokerId(1)});
            const auto background =
                fiber.spawn([&](sim::Fiber& worker) { directory.run_background(worker); });
            body(fiber, directory);
            fiber.kill_and_join(background);
        });
    }
    void run_until_idle() {
        try {
            simulation_.run_until_idle();
        } catch (const sim::ProcessFailure& failure) {
            std::rethrow_exception(failure.cause());
        }
    }
    void cut_power() {
        host_.lose_power();
        host_.restore_power();
    }

private:
    sim::Simulation simulation_;
    sim::Host& host_;
};

/// Profiles for one outcome of a power loss alone.
inline sim::DiskProfile nothing_survives() {
    return {.nothing_unsynced_survives = sim::Chance::always(),
            .everything_unsynced_survives = sim::Chance::never()};
}
inline sim::DiskProfile everything_survives() {
    return {.nothing_unsynced_survives = sim::Chance::never(),
            .everything_unsynced_survives = sim::Chance::always()};
}

inline const TopicPartition kOrders{"orders", 0};
inline constexpr Uuid kOrdersId(7, 9);

inline PartitionLogOptions orders(const LogConfig& config = {}) {
    return {.partition = kOrders, .topic_id = kOrdersId, .config = config};
}

/// Opens the log, or throws.
inline std::shared_ptr<PartitionLog> must_open(sim::Fiber& fiber, LogDirectory& directory,
                                               const PartitionLogOptions& options = orders()) {
    return PartitionLog::open(fiber, directory, options).value();
}

struct BatchOf {
    std::vector<std::string> values;
    std::int64_t timestamp_ms = 1000;  // Of the first record; the next ones are 1 ms apart.
    wire::BatchOptions options = {};
};

inline std::span<const std::byte> as_bytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

inline std::vector<std::byte> batch(const BatchOf& what) {
    wire::RecordBatchBuilder builder(what.options);
    std::int64_t timestamp_ms = what.timestamp_ms;
    for (const std::string& value : what.values) {
        builder.append(timestamp_ms++, std::nullopt, as_bytes(value));
    }
    return builder.build();
}
inline std::vector<std::byte> batch(std::vector<std::string> values) {
    return batch(BatchOf{.values = std::move(values)});
}

inline std::vector<std::byte> joined(const std::vector<std::vector<std::byte>>& parts) {
    std::vector<std::byte> all;
    for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

/// "0:a 1:b" for the records in some batches, a space between; "|" between batches.
inline std::string shown(std::span<const std::byte> bytes) {
    std::string text;
    for (const wire::RecordBatchView& one : wire::BatchRange(bytes)) {
        if (!text.empty()) text += " |";
        const auto records = one.records();
        for (const wire::Record& record : records.value()) {
            if (!text.empty()) text += " ";
            text += std::to_string(record.offset.value()) + ":" + std::string(record.value->text());
        }
    }
    return text;
}

inline std::string read_all(sim::Fiber& fiber, PartitionLog& log) {
    const auto data = log.read(fiber, {.from = log.log_start_offset(),
                                       .max_bytes = 1 << 30,
                                       .isolation = FetchIsolation::kLogEnd});
    if (!data) return std::string(to_string(data.error()));
    return shown(data->records.span());
}

}  // namespace assize::model::log
