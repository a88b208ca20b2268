#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "reports/event_log.h"
#include "reports/run_summary.h"

namespace assize::reports {

enum class Color : bool { kNo, kYes };

struct TerminalOptions {
    Color color = Color::kNo;
    bool ascii = false;      // Nothing beyond ASCII, for those without UTF-8.
    std::size_t lines = 40;  // At most; the timeline gets what the rest leaves, 12 at most.
};

/// What `assize run` prints of a run: the broken promise first, then how it happened, the command
/// that reproduces it last. A run that holds is three lines. At most 100 columns; newline at the
/// end of each line.
/// The log may be empty when no events were kept: then the witness is told by ids.
std::string terminal_report(const RunSummary& run, const EventLog& log,
                            const TerminalOptions& options = {});

}  // namespace assize::reports
