// What happens to a disk, or is asked of it, without a process having a part in it.

#include <algorithm>
#include <utility>

#include "sim/disk/disk.h"
#include "sim/disk/facts.h"
#include "sim/disk/subject.h"
#include "sim/host.h"
#include "sim/simulation.h"

namespace assize::sim {

bool Disk::exists(std::string_view path) const {
    return parts_.directories.tree().find(path) != nullptr;
}

Result<PathStatus, DiskError> Disk::stat(std::string_view path) const {
    const auto file = file_at(path);
    if (file) return PathStatus{PathKind::kFile, (*file)->size()};
    if (file.error() != DiskError::kIsADirectory) return Failure(file.error());
    return PathStatus{PathKind::kDirectory, 0};
}

Result<std::vector<std::byte>, DiskError> Disk::peek(std::string_view path) const {
    const auto file = file_at(path);
    if (!file) return Failure(file.error());
    std::vector<std::byte> bytes(static_cast<std::size_t>((*file)->size()));
    (*file)->read(0, bytes);
    return bytes;
}

std::vector<std::string> Disk::paths_below(std::string_view directory) const {
    return parts_.directories.tree().paths_below(directory);
}

DiskFaultGuard Disk::install(DiskFault fault) {
    const DiskFaultId id = parts_.faults.install(std::move(fault));
    return DiskFaultGuard(parts_.faults, id);
}

Result<void, DiskError> Disk::corrupt(std::string_view path, std::int64_t offset, std::byte mask) {
    const auto file = file_at(path);
    if (!file) return Failure(file.error());
    if (offset < 0 || offset >= (*file)->size()) return Failure(DiskError::kBadOffset);
    parts_.corrupt(**file, offset, mask);
    return {};
}

void Disk::lose_power() {
    Simulation& simulation = parts_.host.simulation();
    PowerCut cut(parts_.profile, parts_.random_of_power_loss);
    parts_.device.lose_power();

    // Which files there are is settled first, then what is in them.
    const std::size_t surviving = cut.surviving_changes(parts_.directories.pending());
    for (const DirectoryChange& lost : parts_.directories.lose_power(surviving)) {
        simulation.emit(
            DirectoryChangeLost{parts_.host.id(), lost.kind, lost.path},
            {.changed = Changed::kYes, .subjects = {whole_file(parts_.host, lost.path)}});
    }
    tell_files_below("/");
    parts_.space.give_back_all();
    for (const auto& [path, entry] : parts_.directories.tree().entries()) {
        const auto file = file_in(&entry);
        if (!file) continue;
        if (const auto toll = file->lose_power(simulation.now(), cut)) report(*file, *toll);
        file->link_again();
    }
}

void Disk::report(CachedFile& file, const PowerLossToll& toll) {
    const std::int64_t size_most = std::max(toll.size_before, toll.size);
    const Subject touched = bytes_of_file(parts_.host, file, {0, size_most});
    parts_.host.simulation().emit(FileLostPower{parts_.host.id(), toll.size_before, toll.size,
                                                toll.pages_kept, toll.pages_torn, toll.pages_lost},
                                  {.changed = Changed::kYes, .subjects = {touched}});
}

void Disk::wipe() {
    parts_.directories = Directories();
    parts_.space.give_back_all();
    parts_.device.lose_power();
}

}  // namespace assize::sim
