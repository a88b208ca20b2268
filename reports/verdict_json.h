#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "reports/run_summary.h"

namespace assize::reports {

/// The text of verdict.json: interface.md, section 4, and beside that what it takes to tell of the
/// run again (`title`, `cluster`, `expectations`, each property's `summary`, `reason`, `roles`
/// ...).
std::string to_verdict_json(const RunSummary& run);

/// What to_verdict_json() wrote; members that only it writes may be missing.
/// Fails: with a sentence that names the member that makes no sense and what it may be, or the
/// place where the text is no JSON; `name` is what the file is called.
tl::expected<RunSummary, std::string> read_verdict_json(std::string_view text,
                                                        std::string_view name);

}  // namespace assize::reports
