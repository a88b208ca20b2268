#pragma once

#include <string>

namespace assize::scenarios {

/// While it lives, a crash of the program (a broken invariant, a bad access) is taken for one of
/// the code under test: `message` goes to standard error, `half_written` is removed, and the
/// program ends with ExitCode::kCrashed. One at a time.
class CrashGuard {
public:
    CrashGuard(const std::string& message, const std::string& half_written);
    ~CrashGuard();
    CrashGuard(const CrashGuard&) = delete;
    CrashGuard& operator=(const CrashGuard&) = delete;
};

}  // namespace assize::scenarios
