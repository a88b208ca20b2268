#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/disk/error.h"
#include "sim/disk/tree.h"
#include "sim/result.h"

namespace assize::sim {

/// One change of the directories of a disk.
struct DirectoryChange {
    enum class Kind : std::uint8_t { kCreateDirectory, kCreateFile, kRename, kUnlink };

    Kind kind;
    std::string path;
    std::string to = {};                            // Of a rename.
    std::optional<TreeEntry> entry = std::nullopt;  // What is created.
};
std::string_view to_string(DirectoryChange::Kind kind);

/// The directories of a disk: as processes see them, as they are durable, and the journal of
/// changes between the two.
///
/// Changes become durable in the order in which they were made, each wholly or not at all:
/// so a rename is atomic, and a sync of one directory takes older changes of others along.
/// Source: ext4's journal. Departs: nothing is committed by itself, unless kPendingMax changes
/// wait: then the older half is.
class Directories {
public:
    static constexpr std::size_t kPendingMax = 4096;

    Directories();

    /// What processes see.
    const Tree& tree() const { return tree_; }
    /// The directory in which `path` would lie. Requires: a normal path.
    /// Fails: kNotFound, kNotADirectory.
    Result<DirectoryId, DiskError> parent_of(std::string_view path) const;

    // Changes. Requires: the parents are directories, and the tree remains one.

    void create_directory(std::string_view path);
    void create_file(std::string_view path, std::shared_ptr<CachedFile> file);
    void rename(std::string_view from, std::string_view to);
    void unlink(std::string_view path);

    /// Counts changes from 0, for as long as the disk is not wiped.
    using ChangeNumber = std::uint64_t;
    /// The last change in a directory that is not durable.
    std::optional<ChangeNumber> last_pending_in(DirectoryId directory) const;
    /// How many changes up to that one are not durable.
    std::size_t pending_through(ChangeNumber last) const;
    void commit_through(ChangeNumber last) { commit_first(pending_through(last)); }
    std::size_t pending() const { return journal_.size(); }

    /// Keeps only the first few pending changes. Returns the others, in order.
    /// Requires: `surviving` is at most pending().
    std::vector<DirectoryChange> lose_power(std::size_t surviving);

private:
    struct JournalEntry {
        DirectoryChange change;
        DirectoryId in;       // Which directories it changes.
        DirectoryId also_in;  // The same one, unless something moves between two.
    };

    DirectoryId directory_of(std::string_view path) const;
    void change(DirectoryChange change);
    void commit_first(std::size_t changes);
    static void apply(Tree& tree, const DirectoryChange& change);

    Tree tree_;
    Tree durable_;
    std::deque<JournalEntry> journal_;
    ChangeNumber committed_ = 0;  // The number of the first entry in the journal.
    std::uint64_t next_directory_;
};

}  // namespace assize::sim
