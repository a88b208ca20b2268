#include "scenarios/cli/subprocess.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace assize::scenarios {

namespace {

// A null-terminated view of `command` for exec and its like. Valid as long as `command` is.
std::vector<char*> arguments_of(const std::vector<std::string>& command) {
    std::vector<char*> arguments;
    for (const std::string& argument : command) {
        arguments.push_back(const_cast<char*>(argument.c_str()));
    }
    arguments.push_back(nullptr);
    return arguments;
}

struct Pipe {
    int read_end;
    int write_end;
};

Pipe open_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category());
    return Pipe{.read_end = ends[0], .write_end = ends[1]};
}

// Closes `file` when all is read.
std::string read_to_end(int file) {
    std::string text;
    std::array<char, 4096> buffer;
    for (;;) {
        const ssize_t count = read(file, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    close(file);
    return text;
}

int exit_status_of(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

std::optional<Finished> run_and_capture(const std::vector<std::string>& command,
                                        StandardError standard_error) {
    const Pipe output = open_pipe();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, output.write_end, STDOUT_FILENO);
    if (standard_error == StandardError::kDropped) {
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    }

    pid_t child = 0;
    const int failure = posix_spawnp(&child, command.front().c_str(), &actions, nullptr,
                                     arguments_of(command).data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(output.write_end);
    if (failure != 0) {
        close(output.read_end);
        return std::nullopt;
    }

    Finished finished{};
    finished.standard_output = read_to_end(output.read_end);
    finished.exit_status = exit_status_of(child);
    return finished;
}

void become(const std::vector<std::string>& command) {
    execvp(command.front().c_str(), arguments_of(command).data());
}

}  // namespace assize::scenarios
