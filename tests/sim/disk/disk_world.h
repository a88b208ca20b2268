#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/disk/disk.h"
#include "sim/host.h"
#include "sim/invariant.h"
#include "sim/simulation.h"

namespace assize::sim {

using Bytes = std::vector<std::byte>;

inline Bytes bytes_of(std::string_view text) {
    Bytes bytes;
    for (char c : text) bytes.push_back(static_cast<std::byte>(c));
    return bytes;
}
inline Bytes filled(std::size_t count, char with) {
    return Bytes(count, static_cast<std::byte>(with));
}
inline std::string text_of(const Bytes& bytes) {
    std::string text;
    for (std::byte byte : bytes) text.push_back(static_cast<char>(byte));
    return text;
}

// Profiles for one outcome of a power loss alone.
inline DiskProfile nothing_survives() {
    return {.nothing_unsynced_survives = Chance::always(),
            .everything_unsynced_survives = Chance::never()};
}
inline DiskProfile everything_survives() {
    return {.nothing_unsynced_survives = Chance::never(),
            .everything_unsynced_survives = Chance::always()};
}
inline DiskProfile pages_choose(Chance survives, Chance is_torn) {
    return {.nothing_unsynced_survives = Chance::never(),
            .everything_unsynced_survives = Chance::never(),
            .unsynced_page_survives = survives,
            .unsynced_page_is_torn = is_torn};
}

/// A host with a disk, and processes on it one at a time.
class DiskWorld {
public:
    explicit DiskWorld(DiskProfile profile = {}, std::uint64_t seed = 1)
        : simulation_({.seed = seed}),
          host_(simulation_.add_host({.name = "h", .disk = std::move(profile)})) {}

    Simulation& simulation() { return simulation_; }
    Host& host() { return host_; }
    Disk& disk() { return host_.disk(); }

    /// Runs a process to its end, and whatever else there is.
    void run(std::function<void(Fiber&, Disk&)> body) {
        start(std::move(body));
        run_until_idle();
    }
    Process& start(std::function<void(Fiber&, Disk&)> body) {
        return host_.start("p", [body = std::move(body), this](Fiber& f) { body(f, disk()); });
    }
    /// As the simulation's, but throws what left the process as it left it.
    void run_until_idle() {
        try {
            simulation_.run_until_idle();
        } catch (const ProcessFailure& failure) {
            std::rethrow_exception(failure.cause());
        }
    }
    void cut_power() {
        host_.lose_power();
        host_.restore_power();
    }
    /// What is in a file, or nothing when there is none.
    std::optional<std::string> text(std::string_view path) {
        const auto bytes = disk().peek(path);
        if (!bytes) return std::nullopt;
        return text_of(*bytes);
    }

private:
    Simulation simulation_;
    Host& host_;
};

/// For what a test takes for granted.
template <class T>
void must(const Result<T, DiskError>& result) {
    INVARIANT(result.has_value(), to_string(result.error()).data());
}

inline File open_or_die(Fiber& fiber, Disk& disk, std::string_view path,
                        OpenMode mode = OpenMode::kCreateIfMissing) {
    return disk.open(fiber, path, mode).value();
}

/// A file that is durable, name and all.
inline void put_durably(Fiber& fiber, Disk& disk, const std::string& path, const Bytes& bytes) {
    File file = open_or_die(fiber, disk, path);
    must(file.append(fiber, bytes));
    must(file.sync(fiber));
    must(disk.sync_directory(fiber, path.substr(0, std::max<std::size_t>(path.rfind('/'), 1))));
}

}  // namespace assize::sim
