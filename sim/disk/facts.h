#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

#include "sim/disk/directories.h"
#include "sim/disk/error.h"
#include "sim/disk/fault.h"
#include "sim/fact.h"
#include "sim/id.h"

namespace assize::sim {

// The facts about disks. Their subjects are of the kind "file": the name is "host:path", the
// interval a range of bytes. What a process writes is for the process to state.

struct DirectoryCreated {
    static constexpr std::string_view kName = "directory_created";
    static constexpr std::string_view kMeaning = "a directory was made, in the page cache";
    HostId host;
    std::string path;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &DirectoryCreated::host, "whose disk");
        field("path", &DirectoryCreated::path, "where");
    }
};

struct FileCreated {
    static constexpr std::string_view kName = "file_created";
    static constexpr std::string_view kMeaning = "an empty file was made, in the page cache";
    HostId host;
    std::string path;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &FileCreated::host, "whose disk");
        field("path", &FileCreated::path, "where");
    }
};

struct PathRenamed {
    static constexpr std::string_view kName = "path_renamed";
    static constexpr std::string_view kMeaning = "a file or directory moved, in the page cache";
    HostId host;
    std::string from;
    std::string to;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &PathRenamed::host, "whose disk");
        field("from", &PathRenamed::from, "whence");
        field("to", &PathRenamed::to, "whither; a file there went");
    }
};

struct PathUnlinked {
    static constexpr std::string_view kName = "path_unlinked";
    static constexpr std::string_view kMeaning =
        "a file or an empty directory was deleted, in the page cache";
    HostId host;
    std::string path;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &PathUnlinked::host, "whose disk");
        field("path", &PathUnlinked::path, "which");
    }
};

struct DirectorySynced {
    static constexpr std::string_view kName = "directory_synced";
    static constexpr std::string_view kMeaning = "changes of directories became durable";
    HostId host;
    std::string path;
    std::uint64_t changes;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &DirectorySynced::host, "whose disk");
        field("path", &DirectorySynced::path, "the directory that was synced");
        field("changes", &DirectorySynced::changes,
              "how many, older ones of other directories included");
    }
};

struct FileSynced {
    static constexpr std::string_view kName = "file_synced";
    static constexpr std::string_view kMeaning =
        "what was dirty in a file when a sync began became durable";
    HostId host;
    std::int64_t bytes;
    std::int64_t size;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &FileSynced::host, "whose disk");
        field("bytes", &FileSynced::bytes, "how much was written, in whole pages");
        field("size", &FileSynced::size, "of the file when the sync began");
    }
};

struct FileSyncFailed {
    static constexpr std::string_view kName = "file_sync_failed";
    static constexpr std::string_view kMeaning =
        "a sync answered an error, and what was dirty is clean but lost";
    HostId host;
    std::int64_t bytes;
    std::int64_t size;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &FileSyncFailed::host, "whose disk");
        field("bytes", &FileSyncFailed::bytes, "how much was not written, in whole pages");
        field("size", &FileSyncFailed::size, "of the file when the sync began");
    }
};

struct FileLostPower {
    static constexpr std::string_view kName = "file_lost_power";
    static constexpr std::string_view kMeaning =
        "a power loss decided about the unsynced pages of a file";
    HostId host;
    std::int64_t size_before;
    std::int64_t size;
    std::uint64_t pages_kept;
    std::uint64_t pages_torn;
    std::uint64_t pages_lost;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &FileLostPower::host, "whose disk");
        field("size_before", &FileLostPower::size_before, "of the file in the page cache");
        field("size", &FileLostPower::size, "that is left");
        field("pages_kept", &FileLostPower::pages_kept,
              "unsynced pages that were written after all");
        field("pages_torn", &FileLostPower::pages_torn, "of which some sectors were written");
        field("pages_lost", &FileLostPower::pages_lost, "that are as they were when last synced");
    }
};

struct DirectoryChangeLost {
    static constexpr std::string_view kName = "directory_change_lost";
    static constexpr std::string_view kMeaning =
        "a power loss undid a change that no sync had covered";
    HostId host;
    DirectoryChange::Kind change;
    std::string path;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &DirectoryChangeLost::host, "whose disk");
        field("change", &DirectoryChangeLost::change, "what was done");
        field("path", &DirectoryChangeLost::path, "which entry; of a rename, whence");
    }
};

struct DiskFaultInstalled {
    static constexpr std::string_view kName = "disk_fault_installed";
    static constexpr std::string_view kMeaning = "a rule began to say what goes wrong with a disk";
    HostId host;
    DiskFaultId fault;
    std::string path;
    DiskOperation operation;
    std::string_view effect;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &DiskFaultInstalled::host, "whose disk");
        field("fault", &DiskFaultInstalled::fault, "its number on this disk");
        field("path", &DiskFaultInstalled::path, "pattern of the paths that it strikes");
        field("operation", &DiskFaultInstalled::operation, "that it strikes");
        field("effect", &DiskFaultInstalled::effect, "what it does");
    }
};

struct DiskFaultReleased {
    static constexpr std::string_view kName = "disk_fault_released";
    static constexpr std::string_view kMeaning = "operations that a rule held up went on";
    HostId host;
    DiskFaultId fault;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &DiskFaultReleased::host, "whose disk");
        field("fault", &DiskFaultReleased::fault, "its number on this disk");
    }
};

struct DiskFaultRemoved {
    static constexpr std::string_view kName = "disk_fault_removed";
    static constexpr std::string_view kMeaning = "a rule about a disk ended";
    HostId host;
    DiskFaultId fault;
    std::uint64_t strikes;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &DiskFaultRemoved::host, "whose disk");
        field("fault", &DiskFaultRemoved::fault, "its number on this disk");
        field("strikes", &DiskFaultRemoved::strikes, "how often it struck");
    }
};

struct DiskFaultStruck {
    static constexpr std::string_view kName = "disk_fault_struck";
    static constexpr std::string_view kMeaning = "a rule made something go wrong";
    HostId host;
    DiskFaultId fault;
    std::string path;
    DiskOperation operation;
    std::string_view effect;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &DiskFaultStruck::host, "whose disk");
        field("fault", &DiskFaultStruck::fault, "its number on this disk");
        field("path", &DiskFaultStruck::path, "where");
        field("operation", &DiskFaultStruck::operation, "what a process tried");
        field("effect", &DiskFaultStruck::effect, "what it does");
    }
};

struct BytesCorrupted {
    static constexpr std::string_view kName = "bytes_corrupted";
    static constexpr std::string_view kMeaning = "bits of a file flipped at rest";
    HostId host;
    std::int64_t offset;
    std::uint8_t mask;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &BytesCorrupted::host, "whose disk");
        field("offset", &BytesCorrupted::offset, "of the byte in the file");
        field("mask", &BytesCorrupted::mask, "which bits of it");
    }
};

struct WriteMisdirected {
    static constexpr std::string_view kName = "write_misdirected";
    static constexpr std::string_view kMeaning = "bytes that a process wrote landed elsewhere";
    HostId host;
    std::int64_t offset;
    std::string landed_in;
    std::int64_t landed_at;
    std::int64_t bytes;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &WriteMisdirected::host, "whose disk");
        field("offset", &WriteMisdirected::offset, "in the file, where they belong");
        field("landed_in", &WriteMisdirected::landed_in, "path of the file that took them, if any");
        field("landed_at", &WriteMisdirected::landed_at, "in that file");
        field("bytes", &WriteMisdirected::bytes, "how many of them landed");
    }
};

using DiskFacts = std::tuple<DirectoryCreated, FileCreated, PathRenamed, PathUnlinked,
                             DirectorySynced, FileSynced, FileSyncFailed, FileLostPower,
                             DirectoryChangeLost, DiskFaultInstalled, DiskFaultReleased,
                             DiskFaultRemoved, DiskFaultStruck, BytesCorrupted, WriteMisdirected>;

}  // namespace assize::sim
