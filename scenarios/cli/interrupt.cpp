#include "scenarios/cli/interrupt.h"

#include <csignal>
#include <initializer_list>

namespace assize::scenarios {

namespace {

volatile std::sig_atomic_t asked = 0;

extern "C" void on_interrupt(int) {
    asked = 1;
}

void set(int signal, void (*handler)(int), int flags) {
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigaction(signal, &action, nullptr);
}

}  // namespace

InterruptGuard::InterruptGuard() {
    asked = 0;
    for (const int signal : {SIGINT, SIGTERM}) {
        set(signal, &on_interrupt, SA_RESTART | static_cast<int>(SA_RESETHAND));
    }
}

InterruptGuard::~InterruptGuard() {
    for (const int signal : {SIGINT, SIGTERM}) set(signal, SIG_DFL, 0);
}

bool InterruptGuard::asked_to_leave_off() {
    return asked != 0;
}

}  // namespace assize::scenarios
