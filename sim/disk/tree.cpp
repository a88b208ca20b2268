#include "sim/disk/tree.h"

#include <utility>

#include "sim/disk/path.h"
#include "sim/invariant.h"

namespace assize::sim {

const TreeEntry* Tree::find(std::string_view path) const {
    const auto found = entries_.find(path);
    return found == entries_.end() ? nullptr : &found->second;
}

std::vector<std::string> Tree::paths_below(std::string_view directory) const {
    const std::string prefix = directory == "/" ? "/" : std::string(directory) + "/";
    std::vector<std::string> paths;
    for (auto at = entries_.upper_bound(prefix); at != entries_.end(); ++at) {
        if (!at->first.starts_with(prefix)) break;
        paths.push_back(at->first);
    }
    return paths;
}

void Tree::add(std::string path, TreeEntry entry) {
    INVARIANT(directory_in(find(parent_path(path))), "a disk adds an entry outside of its tree");
    entries_.emplace(std::move(path), std::move(entry));
}

void Tree::remove(std::string_view path) {
    const auto found = entries_.find(path);
    INVARIANT(found != entries_.end(), "a disk removes an entry that is not there");
    entries_.erase(found);
}

void Tree::move(std::string_view from, std::string_view to) {
    std::vector<std::string> paths = paths_below(from);
    paths.emplace_back(from);
    if (find(to)) remove(to);
    for (const std::string& path : paths) {
        auto node = entries_.extract(path);
        INVARIANT(!node.empty(), "a disk moves an entry that is not there");
        node.key() = std::string(to) + path.substr(from.size());
        entries_.insert(std::move(node));
    }
}

}  // namespace assize::sim
