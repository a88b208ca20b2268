#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <tl/expected.hpp>

#include "reports/event_log.h"

namespace assize::reports {

/// Why a trace could not be read.
struct TraceReadError {
    enum class Cause : std::uint8_t {
        kCannotOpen,  // Not there, or not to be read by us.
        kDamaged,     // Cut off, or not what was written.
        kVersion,     // Written by an Assize that has other facts in another form.
    };
    Cause cause;
    std::int64_t line;  // The first that makes no sense, from 1; 0: none in particular.
    std::string what;   // "line 812: the file is cut off": without the file's name.
};

/// Reads the file that sim::TraceFile wrote (trace.jsonl.zst): the log is then the same as what an
/// EventRecorder made of that run.
/// Takes some 0.1 s for 100 000 facts. Fails: nothing is returned of a file that is damaged.
tl::expected<EventLog, TraceReadError> read_trace(const std::filesystem::path& path);

}  // namespace assize::reports
