#include <algorithm>
#include <charconv>
#include <utility>

#include "model/facts/log.h"
#include "model/log/log_manager.h"
#include "sim/host.h"
#include "sim/simulation.h"

namespace assize::model::log {

using wire::ErrorCode;

namespace {

/// The partition whose log a directory of that name is.
std::optional<TopicPartition> partition_of(std::string_view name) {
    const std::size_t dash = name.rfind('-');
    if (dash == std::string_view::npos || dash == 0) return std::nullopt;
    std::int32_t partition = 0;
    const char* end = name.data() + name.size();
    const auto [parsed, error] = std::from_chars(name.data() + dash + 1, end, partition);
    if (error != std::errc() || parsed != end || partition < 0) return std::nullopt;
    return TopicPartition{std::string(name.substr(0, dash)), partition};
}

Offset at_or_zero(const OffsetsByPartition& offsets, const TopicPartition& partition) {
    const auto found = offsets.find(partition);
    return found == offsets.end() ? Offset(0) : found->second;
}

/// A file's text, empty when there is no such file.
DiskResult<std::string> text_or_nothing(sim::Fiber& fiber, const LogDirectory& directory,
                                        std::string_view name) {
    auto text = read_text(fiber, directory.disk(), directory.path() + "/" + std::string(name));
    if (!text && text.error() == sim::DiskError::kNotFound) return std::string();
    return text;
}

}  // namespace

struct LogManager::Checkpoints {
    OffsetsByPartition recovery_points;
    OffsetsByPartition log_starts;
    OffsetsByPartition high_watermarks;
};

// --- Directories ---------------------------------------------------------------------------

LogManager::Answer<void> LogManager::open_directories(sim::Fiber& fiber) {
    std::vector<CleanShutdown> marks;
    for (std::size_t i = 0; i < directories_.size(); ++i) {
        LogDirectory& directory = *directories_[i];
        if (auto opened = open_directory(fiber, directory, ledgers_[i], marks); !opened) {
            directory.fail(opened.error(), "open");
        }
    }
    if (all_directories_failed()) return sim::Failure(ErrorCode::kKafkaStorageError);
    const bool all_agree = marks.size() == directories_.size() &&
                           std::all_of(marks.begin(), marks.end(), [&](const CleanShutdown& mark) {
                               return mark.broker_epoch == marks.front().broker_epoch;
                           });
    if (all_agree) previous_broker_epoch_ = marks.front().broker_epoch;
    return {};
}

DiskResult<void> LogManager::open_directory(sim::Fiber& fiber, LogDirectory& directory,
                                            Ledger& ledger, std::vector<CleanShutdown>& marks) {
    sim::Disk& disk = directory.disk();
    if (auto made = disk.create_directory(fiber, directory.path()); !made) return made;
    const auto text = text_or_nothing(fiber, directory, kMetaPropertiesFile);
    if (!text) return sim::Failure(text.error());
    if (text->empty()) {
        auto ids = life_.process()
                       .simulation()
                       .random("directory ids")
                       .split(life_.process().host().name() + directory.path(),
                              life_.incarnation().value());
        const std::uint64_t most_significant = ids.next();  // In an order that compilers keep.
        directory.set_id(Uuid(most_significant, ids.next()));
        return replace_file(fiber, disk, directory.path() + "/" + std::string(kMetaPropertiesFile),
                            write_meta_properties({.cluster_id = options_.cluster_id,
                                                   .node_id = options_.broker,
                                                   .directory_id = directory.id()}),
                            Durability::kSynced);
    }
    const auto properties = read_meta_properties(*text);
    const bool ours = properties && properties->node_id == options_.broker &&
                      properties->cluster_id == options_.cluster_id;
    if (!ours) return sim::Failure(sim::DiskError::kIo);
    directory.set_id(properties->directory_id);

    const auto mark_text = text_or_nothing(fiber, directory, kCleanShutdownFile);
    if (!mark_text) return sim::Failure(mark_text.error());
    if (const auto mark = read_clean_shutdown(*mark_text)) {
        ledger.marked_clean = true;
        marks.push_back(*mark);
    }
    return {};
}

// --- Logs ----------------------------------------------------------------------------------

LogManager::Answer<void> LogManager::start(sim::Fiber& fiber, const LogManagerStart& start) {
    for (std::size_t i = 0; i < directories_.size(); ++i) {
        LogDirectory& directory = *directories_[i];
        if (!directory.online()) continue;
        if (auto loaded = load_directory(fiber, directory, ledgers_[i], start); !loaded) {
            directory.fail(loaded.error(), "load");
        }
    }
    if (all_directories_failed()) return sim::Failure(ErrorCode::kKafkaStorageError);
    checkpoint_everywhere(fiber, kRecoveryPointFile);
    return {};
}

DiskResult<void> LogManager::load_directory(sim::Fiber& fiber, LogDirectory& directory,
                                            Ledger& ledger, const LogManagerStart& start) {
    sim::Disk& disk = directory.disk();
    // Should this life end while it loads, the next one has to look closely again.
    const std::string mark = directory.path() + "/" + std::string(kCleanShutdownFile);
    if (auto gone = unlink_if_there(fiber, disk, mark); !gone) return gone;
    if (auto synced = disk.sync_directory(fiber, directory.path()); !synced) return synced;
    const auto checkpoints = read_checkpoints(fiber, directory);
    if (!checkpoints) return sim::Failure(checkpoints.error());
    const auto names = disk.list(fiber, directory.path());
    if (!names) return sim::Failure(names.error());

    for (const std::string& name : *names) {
        const std::string path = directory.path() + "/" + name;
        const auto status = disk.stat(path);
        if (!status || status->kind != sim::PathKind::kDirectory) continue;
        if (name.ends_with("-delete")) {
            directory.unlink_later(path, fiber.now() + options_.default_config.file_delete_delay);
            continue;
        }
        const auto partition = partition_of(name);
        if (!partition || partition->topic == options_.metadata_topic) continue;
        const PartitionLogOptions options{
            .partition = *partition,
            .topic_id = {},
            .config = start.config_of ? start.config_of(partition->topic) : options_.default_config,
            .clean_shutdown = ledger.marked_clean,
            .recovery_point = at_or_zero(checkpoints->recovery_points, *partition),
            .log_start_offset = at_or_zero(checkpoints->log_starts, *partition),
            .high_watermark = at_or_zero(checkpoints->high_watermarks, *partition)};
        if (auto loaded = load_log(fiber, directory, options, start); !loaded) return loaded;
    }
    ledger.loaded = true;
    return {};
}

DiskResult<LogManager::Checkpoints> LogManager::read_checkpoints(sim::Fiber& fiber,
                                                                 const LogDirectory& directory) {
    Checkpoints checkpoints;
    const auto read = [&](std::string_view name, OffsetsByPartition& into) -> DiskResult<void> {
        const auto text = text_or_nothing(fiber, directory, name);
        if (!text) return sim::Failure(text.error());
        into = read_offsets(*text).value_or(OffsetsByPartition{});
        return {};
    };
    if (auto done = read(kRecoveryPointFile, checkpoints.recovery_points); !done) {
        return sim::Failure(done.error());
    }
    if (auto done = read(kLogStartFile, checkpoints.log_starts); !done) {
        return sim::Failure(done.error());
    }
    if (auto done = read(kHighWatermarkFile, checkpoints.high_watermarks); !done) {
        return sim::Failure(done.error());
    }
    return checkpoints;
}

DiskResult<void> LogManager::load_log(sim::Fiber& fiber, LogDirectory& directory,
                                      const PartitionLogOptions& options,
                                      const LogManagerStart& start) {
    const auto log = PartitionLog::open(fiber, directory, options);
    if (!log) return sim::Failure(sim::DiskError::kIo);
    const bool stray =
        logs_.contains(options.partition) ||
        (start.is_stray && start.is_stray(options.partition, (*log)->topic_id(), directory));
    if (!stray) {
        logs_.emplace(options.partition, *log);
        return {};
    }
    const std::string path = directory.path() + "/" + name_of_removed(options.partition, "stray");
    if (!(*log)->rename_and_close(fiber, path)) return sim::Failure(sim::DiskError::kIo);
    return {};
}

}  // namespace assize::model::log
