#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scenarios/file/file_error.h"
#include "scenarios/file/value.h"
#include "sim/result.h"

namespace assize::scenarios::file {

/// A larger text is refused before it is looked at.
inline constexpr std::size_t kTextBytesMost = 64u << 20;

/// The tables of a TOML text, with the places of all keys and values.
/// Fails: it is no TOML, not UTF-8, or too large. `path` is for the message.
sim::Result<Table, FileError> read_toml(std::string_view text, std::string_view path);

/// Tables as a TOML text, in their order: scalars first, then [tables] and [[arrays of tables]].
std::string write_toml(const Table& table);

}  // namespace assize::scenarios::file
