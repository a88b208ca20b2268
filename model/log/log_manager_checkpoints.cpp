#include <utility>

#include "model/facts/log.h"
#include "model/log/log_manager.h"
#include "sim/process.h"

namespace assize::model::log {

// --- Upkeep --------------------------------------------------------------------------------

void LogManager::spawn_upkeep(sim::TaskGroup& tasks) {
    for (const auto& directory : directories_) {
        tasks.spawn(
            [&directory = *directory](sim::Fiber& fiber) { directory.run_background(fiber); });
    }
    every(tasks, options_.flush_scheduler_interval,
          [this](sim::Fiber& fiber) { flush_by_time(fiber); });
    every(tasks, options_.recovery_point_checkpoint_interval,
          [this](sim::Fiber& fiber) { checkpoint_recovery_points(fiber); });
    every(tasks, options_.log_start_checkpoint_interval,
          [this](sim::Fiber& fiber) { checkpoint_log_start_offsets(fiber); });
    every(tasks, options_.high_watermark_checkpoint_interval,
          [this](sim::Fiber& fiber) { checkpoint_high_watermarks(fiber); });
    every(tasks, options_.retention_check_interval,
          [this](sim::Fiber& fiber) { apply_retention(fiber); });
    every(tasks, options_.producer_expiration_check_interval,
          [this](sim::Fiber& fiber) { expire_producers(fiber); });
}

void LogManager::every(sim::TaskGroup& tasks, sim::Duration interval,
                       std::function<void(sim::Fiber&)> action) {
    if (interval == sim::Duration::max()) return;
    tasks.spawn([interval, action = std::move(action)](sim::Fiber& fiber) {
        while (true) {
            fiber.sleep(interval);
            action(fiber);
        }
    });
}

void LogManager::flush_by_time(sim::Fiber& fiber) {
    for (const auto& log : logs()) {
        const sim::Duration interval = log->config().flush_ms;
        if (interval == sim::Duration::max()) continue;
        if (fiber.now() - log->last_flushed() >= interval) (void)log->flush(fiber);
    }
}

void LogManager::apply_retention(sim::Fiber& fiber) {
    for (const auto& log : logs()) (void)log->delete_old_segments(fiber);
}

void LogManager::expire_producers(sim::Fiber& fiber) {
    for (const auto& log : logs()) (void)log->remove_expired_producers(fiber);
}

// --- Checkpoints ---------------------------------------------------------------------------

void LogManager::checkpoint_recovery_points(sim::Fiber& fiber) {
    checkpoint_everywhere(fiber, kRecoveryPointFile);
}

void LogManager::checkpoint_log_start_offsets(sim::Fiber& fiber) {
    checkpoint_everywhere(fiber, kLogStartFile);
}

void LogManager::checkpoint_high_watermarks(sim::Fiber& fiber) {
    checkpoint_everywhere(fiber, kHighWatermarkFile);
}

void LogManager::checkpoint_everywhere(sim::Fiber& fiber, std::string_view name) {
    for (std::size_t i = 0; i < directories_.size(); ++i) checkpoint(fiber, i, name);
}

void LogManager::checkpoint_all_of(sim::Fiber& fiber, const LogDirectory& directory) {
    for (std::size_t i = 0; i < directories_.size(); ++i) {
        if (directories_[i].get() != &directory) continue;
        for (const auto name : {kRecoveryPointFile, kLogStartFile, kHighWatermarkFile}) {
            checkpoint(fiber, i, name);
        }
    }
}

void LogManager::checkpoint(sim::Fiber& fiber, std::size_t index, std::string_view name) {
    const auto turn = checkpointing_.lock(fiber);
    LogDirectory& directory = *directories_[index];
    if (!turn || !directory.online() || !ledgers_[index].loaded) return;
    OffsetsByPartition offsets;
    for (const auto& log : logs_in(directory)) {
        Offset offset = log->high_watermark();
        if (name == kRecoveryPointFile) offset = log->recovery_point();
        if (name == kLogStartFile) offset = log->log_start_offset();
        offsets.emplace(log->partition(), offset);
    }
    const std::string text = write_offsets(offsets);
    std::string& last = ledgers_[index].written[std::string(name)];
    if (text == last) return;
    const std::string path = directory.path() + "/" + std::string(name);
    last.clear();
    if (auto written = replace_file(fiber, directory.disk(), path, text, Durability::kSynced);
        !written) {
        directory.fail(written.error(), "checkpoint");
        return;
    }
    last = text;
    life_.emit(OffsetsCheckpointed{.broker = options_.broker.value(),
                                   .path = path,
                                   .logs = static_cast<std::int64_t>(offsets.size())},
               {.changed = sim::Changed::kNo});
}

// --- The end -------------------------------------------------------------------------------

void LogManager::shut_down(sim::Fiber& fiber, std::optional<BrokerEpoch> broker_epoch) {
    const auto turn = placing_.lock(fiber);
    if (!turn) return;
    for (std::size_t i = 0; i < directories_.size(); ++i) {
        LogDirectory& directory = *directories_[i];
        if (!ledgers_[i].loaded || !shut_down_directory(fiber, directory)) continue;
        checkpoint_all_of(fiber, directory);
        if (!directory.online()) continue;
        const std::string path = directory.path() + "/" + std::string(kCleanShutdownFile);
        auto marked =
            replace_file(fiber, directory.disk(), path,
                         write_clean_shutdown({.broker_epoch = broker_epoch}), Durability::kSynced);
        if (!marked) {
            directory.fail(marked.error(), "mark a clean shutdown");
            continue;
        }
        life_.emit(CleanShutdownMarked{.broker = options_.broker.value(), .path = directory.path()},
                   {.changed = sim::Changed::kYes});
    }
}

/// Returns whether all its logs were closed in order.
bool LogManager::shut_down_directory(sim::Fiber& fiber, LogDirectory& directory) {
    for (const auto& log : logs_in(directory)) {
        if (!log->close(fiber)) return false;
    }
    return directory.online();
}

}  // namespace assize::model::log
