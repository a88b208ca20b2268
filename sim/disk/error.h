#pragma once

#include <cstdint>
#include <string_view>

namespace assize::sim {

/// Why a disk did not do what it was asked.
enum class DiskError : std::uint8_t {
    kNotFound,
    kExists,
    kNotADirectory,
    kIsADirectory,
    kNotEmpty,
    kNoSpace,
    kTooLarge,   // A file would grow beyond kFileBytesMax.
    kIo,         // The device failed. Some day it happens to every disk.
    kBadPath,    // Not absolute, not normal, or not a place where this can be done.
    kBadOffset,  // Negative, or outside the file.
    kClosed,     // The handle was closed, or moved from.
    kDead,       // The process that asks, or that opened the file, is over.
};
std::string_view to_string(DiskError error);

/// What a fault can be aimed at.
enum class DiskOperation : std::uint8_t {
    kOpen,  // Creating a file is opening it.
    kRead,
    kWrite,  // Append or pwrite.
    kTruncate,
    kSync,
    kList,
    kRename,
    kUnlink,  // Of a file, or of an empty directory.
    kCreateDirectory,
    kSyncDirectory,
};
std::string_view to_string(DiskOperation operation);

}  // namespace assize::sim
