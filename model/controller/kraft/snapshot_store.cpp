#include "model/controller/kraft/snapshot_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "model/controller/kraft/subjects.h"
#include "model/facts/kraft.h"
#include "model/log/disk_files.h"
#include "sim/invariant.h"

namespace assize::model::kraft {

namespace {

constexpr std::string_view kSuffix = ".checkpoint";
constexpr std::string_view kUnfinishedSuffixes[] = {".checkpoint.part", ".checkpoint.tmp"};

template <class Number>
std::optional<Number> number_in(std::string_view digits) {
    Number value{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size() || value < 0) {
        return std::nullopt;
    }
    return value;
}

bool is_unfinished(std::string_view name) {
    return std::any_of(std::begin(kUnfinishedSuffixes), std::end(kUnfinishedSuffixes),
                       [&](std::string_view suffix) { return name.ends_with(suffix); });
}

}  // namespace

std::string snapshot_file_name(const OffsetAndEpoch& id) {
    return fmt::format("{:020}-{:010}{}", id.offset.value(), id.epoch.value(), kSuffix);
}

std::optional<OffsetAndEpoch> snapshot_of_file_name(std::string_view name) {
    constexpr std::size_t kOffsetDigits = 20;
    constexpr std::size_t kEpochDigits = 10;
    if (name.size() != kOffsetDigits + 1 + kEpochDigits + kSuffix.size()) return std::nullopt;
    if (!name.ends_with(kSuffix) || name[kOffsetDigits] != '-') return std::nullopt;
    const auto offset = number_in<std::int64_t>(name.substr(0, kOffsetDigits));
    const auto epoch = number_in<std::int32_t>(name.substr(kOffsetDigits + 1, kEpochDigits));
    if (!offset || !epoch) return std::nullopt;
    return OffsetAndEpoch{.epoch = LeaderEpoch(*epoch), .offset = Offset(*offset)};
}

SnapshotStore::Answer<SnapshotStore> SnapshotStore::open(sim::Fiber& fiber,
                                                         log::LogDirectory& directory,
                                                         std::string folder) {
    SnapshotStore store(directory, std::move(folder));
    const auto names = directory.disk().list(fiber, store.folder_);
    if (!names) return sim::Failure(directory.fail(names.error(), "list " + store.folder_));
    for (const std::string& name : *names) {
        const std::string path = store.folder_ + "/" + name;
        if (is_unfinished(name)) {
            const auto gone = log::unlink_if_there(fiber, directory.disk(), path);
            if (!gone) return sim::Failure(directory.fail(gone.error(), "unlink " + path));
        } else if (const auto id = snapshot_of_file_name(name)) {
            const auto status = directory.disk().stat(path);
            if (status) store.sizes_.emplace(*id, status->size);
        }
    }
    return store;
}

std::optional<OffsetAndEpoch> SnapshotStore::latest() const {
    if (sizes_.empty()) return std::nullopt;
    return sizes_.rbegin()->first;
}

std::optional<OffsetAndEpoch> SnapshotStore::earliest() const {
    if (sizes_.empty()) return std::nullopt;
    return sizes_.begin()->first;
}

std::int64_t SnapshotStore::total_bytes() const {
    std::int64_t total = 0;
    for (const auto& [id, size] : sizes_) total += size;
    return total;
}

SnapshotStore::Answer<void> SnapshotStore::store(sim::Fiber& fiber, const OffsetAndEpoch& id,
                                                 std::span<const std::byte> file,
                                                 const Context& context) {
    const auto written =
        log::replace_file(fiber, directory_->disk(), path(id), file, log::Durability::kSynced);
    if (!written) return fail(written.error(), "write " + path(id));
    added(id, static_cast<std::int64_t>(file.size()), /*fetched=*/false, context);
    return {};
}

SnapshotStore::Answer<SnapshotDownload> SnapshotStore::begin_download(sim::Fiber& fiber,
                                                                      const OffsetAndEpoch& id) {
    const std::string part = path(id) + ".part";
    sim::Disk& disk = directory_->disk();
    const auto gone = log::unlink_if_there(fiber, disk, part);
    if (!gone) return sim::Failure(directory_->fail(gone.error(), "unlink " + part));
    auto file = disk.open(fiber, part, sim::OpenMode::kCreateNew);
    if (!file) return sim::Failure(directory_->fail(file.error(), "create " + part));
    return SnapshotDownload(id, part, std::move(*file));
}

SnapshotStore::Answer<void> SnapshotStore::append(sim::Fiber& fiber, SnapshotDownload& download,
                                                  std::span<const std::byte> bytes) {
    const auto appended = download.file_.append(fiber, bytes);
    if (!appended) return fail(appended.error(), "write " + download.path_);
    download.size_ += static_cast<std::int64_t>(bytes.size());
    return {};
}

SnapshotStore::Answer<wire::Bytes> SnapshotStore::read_back(sim::Fiber& fiber,
                                                            SnapshotDownload& download) const {
    std::vector<std::byte> bytes(static_cast<std::size_t>(download.size_));
    const auto count = download.file_.pread(fiber, 0, bytes);
    if (!count) return sim::Failure(directory_->fail(count.error(), "read " + download.path_));
    bytes.resize(*count);
    return wire::Bytes(std::move(bytes));
}

SnapshotStore::Answer<void> SnapshotStore::finish(sim::Fiber& fiber, SnapshotDownload download,
                                                  const Context& context) {
    const std::string whole = path(download.id_);
    sim::Disk& disk = directory_->disk();
    const auto synced = download.file_.sync(fiber);
    if (!synced) return fail(synced.error(), "sync " + download.path_);
    const auto renamed = disk.rename(fiber, download.path_, whole);
    if (!renamed) return fail(renamed.error(), "rename " + download.path_);
    const auto durable = disk.sync_directory(fiber, folder_);
    if (!durable) return fail(durable.error(), "sync " + folder_);
    added(download.id_, download.size_, /*fetched=*/true, context);
    return {};
}

SnapshotStore::Answer<wire::Bytes> SnapshotStore::read(sim::Fiber& fiber,
                                                       const OffsetAndEpoch& id) const {
    return read_part(fiber, id, 0, sizes_.at(id));
}

SnapshotStore::Answer<wire::Bytes> SnapshotStore::read_part(sim::Fiber& fiber,
                                                            const OffsetAndEpoch& id,
                                                            std::int64_t position,
                                                            std::int64_t limit) const {
    const std::int64_t size = sizes_.at(id);
    INVARIANT(0 <= position && position <= size, "a snapshot is read from within");
    auto file = directory_->disk().open(fiber, path(id), sim::OpenMode::kExisting);
    if (!file) return sim::Failure(directory_->fail(file.error(), "open " + path(id)));
    std::vector<std::byte> bytes(static_cast<std::size_t>(std::min(limit, size - position)));
    const auto count = file->pread(fiber, position, bytes);
    if (!count) return sim::Failure(directory_->fail(count.error(), "read " + path(id)));
    bytes.resize(*count);
    return wire::Bytes(std::move(bytes));
}

SnapshotStore::Answer<void> SnapshotStore::remove_below(sim::Fiber& fiber, Offset offset) {
    while (!sizes_.empty() && sizes_.begin()->first.offset < offset) {
        const OffsetAndEpoch id = sizes_.begin()->first;
        sizes_.erase(sizes_.begin());
        directory_->life().emit(KraftSnapshotDeleted{.node = directory_->broker().value(),
                                                     .end = id.offset.value(),
                                                     .epoch = id.epoch.value()},
                                {.changed = sim::Changed::kYes,
                                 .subjects = {epoch_subject(directory_->life(), id.epoch)}});
        const auto gone = log::unlink_if_there(fiber, directory_->disk(), path(id));
        if (!gone) return fail(gone.error(), "unlink " + path(id));
    }
    return {};
}

SnapshotStore::Answer<void> SnapshotStore::fail(sim::DiskError error,
                                                const std::string& what) const {
    return sim::Failure(directory_->fail(error, what));
}

std::string SnapshotStore::path(const OffsetAndEpoch& id) const {
    return folder_ + "/" + snapshot_file_name(id);
}

void SnapshotStore::added(const OffsetAndEpoch& id, std::int64_t size, bool fetched,
                          const Context& context) {
    sizes_[id] = size;
    const auto& high_watermark = context.high_watermark;
    directory_->life().emit(
        KraftSnapshotCreated{
            .node = directory_->broker().value(),
            .end = id.offset.value(),
            .epoch = id.epoch.value(),
            .bytes = size,
            .fetched = fetched,
            .high_watermark =
                high_watermark ? std::optional(high_watermark->value()) : std::nullopt,
            .log_end = context.log_end.value(),
        },
        {.changed = sim::Changed::kYes,
         .subjects = {records_subject(directory_->life(), Offset(0), id.offset),
                      epoch_subject(directory_->life(), id.epoch)}});
}

}  // namespace assize::model::kraft
