#include "sim/disk/directories.h"

#include <utility>

#include "sim/disk/path.h"
#include "sim/invariant.h"

namespace assize::sim {

namespace {

constexpr DirectoryId kRoot(0);

}  // namespace

std::string_view to_string(DirectoryChange::Kind kind) {
    switch (kind) {
        case DirectoryChange::Kind::kCreateDirectory: return "create_directory";
        case DirectoryChange::Kind::kCreateFile: return "create_file";
        case DirectoryChange::Kind::kRename: return "rename";
        case DirectoryChange::Kind::kUnlink: return "unlink";
    }
    return "unknown";
}

Directories::Directories() : tree_(kRoot), durable_(kRoot), next_directory_(kRoot.value() + 1) {}

Result<DirectoryId, DiskError> Directories::parent_of(std::string_view path) const {
    const TreeEntry* parent = tree_.find(parent_path(path));
    if (const DirectoryId* directory = directory_in(parent)) return *directory;
    // A file on the way is another mistake than nothing.
    while (path != "/") {
        path = parent_path(path);
        if (file_in(tree_.find(path))) return Failure(DiskError::kNotADirectory);
    }
    return Failure(DiskError::kNotFound);
}

void Directories::create_directory(std::string_view path) {
    const DirectoryId directory(next_directory_++);
    change({DirectoryChange::Kind::kCreateDirectory, std::string(path), {}, directory});
}

void Directories::create_file(std::string_view path, std::shared_ptr<CachedFile> file) {
    change({DirectoryChange::Kind::kCreateFile, std::string(path), {}, std::move(file)});
}

void Directories::rename(std::string_view from, std::string_view to) {
    change({DirectoryChange::Kind::kRename, std::string(from), std::string(to)});
}

void Directories::unlink(std::string_view path) {
    change({DirectoryChange::Kind::kUnlink, std::string(path)});
}

void Directories::change(DirectoryChange change) {
    const DirectoryId in = directory_of(change.path);
    const DirectoryId also_in = change.to.empty() ? in : directory_of(change.to);
    apply(tree_, change);
    journal_.push_back({std::move(change), in, also_in});
    if (journal_.size() > kPendingMax) commit_first(kPendingMax / 2);
}

DirectoryId Directories::directory_of(std::string_view path) const {
    const DirectoryId* directory = directory_in(tree_.find(parent_path(path)));
    INVARIANT(directory, "a disk changes a directory that is not there");
    return *directory;
}

void Directories::apply(Tree& tree, const DirectoryChange& change) {
    switch (change.kind) {
        case DirectoryChange::Kind::kCreateDirectory:
        case DirectoryChange::Kind::kCreateFile: tree.add(change.path, *change.entry); break;
        case DirectoryChange::Kind::kRename: tree.move(change.path, change.to); break;
        case DirectoryChange::Kind::kUnlink: tree.remove(change.path); break;
    }
}

std::optional<Directories::ChangeNumber> Directories::last_pending_in(DirectoryId directory) const {
    for (std::size_t i = journal_.size(); i > 0; --i) {
        const JournalEntry& entry = journal_[i - 1];
        if (entry.in == directory || entry.also_in == directory) return committed_ + i - 1;
    }
    return std::nullopt;
}

std::size_t Directories::pending_through(ChangeNumber last) const {
    return last < committed_ ? 0 : last - committed_ + 1;
}

void Directories::commit_first(std::size_t changes) {
    for (; changes > 0; --changes) {
        apply(durable_, journal_.front().change);
        journal_.pop_front();
        committed_ += 1;
    }
}

std::vector<DirectoryChange> Directories::lose_power(std::size_t surviving) {
    commit_first(surviving);
    std::vector<DirectoryChange> lost;
    for (JournalEntry& entry : journal_) lost.push_back(std::move(entry.change));
    committed_ += journal_.size();
    journal_.clear();
    tree_ = durable_;
    return lost;
}

}  // namespace assize::sim
