#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <ostream>

#include "sim/process.h"
#include "tests/sim/disk/disk_world.h"
#include "tests/sim/disk/survival_model.h"

namespace assize::sim {
namespace {

enum class Act {
    kAppend,
    kWrite,
    kTruncate,
    kSync,
    kFailSync,
    kWriteDuringSync,
    kCrashDuringSync,
    kCutPowerDuringSync,
    kCreateDirectory,
    kRename,
    kUnlink,
    kSyncDirectory,
    kCutPower,
};
constexpr std::array kActNames{"append",
                               "write",
                               "truncate",
                               "sync",
                               "fail sync",
                               "write during sync",
                               "crash during sync",
                               "cut power during sync",
                               "create directory",
                               "rename",
                               "unlink",
                               "sync directory",
                               "cut power"};

constexpr std::array<const char*, 10> kPaths{"/a",   "/b",   "/d",   "/e",     "/d/a",
                                             "/d/b", "/d/s", "/e/a", "/d/s/a", "/"};

struct Command {
    Act act;
    std::size_t path;
    std::size_t other_path;
    std::size_t at;
    std::size_t length;
    char fill;
};

std::ostream& operator<<(std::ostream& out, const Command& c) {
    return out << kActNames[static_cast<std::size_t>(c.act)] << " " << kPaths[c.path] << " (other "
               << kPaths[c.other_path] << ", at " << c.at << ", " << c.length << " bytes of "
               << c.fill << ")";
}

}  // namespace
}  // namespace assize::sim

namespace rc {

template <>
struct Arbitrary<assize::sim::Command> {
    static Gen<assize::sim::Command> arbitrary() {
        using assize::sim::Command;
        // Files are written more often than directories are changed; bytes gather at the
        // borders of pages and sectors.
        const auto act = gen::map(gen::weightedElement<int>({{6, 0},
                                                             {6, 1},
                                                             {4, 2},
                                                             {5, 3},
                                                             {2, 4},
                                                             {3, 5},
                                                             {2, 6},
                                                             {2, 7},
                                                             {3, 8},
                                                             {3, 9},
                                                             {2, 10},
                                                             {4, 11},
                                                             {3, 12}}),
                                  [](int i) { return static_cast<assize::sim::Act>(i); });
        const auto path = gen::weightedElement<std::size_t>(
            {{6, 0}, {2, 1}, {2, 2}, {2, 3}, {3, 4}, {1, 5}, {1, 6}, {1, 7}, {1, 8}, {1, 9}});
        const auto place = gen::map(
            gen::pair(gen::inRange<std::size_t>(0, 26), gen::inRange<std::size_t>(0, 4)),
            [](const std::pair<std::size_t, std::size_t>& p) {
                return p.first * 512 + std::array<std::size_t, 4>{0, 1, 100, 511}[p.second];
            });
        return gen::build<Command>(gen::set(&Command::act, act), gen::set(&Command::path, path),
                                   gen::set(&Command::other_path, path),
                                   gen::set(&Command::at, place), gen::set(&Command::length, place),
                                   gen::set(&Command::fill, gen::inRange<char>('a', 'z')));
    }
};

}  // namespace rc

namespace assize::sim {
namespace {

/// Does the same to a disk and to the model, and compares after every command.
class Trial {
public:
    Trial(DiskProfile profile, ModelDisk::Extent extent, std::uint64_t seed)
        : world_(with_fixed_latency(std::move(profile)), seed), extent_(extent) {}

    void run(const Command& command) {
        path_ = kPaths[command.path];
        perform(command);
        RC_ASSERT(left_on_disk() == cached_in_model());
    }

private:
    static DiskProfile with_fixed_latency(DiskProfile profile) {
        profile.sync_latency = LatencyLaw::fixed(1_ms);
        profile.bytes_per_second = 9'000'000'000;
        return profile;
    }

    void perform(const Command& c) {
        const std::string other = kPaths[c.other_path];
        switch (c.act) {
            case Act::kAppend: return write(c, WriteAt::kEnd);
            case Act::kWrite: return write(c, WriteAt::kOffset);
            case Act::kTruncate: return truncate(c.at);
            case Act::kSync: return sync();
            case Act::kFailSync: return fail_sync();
            case Act::kWriteDuringSync: return during_sync(c, Ending::kNone);
            case Act::kCrashDuringSync: return during_sync(c, Ending::kCrash);
            case Act::kCutPowerDuringSync: return during_sync(c, Ending::kPowerCut);
            case Act::kCreateDirectory:
                return expect(model_.create_directory(path_), [&](Fiber& fiber, Disk& disk) {
                    return disk.create_directory(fiber, path_);
                });
            case Act::kRename:
                return expect(model_.rename(path_, other), [&](Fiber& fiber, Disk& disk) {
                    return disk.rename(fiber, path_, other);
                });
            case Act::kUnlink:
                return expect(model_.unlink(path_),
                              [&](Fiber& fiber, Disk& disk) { return disk.unlink(fiber, path_); });
            case Act::kSyncDirectory:
                expect(model_.is_directory(path_),
                       [&](Fiber& fiber, Disk& disk) { return disk.sync_directory(fiber, path_); });
                return model_.sync_directory(path_);
            case Act::kCutPower: return cut_power();
        }
    }

    using Operation = std::function<Result<void, DiskError>(Fiber&, Disk&)>;
    void expect(bool success, const Operation& operation) {
        world_.run([&](Fiber& fiber, Disk& disk) {
            RC_ASSERT(operation(fiber, disk).has_value() == success);
        });
    }

    // The file at path_, created if need be; null when that cannot be.
    ModelEntry file() {
        if (const ModelEntry file = model_.file(path_)) return file;
        const bool can =
            !model_.tree().contains(path_) && model_.is_directory(ModelDisk::parent(path_));
        return can ? model_.create_file(path_) : nullptr;
    }
    using FileOperation = std::function<Result<void, DiskError>(Fiber&, File&)>;
    void expect_on_file(bool success, const FileOperation& operation) {
        expect(success, [&](Fiber& fiber, Disk& disk) -> Result<void, DiskError> {
            auto file = disk.open(fiber, path_, OpenMode::kCreateIfMissing);
            if (!file) return Failure(file.error());
            return operation(fiber, *file);
        });
    }

    enum class WriteAt { kEnd, kOffset };
    void write(const Command& c, WriteAt where) {
        const ModelEntry model = file();
        const Bytes bytes = filled(c.length, c.fill);
        if (model) {
            model->cached.write(where == WriteAt::kEnd ? model->cached.bytes.size() : c.at, bytes);
        }
        expect_on_file(model != nullptr, [&](Fiber& fiber, File& file) {
            if (where == WriteAt::kEnd) return file.append(fiber, bytes);
            return file.pwrite(fiber, static_cast<std::int64_t>(c.at), bytes);
        });
    }

    void truncate(std::size_t size) {
        const ModelEntry model = file();
        if (model) model->cached.truncate(size);
        expect_on_file(model != nullptr, [&](Fiber& fiber, File& file) {
            return file.truncate(fiber, static_cast<std::int64_t>(size));
        });
    }

    void sync() {
        const ModelEntry model = file();
        if (model) model->begin_sync();
        if (model) model->end_sync();
        expect_on_file(model != nullptr, [](Fiber& fiber, File& file) { return file.sync(fiber); });
    }

    void fail_sync() {
        const ModelEntry model = file();
        const bool succeeds = model && !model->cached.dirty();
        if (model) model->begin_sync();
        if (model) model->lose_sync();
        const auto fault = world_.disk().install(
            {.path = "*", .operation = DiskOperation::kSync, .effect = disk_fault::LosesPages{}});
        expect_on_file(succeeds, [](Fiber& fiber, File& file) { return file.sync(fiber); });
    }

    enum class Ending { kNone, kCrash, kPowerCut };
    void during_sync(const Command& c, Ending ending) {
        const ModelEntry model = file();
        if (!model) return;
        model->begin_sync();
        Process& syncing = world_.start([&](Fiber& fiber, Disk& disk) {
            File file = open_or_die(fiber, disk, path_);
            must(file.sync(fiber));
        });
        world_.simulation().run_for(500_us);

        const Bytes bytes = filled(c.length, c.fill);
        model->cached.truncate(c.at);
        model->cached.write(c.at / 2, bytes);
        world_.start([&](Fiber& fiber, Disk& disk) {
            File file = open_or_die(fiber, disk, path_);
            must(file.truncate(fiber, static_cast<std::int64_t>(c.at)));
            must(file.pwrite(fiber, static_cast<std::int64_t>(c.at / 2), bytes));
        });
        world_.simulation().run_for(1_us);
        if (ending == Ending::kPowerCut) return cut_power();
        if (ending == Ending::kCrash) syncing.crash();
        world_.run_until_idle();
        world_.simulation().run_for(10_ms);
        model->end_sync();
    }

    void cut_power() {
        world_.cut_power();
        const TreeOnDisk left = left_on_disk();
        RC_ASSERT(model_.may_leave(left, extent_));
        model_.adopt(left);
    }

    TreeOnDisk left_on_disk() {
        TreeOnDisk left;
        world_.run([&](Fiber& fiber, Disk& disk) { visit(fiber, disk, "/", left); });
        return left;
    }
    static void visit(Fiber& fiber, Disk& disk, const std::string& path, TreeOnDisk& left) {
        const auto bytes = disk.peek(path);
        left[path] = bytes ? std::optional(*bytes) : std::nullopt;
        if (bytes) return;
        const auto names = disk.list(fiber, path);
        RC_ASSERT(names.has_value());
        for (const std::string& name : *names) {
            visit(fiber, disk, (path == "/" ? "" : path) + "/" + name, left);
        }
    }
    TreeOnDisk cached_in_model() const {
        TreeOnDisk cached;
        for (const auto& [path, file] : model_.tree()) {
            cached[path] = file ? std::optional(file->cached.bytes) : std::nullopt;
        }
        return cached;
    }

    DiskWorld world_;
    ModelDisk model_;
    const ModelDisk::Extent extent_;
    std::string path_;
};

// Many short stories a case, so that the few cases of a test see enough.
void try_commands(const DiskProfile& profile, ModelDisk::Extent extent) {
    using Story = std::vector<Command>;
    const auto stories = *rc::gen::container<std::vector<Story>>(20, rc::gen::arbitrary<Story>());
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    for (std::size_t i = 0; i < stories.size(); ++i) {
        Trial trial(profile, extent, seed + i);
        for (const Command& command : stories[i]) trial.run(command);
        trial.run({Act::kCutPower, 0, 0, 0, 0, 'a'});
    }
}

RC_GTEST_PROP(Survival, OfNothingUnsyncedIsExact, ()) {
    try_commands(nothing_survives(), ModelDisk::Extent::kNothing);
}
RC_GTEST_PROP(Survival, OfEverythingUnsyncedIsExact, ()) {
    try_commands(everything_survives(), ModelDisk::Extent::kEverything);
}
RC_GTEST_PROP(Survival, OfPagesByChanceIsAmongWhatMaySurvive, ()) {
    try_commands({}, ModelDisk::Extent::kSome);
}
RC_GTEST_PROP(Survival, OfTornPagesIsAmongWhatMaySurvive, ()) {
    try_commands(pages_choose(Chance::percent(20), Chance::percent(70)), ModelDisk::Extent::kSome);
}

}  // namespace
}  // namespace assize::sim
