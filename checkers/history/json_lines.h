#pragma once

#include <optional>

#include "checkers/history/operation_reader.h"
#include "checkers/history/source.h"

namespace assize::checkers {

/// Reads op maps in JSON, one a line; blank lines mean nothing. A line may be 64 MiB long, and
/// its values may lie 100 deep.
/// Returns what is wrong with the file, if anything is.
std::optional<ReadError> read_json_lines(Source& source, OperationReader& operations);

}  // namespace assize::checkers
