#pragma once

#include <optional>

#include "checkers/history/operation_reader.h"
#include "checkers/history/source.h"

namespace assize::checkers {

/// Reads op maps in EDN: one vector of them, or one after another. Sets count as lists, tags and
/// what is discarded by #_ are left out.
/// Written by hand, since Debian packages no EDN library for C++: small, strict, and with the
/// place of everything. Forms may lie 100 deep.
/// Source: github.com/edn-format/edn.
/// Returns what is wrong with the file, if anything is.
std::optional<ReadError> read_edn(Source& source, OperationReader& operations);

}  // namespace assize::checkers
