#include "sim/disk/error.h"

namespace assize::sim {

std::string_view to_string(DiskError error) {
    switch (error) {
        case DiskError::kNotFound: return "not_found";
        case DiskError::kExists: return "exists";
        case DiskError::kNotADirectory: return "not_a_directory";
        case DiskError::kIsADirectory: return "is_a_directory";
        case DiskError::kNotEmpty: return "not_empty";
        case DiskError::kNoSpace: return "no_space";
        case DiskError::kTooLarge: return "too_large";
        case DiskError::kIo: return "io";
        case DiskError::kBadPath: return "bad_path";
        case DiskError::kBadOffset: return "bad_offset";
        case DiskError::kClosed: return "closed";
        case DiskError::kDead: return "dead";
    }
    return "unknown";
}

std::string_view to_string(DiskOperation operation) {
    switch (operation) {
        case DiskOperation::kOpen: return "open";
        case DiskOperation::kRead: return "read";
        case DiskOperation::kWrite: return "write";
        case DiskOperation::kTruncate: return "truncate";
        case DiskOperation::kSync: return "sync";
        case DiskOperation::kList: return "list";
        case DiskOperation::kRename: return "rename";
        case DiskOperation::kUnlink: return "unlink";
        case DiskOperation::kCreateDirectory: return "create_directory";
        case DiskOperation::kSyncDirectory: return "sync_directory";
    }
    return "unknown";
}

}  // namespace assize::sim
