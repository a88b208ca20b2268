#pragma once

#include <optional>
#include <string>
#include <vector>

namespace assize::scenarios {

/// How another program ended.
struct Finished {
    int exit_status;  // As a shell gives it: 128 + n when signal n ended it.
    std::string standard_output;
};

enum class StandardError { kShared, kDropped };

/// Runs a program to its end and keeps what it printed to standard output.
/// `command` is the program, found through PATH unless it has a slash, and its arguments.
/// Returns nothing when there is no such program.
std::optional<Finished> run_and_capture(const std::vector<std::string>& command,
                                        StandardError standard_error = StandardError::kShared);

/// Becomes another program. Returns only when there is no such program.
void become(const std::vector<std::string>& command);

}  // namespace assize::scenarios
