#include "model/log/disk_files.h"

#include "sim/disk/path.h"

namespace assize::model::log {

DiskResult<void> replace_file(sim::Fiber& fiber, sim::Disk& disk, const std::string& path,
                              std::span<const std::byte> bytes, Durability durability) {
    const std::string unfinished = path + ".tmp";
    auto file = disk.open(fiber, unfinished, sim::OpenMode::kCreateIfMissing);
    if (!file) return sim::Failure(file.error());
    if (auto cut = file->truncate(fiber, 0); !cut) return cut;
    if (auto written = file->append(fiber, bytes); !written) return written;
    const bool synced = durability == Durability::kSynced;
    if (synced) {
        if (auto flushed = file->sync(fiber); !flushed) return flushed;
    }
    if (auto renamed = disk.rename(fiber, unfinished, path); !renamed) return renamed;
    if (!synced) return {};
    return disk.sync_directory(fiber, sim::parent_path(path));
}

DiskResult<void> replace_file(sim::Fiber& fiber, sim::Disk& disk, const std::string& path,
                              std::string_view text, Durability durability) {
    return replace_file(fiber, disk, path, std::as_bytes(std::span(text.data(), text.size())),
                        durability);
}

DiskResult<std::vector<std::byte>> read_file(sim::Fiber& fiber, sim::Disk& disk,
                                             const std::string& path) {
    auto file = disk.open(fiber, path, sim::OpenMode::kExisting);
    if (!file) return sim::Failure(file.error());
    const auto size = file->size();
    if (!size) return sim::Failure(size.error());
    std::vector<std::byte> bytes(static_cast<std::size_t>(*size));
    const auto read = file->pread(fiber, 0, bytes);
    if (!read) return sim::Failure(read.error());
    bytes.resize(*read);
    return bytes;
}

DiskResult<std::string> read_text(sim::Fiber& fiber, sim::Disk& disk, const std::string& path) {
    const auto bytes = read_file(fiber, disk, path);
    if (!bytes) return sim::Failure(bytes.error());
    return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

DiskResult<void> unlink_if_there(sim::Fiber& fiber, sim::Disk& disk, const std::string& path) {
    auto unlinked = disk.unlink(fiber, path);
    if (!unlinked && unlinked.error() == sim::DiskError::kNotFound) return {};
    return unlinked;
}

}  // namespace assize::model::log
