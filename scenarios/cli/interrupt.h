#pragma once

namespace assize::scenarios {

/// While it lives, Ctrl-C (SIGINT, SIGTERM) asks to leave off and does not end the program. The
/// second one does.
class InterruptGuard {
public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    static bool asked_to_leave_off();
};

}  // namespace assize::scenarios
