#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/disk/cached_file.h"
#include "sim/id.h"

namespace assize::sim {

/// A directory keeps it through all renames.
using DirectoryId = Id<struct DirectoryIdTag, std::uint64_t>;

/// What a path leads to.
using TreeEntry = std::variant<DirectoryId, std::shared_ptr<CachedFile>>;

inline const DirectoryId* directory_in(const TreeEntry* entry) {
    return entry ? std::get_if<DirectoryId>(entry) : nullptr;
}
inline std::shared_ptr<CachedFile> file_in(const TreeEntry* entry) {
    const auto* file = entry ? std::get_if<std::shared_ptr<CachedFile>>(entry) : nullptr;
    return file ? *file : nullptr;
}

/// Directories and files by path.
/// Invariant: "/" is there, and whatever is there lies in a directory that is there.
class Tree {
public:
    using Entries = std::map<std::string, TreeEntry, std::less<>>;

    explicit Tree(DirectoryId root) { entries_.emplace("/", root); }

    const Entries& entries() const { return entries_; }
    const TreeEntry* find(std::string_view path) const;
    /// The paths of all that lies below a directory, at any depth, in order: what lies in a
    /// directory comes after it.
    std::vector<std::string> paths_below(std::string_view directory) const;

    // Requires of these: the invariant holds afterwards.

    void add(std::string path, TreeEntry entry);
    void remove(std::string_view path);
    /// Moves an entry with all that lies below it; what was at `to` goes.
    void move(std::string_view from, std::string_view to);

private:
    Entries entries_;
};

}  // namespace assize::sim
