#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "sim/trace.h"

namespace assize::sim {

/// Appends a fact to `out` as one line of JSON, newline included:
///
///     {"id":7,"t":2191402000,"process":"b1","incarnation":1,"kind":"process_died",
///      "changed":true,"causes":[5],"message":12,
///      "subjects":[{"kind":"records","name":"orders-0","begin":40,"end":42}],
///      "fact":{"death":"crash"}}
///
/// `t` is virtual time in nanoseconds. Process and incarnation are missing from facts that no
/// process states; so are causes, message and subjects when there are none.
void append_trace_line(fmt::memory_buffer& out, const Event& event, const Trace& trace);

/// A text as JSON has it, quotes included. Bytes that are no UTF-8 are replaced.
std::string json_quoted(std::string_view text);

}  // namespace assize::sim
