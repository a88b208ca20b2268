#include "sim/disk/disk.h"

#include <utility>

#include "sim/disk/facts.h"
#include "sim/disk/path.h"
#include "sim/disk/subject.h"
#include "sim/host.h"
#include "sim/invariant.h"

namespace assize::sim {

Result<Distortion, DiskError> Disk::admit(Fiber& fiber, DiskOperation operation,
                                          std::string_view path) {
    INVARIANT(&fiber.host() == &parts_.host, "a process uses the disk of another host");
    if (!is_normal_path(path)) return Failure(DiskError::kBadPath);
    return parts_.admit(fiber, operation, std::string(path));
}

// --- Files ---------------------------------------------------------------------------------

Result<File, DiskError> Disk::open(Fiber& fiber, std::string_view path, OpenMode mode) {
    const auto admitted = admit(fiber, DiskOperation::kOpen, path);
    if (!admitted) return Failure(admitted.error());
    auto file = file_at(path);
    if (file && mode == OpenMode::kCreateNew) return Failure(DiskError::kExists);
    if (!file && file.error() == DiskError::kNotFound && mode != OpenMode::kExisting) {
        file = create_file(fiber, path);
    }
    if (!file) return Failure(file.error());
    return File(parts_, *std::move(file), fiber.life());
}

Result<std::shared_ptr<CachedFile>, DiskError> Disk::create_file(Fiber& fiber,
                                                                 std::string_view path) {
    const auto parent = parts_.directories.parent_of(path);
    if (!parent) return Failure(parent.error());
    fiber.life().emit(FileCreated{parts_.host.id(), std::string(path)},
                      {.changed = Changed::kYes, .subjects = {whole_file(parts_.host, path)}});
    auto file = std::make_shared<CachedFile>(parts_.space, std::string(path));
    parts_.directories.create_file(path, file);
    return file;
}

Result<std::shared_ptr<CachedFile>, DiskError> Disk::file_at(std::string_view path) const {
    if (!is_normal_path(path)) return Failure(DiskError::kBadPath);
    const TreeEntry* entry = parts_.directories.tree().find(path);
    if (directory_in(entry)) return Failure(DiskError::kIsADirectory);
    if (auto file = file_in(entry)) return file;
    const auto parent = parts_.directories.parent_of(path);
    return Failure(parent ? DiskError::kNotFound : parent.error());
}

// --- Directories ---------------------------------------------------------------------------

Result<void, DiskError> Disk::create_directory(Fiber& fiber, std::string_view path) {
    const auto admitted = admit(fiber, DiskOperation::kCreateDirectory, path);
    if (!admitted) return Failure(admitted.error());
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        const std::string_view directory = path.substr(0, end);
        const TreeEntry* entry = parts_.directories.tree().find(directory);
        if (file_in(entry)) return Failure(DiskError::kNotADirectory);
        if (!entry) {
            fiber.life().emit(
                DirectoryCreated{parts_.host.id(), std::string(directory)},
                {.changed = Changed::kYes, .subjects = {whole_file(parts_.host, directory)}});
            parts_.directories.create_directory(directory);
        }
        if (end == std::string_view::npos) return {};
    }
}

Result<void, DiskError> Disk::rename(Fiber& fiber, std::string_view from, std::string_view to) {
    const auto admitted = admit(fiber, DiskOperation::kRename, from);
    if (!admitted) return Failure(admitted.error());
    const auto checked = check_rename(from, to);
    if (!checked || from == to) return checked;

    fiber.life().emit(PathRenamed{parts_.host.id(), std::string(from), std::string(to)},
                      {.changed = Changed::kYes,
                       .subjects = {whole_file(parts_.host, from), whole_file(parts_.host, to)}});
    if (const auto replaced = file_in(parts_.directories.tree().find(to))) replaced->unlink();
    parts_.directories.rename(from, to);
    tell_files_below(to);
    return {};
}

Result<void, DiskError> Disk::check_rename(std::string_view from, std::string_view to) const {
    if (!is_normal_path(to)) return Failure(DiskError::kBadPath);
    const Tree& tree = parts_.directories.tree();
    const auto parent = parts_.directories.parent_of(from);
    if (!parent) return Failure(parent.error());
    const auto new_parent = parts_.directories.parent_of(to);
    if (!new_parent) return Failure(new_parent.error());
    const TreeEntry* source = tree.find(from);
    if (!source) return Failure(DiskError::kNotFound);
    if (from == "/" || to == "/" || lies_below(to, from)) return Failure(DiskError::kBadPath);

    const TreeEntry* replaced = tree.find(to);
    if (!replaced || from == to) return {};
    if (file_in(source) && directory_in(replaced)) return Failure(DiskError::kIsADirectory);
    if (directory_in(source) && file_in(replaced)) return Failure(DiskError::kNotADirectory);
    if (directory_in(replaced) && !is_empty(to)) return Failure(DiskError::kNotEmpty);
    return {};
}

Result<void, DiskError> Disk::unlink(Fiber& fiber, std::string_view path) {
    const auto admitted = admit(fiber, DiskOperation::kUnlink, path);
    if (!admitted) return Failure(admitted.error());
    const auto checked = check_unlink(path);
    if (!checked) return checked;

    fiber.life().emit(PathUnlinked{parts_.host.id(), std::string(path)},
                      {.changed = Changed::kYes, .subjects = {whole_file(parts_.host, path)}});
    const auto file = file_in(parts_.directories.tree().find(path));
    parts_.directories.unlink(path);
    if (file) file->unlink();
    return {};
}

Result<void, DiskError> Disk::check_unlink(std::string_view path) const {
    const auto parent = parts_.directories.parent_of(path);
    if (!parent) return Failure(parent.error());
    if (path == "/") return Failure(DiskError::kBadPath);
    const TreeEntry* entry = parts_.directories.tree().find(path);
    if (!entry) return Failure(DiskError::kNotFound);
    if (directory_in(entry) && !is_empty(path)) return Failure(DiskError::kNotEmpty);
    return {};
}

Result<void, DiskError> Disk::unlink_all(Fiber& fiber, std::string_view path) {
    std::vector<std::string> paths;
    if (is_normal_path(path)) paths = parts_.directories.tree().paths_below(path);
    for (std::size_t i = paths.size(); i > 0; --i) {
        const auto unlinked = unlink(fiber, paths[i - 1]);
        if (!unlinked) return unlinked;
    }
    return unlink(fiber, path);
}

bool Disk::is_empty(std::string_view directory) const {
    return parts_.directories.tree().paths_below(directory).empty();
}

void Disk::tell_files_below(std::string_view path) {
    const Tree& tree = parts_.directories.tree();
    std::vector<std::string> paths = tree.paths_below(path);
    paths.emplace_back(path);
    for (std::string& where : paths) {
        const auto file = file_in(tree.find(where));
        if (file) file->move_to(std::move(where));
    }
}

Result<std::vector<std::string>, DiskError> Disk::list(Fiber& fiber, std::string_view path) {
    const auto admitted = admit(fiber, DiskOperation::kList, path);
    if (!admitted) return Failure(admitted.error());
    const auto status = stat(path);
    if (!status) return Failure(status.error());
    if (status->kind != PathKind::kDirectory) return Failure(DiskError::kNotADirectory);
    std::vector<std::string> names;
    for (const std::string& below : parts_.directories.tree().paths_below(path)) {
        if (parent_path(below) == path) names.push_back(below.substr(below.rfind('/') + 1));
    }
    return names;
}

Result<void, DiskError> Disk::sync_directory(Fiber& fiber, std::string_view path) {
    const auto admitted = admit(fiber, DiskOperation::kSyncDirectory, path);
    if (!admitted) return Failure(admitted.error());
    const DirectoryId* directory = directory_in(parts_.directories.tree().find(path));
    if (!directory) {
        const auto file = file_at(path);
        return Failure(file ? DiskError::kNotADirectory : file.error());
    }
    const auto last = parts_.directories.last_pending_in(*directory);
    if (!last) return {};

    const Instant done = parts_.device.sync(begin_of_page(1));
    parts_.device.wait_until(fiber, done);
    const bool died = !fiber.life().alive() || parts_.device.now() < done;
    if (died) return Failure(DiskError::kDead);
    if (effect_in<disk_fault::Lies>(*admitted)) return {};
    const std::size_t changes = parts_.directories.pending_through(*last);
    if (changes == 0) return {};  // A sync of another directory took them along.
    fiber.life().emit(DirectorySynced{parts_.host.id(), std::string(path), changes},
                      {.changed = Changed::kYes, .subjects = {whole_file(parts_.host, path)}});
    parts_.directories.commit_through(*last);
    return {};
}

}  // namespace assize::sim
