#pragma once

#include <cstdint>
#include <string_view>

#include "sim/disk/cached_file.h"
#include "sim/host.h"
#include "sim/trace.h"

namespace assize::sim {

/// Under which name facts speak of a path: "host:path".
NameId name_of_path(Host& host, std::string_view path);

/// A path as the subject of a fact, with all bytes that a file there can have.
Subject whole_file(Host& host, std::string_view path);

/// Some bytes of a file as the subject of a fact.
struct ByteRange {
    std::int64_t begin;
    std::int64_t end;
};
Subject bytes_of_file(Host& host, CachedFile& file, ByteRange range);

}  // namespace assize::sim
