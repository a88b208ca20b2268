#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "model/controller/kraft/offset_and_epoch.h"
#include "model/log/log_directory.h"
#include "model/wire/bytes.h"
#include "model/wire/error_code.h"
#include "sim/disk/file.h"
#include "sim/fiber.h"
#include "sim/result.h"

namespace assize::model::kraft {

/// As Kafka names a snapshot's file: 20 digits of the offset, 10 of the epoch.
std::string snapshot_file_name(const OffsetAndEpoch& id);
/// None when it is not the name of a whole snapshot.
std::optional<OffsetAndEpoch> snapshot_of_file_name(std::string_view name);

/// A snapshot that is being fetched: a file `<name>.part`, which nobody reads.
class SnapshotDownload {
public:
    SnapshotDownload(OffsetAndEpoch id, std::string path, sim::File file)
        : id_(id), path_(std::move(path)), file_(std::move(file)) {}

    const OffsetAndEpoch& id() const { return id_; }
    std::int64_t size() const { return size_; }

private:
    friend class SnapshotStore;
    OffsetAndEpoch id_;
    std::string path_;
    sim::File file_;
    std::int64_t size_ = 0;
};

/// The snapshots of the metadata log, as files in its directory.
/// Fails, all that wait: an I/O error takes the directory offline.
class SnapshotStore {
public:
    template <class T>
    using Answer = sim::Result<T, wire::ErrorCode>;

    /// Lists what is there. Files of unfinished snapshots are deleted.
    static Answer<SnapshotStore> open(sim::Fiber& fiber, log::LogDirectory& directory,
                                      std::string folder);

    std::optional<OffsetAndEpoch> latest() const;
    std::optional<OffsetAndEpoch> earliest() const;
    bool contains(const OffsetAndEpoch& id) const { return sizes_.contains(id); }
    /// All of them with their sizes, the earliest first.
    const std::map<OffsetAndEpoch, std::int64_t>& sizes() const { return sizes_; }
    std::int64_t total_bytes() const;

    /// Why a snapshot was stored, for the trace.
    struct Context {
        std::optional<Offset> high_watermark;
        Offset log_end;
    };
    /// Stores a snapshot that was made here; durable when it returns.
    Answer<void> store(sim::Fiber& fiber, const OffsetAndEpoch& id, std::span<const std::byte> file,
                       const Context& context);

    Answer<SnapshotDownload> begin_download(sim::Fiber& fiber, const OffsetAndEpoch& id);
    Answer<void> append(sim::Fiber& fiber, SnapshotDownload& download,
                        std::span<const std::byte> bytes);
    /// All that was fetched so far.
    Answer<wire::Bytes> read_back(sim::Fiber& fiber, SnapshotDownload& download) const;
    /// The file is whole: from now on it is a snapshot. Durable when it returns.
    Answer<void> finish(sim::Fiber& fiber, SnapshotDownload download, const Context& context);

    /// Requires: contains(id).
    Answer<wire::Bytes> read(sim::Fiber& fiber, const OffsetAndEpoch& id) const;
    /// At most `limit` bytes from `position` on. Requires: contains(id).
    Answer<wire::Bytes> read_part(sim::Fiber& fiber, const OffsetAndEpoch& id,
                                  std::int64_t position, std::int64_t limit) const;

    /// Deletes all that lie below that offset.
    Answer<void> remove_below(sim::Fiber& fiber, Offset offset);

private:
    SnapshotStore(log::LogDirectory& directory, std::string folder)
        : directory_(&directory), folder_(std::move(folder)) {}
    Answer<void> fail(sim::DiskError error, const std::string& what) const;
    std::string path(const OffsetAndEpoch& id) const;
    void added(const OffsetAndEpoch& id, std::int64_t size, bool fetched, const Context& context);

    log::LogDirectory* directory_;
    std::string folder_;
    std::map<OffsetAndEpoch, std::int64_t> sizes_;  // In order: a later epoch has later offsets.
};

}  // namespace assize::model::kraft
