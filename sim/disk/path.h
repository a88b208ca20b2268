#pragma once

#include <string_view>

namespace assize::sim {

/// Whether a path is absolute and normal: "/", or "/name/name" without empty names, ".", "..",
/// NUL or a slash at the end.
bool is_normal_path(std::string_view path);

/// The directory a path lies in; "/" for the root itself. Requires: a normal path.
std::string_view parent_path(std::string_view path);

/// Whether `path` lies below `directory`, at any depth. Requires: normal paths.
bool lies_below(std::string_view path, std::string_view directory);

}  // namespace assize::sim
