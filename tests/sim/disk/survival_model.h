#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sim/disk/disk_world.h"

namespace assize::sim {

/// What may be found on a disk after a power loss, restated on whole byte strings: no pages that
/// are shared, no laziness, no time. Slow, and meant to be plainly right.

inline constexpr std::size_t kModelPage = 4096;
inline constexpr std::size_t kModelSector = 512;

/// A file's content with what of it is not yet durable.
struct ModelLayer {
    Bytes bytes;
    std::set<std::size_t> dirty_pages = {};
    bool size_is_dirty = false;
    std::size_t size_least = 0;

    static ModelLayer clean(const Bytes& bytes) {
        return {.bytes = bytes, .size_least = bytes.size()};
    }
    bool dirty() const { return size_is_dirty || !dirty_pages.empty(); }

    void write(std::size_t at, const Bytes& written) {
        const std::size_t end = at + written.size();
        if (written.empty()) return;
        if (end > bytes.size()) size_is_dirty = true;
        bytes.resize(std::max(bytes.size(), end));
        std::copy(written.begin(), written.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
        for (std::size_t page = at / kModelPage; page * kModelPage < end; ++page) {
            dirty_pages.insert(page);
        }
    }
    void truncate(std::size_t size) {
        if (size == bytes.size()) return;
        size_is_dirty = true;
        // A cut changes the page that it goes through, and all behind it. A hole changes none.
        for (std::size_t page = size / kModelPage;
             size < bytes.size() && page * kModelPage < bytes.size(); ++page) {
            dirty_pages.insert(page);
        }
        bytes.resize(size);
        size_least = std::min(size_least, size);
    }
    /// The piece of a file that begins there, as long as it can be; zeros behind the end.
    static Bytes piece(const Bytes& bytes, std::size_t at, std::size_t length) {
        Bytes piece(length);
        for (std::size_t i = 0; i < length && at + i < bytes.size(); ++i) piece[i] = bytes[at + i];
        return piece;
    }
    /// What is durable once all of this is.
    Bytes written_over(Bytes durable) const {
        if (size_least < durable.size()) durable.resize(size_least);
        durable.resize(bytes.size());
        for (const std::size_t page : dirty_pages) {
            const std::size_t begin = page * kModelPage;
            const std::size_t end = std::min(begin + kModelPage, bytes.size());
            for (std::size_t i = begin; i < end; ++i) durable[i] = bytes[i];
        }
        return durable;
    }
};

struct ModelFile {
    Bytes durable = {};
    std::optional<ModelLayer> in_flight = std::nullopt;
    ModelLayer cached = {};

    void begin_sync() {
        if (!cached.dirty()) return;
        in_flight = cached;
        cached = ModelLayer::clean(cached.bytes);
    }
    void end_sync() {
        if (in_flight) durable = in_flight->written_over(durable);
        in_flight.reset();
    }
    void lose_sync() { in_flight.reset(); }

    Bytes everything() const {
        Bytes all = durable;
        if (in_flight) all = in_flight->written_over(all);
        return cached.dirty() ? cached.written_over(all) : all;
    }
    std::vector<const ModelLayer*> layers() const {
        std::vector<const ModelLayer*> layers;
        if (in_flight) layers.push_back(&*in_flight);
        if (cached.dirty()) layers.push_back(&cached);
        return layers;
    }
    bool may_have_size(std::size_t size) const {
        std::size_t least = durable.size();
        std::size_t most = durable.size();
        for (const ModelLayer* layer : layers()) {
            least = std::min(least, layer->size_least);
            most = std::max(most, layer->bytes.size());
        }
        return least <= size && size <= most;
    }
    /// Each sector is as it was durable, cut perhaps, or as a layer has it in a page that is dirty.
    bool may_leave(const Bytes& left) const {
        if (layers().empty()) return left == durable;
        if (!may_have_size(left.size())) return false;
        for (std::size_t at = 0; at < left.size(); at += kModelSector) {
            const std::size_t length = std::min(kModelSector, left.size() - at);
            if (!may_leave_sector(ModelLayer::piece(left, at, length), at)) return false;
        }
        return true;
    }
    bool may_leave_sector(const Bytes& sector, std::size_t at) const {
        std::vector<Bytes> candidates{durable};
        for (const ModelLayer* layer : layers()) {
            for (std::size_t i = candidates.size(); i > 0; --i) {
                Bytes cut = candidates[i - 1];
                cut.resize(std::min(cut.size(), layer->size_least));
                candidates.push_back(cut);
            }
            if (layer->dirty_pages.contains(at / kModelPage)) candidates.push_back(layer->bytes);
        }
        return std::any_of(candidates.begin(), candidates.end(), [&](const Bytes& bytes) {
            return ModelLayer::piece(bytes, at, sector.size()) == sector;
        });
    }
};

/// Null for a directory.
using ModelEntry = std::shared_ptr<ModelFile>;
using ModelTree = std::map<std::string, ModelEntry>;
using TreeOnDisk = std::map<std::string, std::optional<Bytes>>;

/// The tree as it was after each change that is not durable, and which directories that changed.
class ModelDisk {
public:
    ModelDisk() { history_.push_back({{{"/", nullptr}}, {}}); }

    const ModelTree& tree() const { return history_.back().tree; }
    bool is_directory(const std::string& path) const {
        return tree().contains(path) && !tree().at(path);
    }
    ModelEntry file(const std::string& path) const {
        return tree().contains(path) ? tree().at(path) : nullptr;
    }
    static std::string parent(const std::string& path) {
        return path.substr(0, std::max<std::size_t>(path.rfind('/'), 1));
    }
    static bool below(const std::string& path, const std::string& directory) {
        return path.starts_with(directory == "/" ? directory : directory + "/") && path != "/";
    }
    bool empty(const std::string& directory) const {
        return std::none_of(tree().begin(), tree().end(),
                            [&](const auto& entry) { return below(entry.first, directory); });
    }

    ModelEntry create_file(const std::string& path) {
        auto created = std::make_shared<ModelFile>();
        ModelTree next = tree();
        next[path] = created;
        change(std::move(next), {parent(path)});
        return created;
    }
    bool create_directory(const std::string& path) {
        if (tree().contains(path)) return is_directory(path);
        if (!create_directory(parent(path))) return false;
        ModelTree next = tree();
        next[path] = nullptr;
        change(std::move(next), {parent(path)});
        return true;
    }
    bool unlink(const std::string& path) {
        if (!tree().contains(path) || path == "/" || (is_directory(path) && !empty(path))) {
            return false;
        }
        ModelTree next = tree();
        next.erase(path);
        change(std::move(next), {parent(path)});
        forget(path);
        return true;
    }
    bool rename(const std::string& from, const std::string& to) {
        if (!tree().contains(from) || from == "/" || to == "/" || below(to, from)) return false;
        if (!is_directory(parent(to))) return false;
        if (from == to) return true;
        if (tree().contains(to) && is_directory(from) != is_directory(to)) return false;
        if (is_directory(to) && !empty(to)) return false;
        ModelTree next;
        for (const auto& [path, entry] : tree()) {
            if (path == to) continue;
            const bool moves = path == from || below(path, from);
            next[moves ? to + path.substr(from.size()) : path] = entry;
        }
        change(std::move(next), {parent(from), parent(to)});
        renamed(from, to);
        return true;
    }
    /// Nothing, when there is no such directory.
    void sync_directory(const std::string& path) {
        for (std::size_t i = history_.size(); i > 1; --i) {
            if (!history_[i - 1].touched.contains(path)) continue;
            history_.erase(history_.begin(), history_.begin() + static_cast<std::ptrdiff_t>(i - 1));
            history_.front().touched.clear();
            return;
        }
    }

    enum class Extent { kNothing, kSome, kEverything };
    bool may_leave(const TreeOnDisk& left, Extent extent) const {
        if (extent == Extent::kNothing) return fits(history_.front().tree, left, extent);
        if (extent == Extent::kEverything) return fits(history_.back().tree, left, extent);
        return std::any_of(history_.begin(), history_.end(),
                           [&](const Moment& moment) { return fits(moment.tree, left, extent); });
    }
    void adopt(const TreeOnDisk& left) {
        history_.clear();
        history_.push_back({});
        for (const auto& [path, bytes] : left) {
            history_[0].tree[path] =
                bytes ? std::make_shared<ModelFile>(
                            ModelFile{.durable = *bytes, .cached = ModelLayer::clean(*bytes)})
                      : nullptr;
        }
    }

private:
    struct Moment {
        ModelTree tree;
        std::set<std::string> touched;  // Directories, by their paths of today.
    };

    void change(ModelTree next, std::set<std::string> touched) {
        history_.push_back({std::move(next), std::move(touched)});
    }
    // What touched a directory that was deleted is nobody's business any more: not that of a new
    // one by the same name, either.
    void forget(const std::string& directory) {
        for (Moment& moment : history_) moment.touched.erase(directory);
    }
    // What touched a directory touched the one that has another name from now on. What touched
    // one that was replaced is nobody's business any more.
    void renamed(const std::string& from, const std::string& to) {
        for (std::size_t i = 0; i + 1 < history_.size(); ++i) {
            std::set<std::string> touched;
            for (const std::string& path : history_[i].touched) {
                if (path == to || below(path, to)) continue;
                const bool moves = path == from || below(path, from);
                touched.insert(moves ? to + path.substr(from.size()) : path);
            }
            history_[i].touched = std::move(touched);
        }
    }
    static bool fits(const ModelTree& tree, const TreeOnDisk& left, Extent extent) {
        if (tree.size() != left.size()) return false;
        return std::all_of(tree.begin(), tree.end(), [&](const auto& entry) {
            const auto found = left.find(entry.first);
            if (found == left.end() || (entry.second == nullptr) != !found->second) return false;
            if (!entry.second) return true;
            switch (extent) {
                case Extent::kNothing: return entry.second->durable == *found->second;
                case Extent::kEverything: return entry.second->everything() == *found->second;
                case Extent::kSome: break;
            }
            return entry.second->may_leave(*found->second);
        });
    }

    std::vector<Moment> history_;  // The first is durable, the last is what processes see.
};

}  // namespace assize::sim
