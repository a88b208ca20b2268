#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <string>
#include <tl/expected.hpp>

#include "checkers/history.h"
#include "checkers/history/source.h"

namespace assize::checkers {

/// A history, and what of the file is not in it.
struct HistoryFile {
    History history;
    std::uint64_t op_maps;                         // All of them.
    std::map<std::string, std::uint64_t> skipped;  // Op maps by f, or "nemesis".
};

/// Reads a history that something else recorded: Jepsen's EDN (a vector of op maps, or op maps one
/// after another), or the same op maps as JSON, one a line. The first characters tell which.
/// Time and memory are linear in the file.
/// Fails: at the first thing that is damaged.
tl::expected<HistoryFile, ReadError> read_history(std::istream& stream);

}  // namespace assize::checkers
