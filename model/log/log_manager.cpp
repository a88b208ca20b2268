#include "model/log/log_manager.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "model/facts/log.h"
#include "sim/process.h"

namespace assize::model::log {

using wire::ErrorCode;

LogManager::LogManager(sim::Life life, LogManagerOptions options)
    : life_(life), options_(std::move(options)) {
    for (const std::string& path : options_.directories) {
        directories_.push_back(std::make_unique<LogDirectory>(
            life_, LogDirectory::Options{.path = path, .broker = options_.broker}));
        directories_.back()->notify_failure_to(directory_failed_);
        ledgers_.emplace_back();
    }
}

// --- Logs ----------------------------------------------------------------------------------

std::shared_ptr<PartitionLog> LogManager::get(const TopicPartition& partition) const {
    const auto found = logs_.find(partition);
    if (found == logs_.end() || !found->second->directory().online()) return nullptr;
    return found->second;
}

std::vector<std::shared_ptr<PartitionLog>> LogManager::logs() const {
    std::vector<std::shared_ptr<PartitionLog>> online;
    for (const auto& [partition, log] : logs_) {
        if (log->directory().online()) online.push_back(log);
    }
    return online;
}

std::vector<std::shared_ptr<PartitionLog>> LogManager::logs_in(
    const LogDirectory& directory) const {
    std::vector<std::shared_ptr<PartitionLog>> inside;
    for (const auto& [partition, log] : logs_) {
        if (&log->directory() == &directory) inside.push_back(log);
    }
    return inside;
}

LogManager::Answer<std::shared_ptr<PartitionLog>> LogManager::get_or_create(
    sim::Fiber& fiber, const LogPlacement& placement, const LogConfig& config) {
    const auto turn = placing_.lock(fiber);
    if (!turn) return sim::Failure(ErrorCode::kKafkaStorageError);
    if (const auto found = logs_.find(placement.partition); found != logs_.end()) {
        const auto& log = found->second;
        if (!log->directory().online()) return sim::Failure(ErrorCode::kKafkaStorageError);
        const bool other = !log->topic_id().is_zero() && !placement.topic_id.is_zero() &&
                           log->topic_id() != placement.topic_id;
        if (other) return sim::Failure(ErrorCode::kInconsistentTopicId);
        return log;
    }
    const auto directory = place(placement);
    if (!directory) return sim::Failure(directory.error());
    auto log = PartitionLog::open(
        fiber, **directory,
        {.partition = placement.partition, .topic_id = placement.topic_id, .config = config});
    if (log) logs_.emplace(placement.partition, *log);
    return log;
}

/// The directory that is asked for; or, of those that are online, the one with the fewest logs.
LogManager::Answer<LogDirectory*> LogManager::place(const LogPlacement& placement) const {
    if (placement.directory) {
        LogDirectory* asked_for = directory(*placement.directory);
        if (asked_for && !asked_for->online()) return sim::Failure(ErrorCode::kKafkaStorageError);
        if (asked_for) return asked_for;
    }
    LogDirectory* best = nullptr;
    std::size_t fewest = 0;
    for (const auto& candidate : directories_) {
        if (!candidate->online()) continue;
        const std::size_t count = logs_in(*candidate).size();
        if (best && count >= fewest) continue;
        best = candidate.get();
        fewest = count;
    }
    if (!best) return sim::Failure(ErrorCode::kKafkaStorageError);
    return best;
}

LogManager::Answer<void> LogManager::remove(sim::Fiber& fiber, const TopicPartition& partition) {
    const auto turn = placing_.lock(fiber);
    const auto log = get(partition);
    if (!turn || !log) return {};
    const std::string path = log->directory().path() + "/" + name_of_removed(partition, "delete");
    if (auto renamed = log->rename_and_close(fiber, path); !renamed) return renamed;
    log->directory().unlink_later(path, fiber.now() + log->config().file_delete_delay);
    logs_.erase(partition);
    checkpoint_all_of(fiber, log->directory());
    return {};
}

LogManager::Answer<void> LogManager::set_aside(sim::Fiber& fiber, const TopicPartition& partition) {
    const auto turn = placing_.lock(fiber);
    const auto log = get(partition);
    if (!turn || !log) return {};
    const std::string path = log->directory().path() + "/" + name_of_removed(partition, "stray");
    if (auto renamed = log->rename_and_close(fiber, path); !renamed) return renamed;
    logs_.erase(partition);
    checkpoint_all_of(fiber, log->directory());
    return {};
}

/// As Kafka's "orders-0.<32 hexadecimal digits>-delete"; here they count instead of being random.
std::string LogManager::name_of_removed(const TopicPartition& partition, std::string_view suffix) {
    ++removed_ever_;
    return fmt::format("{}.{:016x}{:016x}-{}", to_string(partition), life_.incarnation().value(),
                       removed_ever_, suffix);
}

LogManager::Answer<RecordCount> LogManager::truncate_to(sim::Fiber& fiber, PartitionLog& log,
                                                        Offset end) {
    auto dropped = log.truncate_to(fiber, end);
    if (dropped && *dropped > RecordCount(0)) checkpoint_all_of(fiber, log.directory());
    return dropped;
}

LogManager::Answer<void> LogManager::truncate_fully_and_start_at(sim::Fiber& fiber,
                                                                 PartitionLog& log, Offset start) {
    auto restarted = log.truncate_fully_and_start_at(fiber, start);
    if (restarted) checkpoint_all_of(fiber, log.directory());
    return restarted;
}

// --- Directories ---------------------------------------------------------------------------

LogDirectory* LogManager::directory(const Uuid& id) const {
    for (const auto& candidate : directories_) {
        if (candidate->id() == id) return candidate.get();
    }
    return nullptr;
}

std::size_t LogManager::online_directories() const {
    return static_cast<std::size_t>(
        std::count_if(directories_.begin(), directories_.end(),
                      [](const auto& directory) { return directory->online(); }));
}

bool LogManager::all_directories_failed() const {
    return online_directories() == 0;
}

}  // namespace assize::model::log
