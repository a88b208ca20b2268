#include "scenarios/cli/crash_guard.h"

#include <unistd.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <cstring>

#include "scenarios/cli/exit_code.h"

namespace assize::scenarios {

namespace {

// What a signal handler may touch: nothing that has to be allocated then.
std::array<char, 1024> message_text;
std::array<char, 1024> half_written_path;
std::array<std::byte, 64 * 1024> stack_of_handler;  // A fiber's may be what overflowed.

constexpr std::array kCrashes{SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

template <std::size_t size>
void copy(const std::string& from, std::array<char, size>& to) {
    to.fill('\0');
    std::memcpy(to.data(), from.data(), std::min(from.size(), size - 1));
}

extern "C" void on_crash(int) {
    const std::size_t length = strnlen(message_text.data(), message_text.size());
    [[maybe_unused]] const auto written = write(STDERR_FILENO, message_text.data(), length);
    if (half_written_path[0] != '\0') unlink(half_written_path.data());
    _exit(static_cast<int>(ExitCode::kCrashed));
}

}  // namespace

CrashGuard::CrashGuard(const std::string& message, const std::string& half_written) {
    copy(message, message_text);
    copy(half_written, half_written_path);
    const stack_t stack{
        .ss_sp = stack_of_handler.data(), .ss_flags = 0, .ss_size = stack_of_handler.size()};
    sigaltstack(&stack, nullptr);
    struct sigaction action = {};
    action.sa_handler = &on_crash;
    action.sa_flags = SA_ONSTACK;
    for (const int signal : kCrashes) sigaction(signal, &action, nullptr);
}

CrashGuard::~CrashGuard() {
    struct sigaction action = {};
    action.sa_handler = SIG_DFL;
    for (const int signal : kCrashes) sigaction(signal, &action, nullptr);
    const stack_t none{.ss_sp = nullptr, .ss_flags = SS_DISABLE, .ss_size = 0};
    sigaltstack(&none, nullptr);
}

}  // namespace assize::scenarios
