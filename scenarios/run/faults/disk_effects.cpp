// Faults of disks.

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "scenarios/run/faults/effect.h"
#include "scenarios/run/words.h"
#include "sim/disk/disk.h"
#include "sim/host.h"

namespace assize::scenarios {

namespace {

/// Some faults of each target's disk. A node that ended for want of its disk lives again when the
/// disk is well.
Effect of_faults(const FaultTools& tools, Names targets, std::string what,
                 std::vector<sim::DiskFault> faults) {
    const World& world = tools.world;
    Lives& lives = tools.lives;
    struct Installed {
        std::vector<sim::DiskFaultGuard> guards;
        std::uint64_t struck = 0;  // By those that are over.
    };
    const auto installed = std::make_shared<Installed>();
    const auto strikes = [installed] {
        std::uint64_t sum = installed->struck;
        for (const sim::DiskFaultGuard& guard : installed->guards) sum += guard.strikes();
        return sum;
    };
    return Effect{
        .targets = targets,
        .what = std::move(what),
        .act =
            [&world, installed, targets, faults = std::move(faults)] {
                for (const std::string& name : targets) {
                    for (const sim::DiskFault& fault : faults) {
                        installed->guards.push_back(world.host(name).disk().install(fault));
                    }
                }
            },
        .take_back =
            [&lives, installed, strikes, targets] {
                installed->struck = strikes();
                installed->guards.clear();
                for (const std::string& name : targets) lives.revive_if_dead(name);
            },
        .strikes = strikes};
}

std::string words_of(const sim::DiskFault& fault) {
    std::string what(sim::name_of(fault.effect));
    for (char& c : what) {
        if (c == '_') c = ' ';
    }
    if (const auto* slow = std::get_if<sim::disk_fault::Slow>(&fault.effect)) {
        what += fmt::format(" by {}", to_words(slow->by));
    }
    if (const auto* fails = std::get_if<sim::disk_fault::Fails>(&fault.effect)) {
        what += fmt::format(" ({})", to_string(fails->error));
    }
    return fmt::format("{} of {}: {}", to_string(fault.operation), fault.path, what);
}

/// The last byte that was written to a partition's log, on that host.
struct LastByte {
    std::string path;
    std::int64_t offset;
};
std::optional<LastByte> last_byte(const World& world, const std::string& name,
                                  const std::string& partition) {
    const sim::Disk& disk = world.host(name).disk();
    std::optional<LastByte> last;
    for (const std::string& directory : world.cluster().config_of(name).log_dirs) {
        for (const std::string& path : disk.paths_below(directory + "/" + partition)) {
            const auto status = disk.stat(path);
            if (!path.ends_with(".log") || !status || status->size == 0) continue;
            last = LastByte{path, status->size - 1};  // Names of segments rise.
        }
    }
    return last;
}

}  // namespace

EffectResult effect_of(const fault::Disk& disk, const FaultTools& tools) {
    const auto names = resolve(tools.world, disk.target);
    if (!names) return sim::Failure(names.error());
    return of_faults(tools, *names,
                     fmt::format("disk of {}: {}", in_words(*names), words_of(disk.fault)),
                     {disk.fault});
}

EffectResult effect_of(const fault::DiskFull& full, const FaultTools& tools) {
    const auto names = resolve(tools.world, full.target);
    if (!names) return sim::Failure(names.error());
    const sim::disk_fault::Fails no_space{.error = sim::DiskError::kNoSpace};
    return of_faults(
        tools, *names, fmt::format("disk of {} is full", in_words(*names)),
        {{.path = "*", .operation = sim::DiskOperation::kWrite, .effect = no_space},
         {.path = "*", .operation = sim::DiskOperation::kCreateDirectory, .effect = no_space}});
}

EffectResult effect_of(const fault::RotLog& rot, const FaultTools& tools) {
    const World& world = tools.world;
    const auto names = resolve(world, rot.target);
    if (!names) return sim::Failure(names.error());
    for (const std::string& name : *names) {
        if (!world.is_node(name)) return sim::Failure(name + " has no logs");
        if (!last_byte(world, name, rot.partition)) {
            return sim::Failure(fmt::format("{} has nothing of {}", name, rot.partition));
        }
    }
    return Effect{
        .targets = *names,
        .what = fmt::format("flip a bit at the end of {} on {}", rot.partition, in_words(*names)),
        .act = [&world, names = *names, partition = rot.partition] {
            for (const std::string& name : names) {
                const auto last = last_byte(world, name, partition);
                static_cast<void>(
                    world.host(name).disk().corrupt(last->path, last->offset, std::byte{0x10}));
            }
        }};
}

}  // namespace assize::scenarios
