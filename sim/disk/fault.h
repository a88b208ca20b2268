#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "sim/disk/error.h"
#include "sim/id.h"
#include "sim/random.h"
#include "sim/time.h"

namespace assize::sim {

/// Which of the operations that a fault is aimed at it strikes.
class FaultTiming {
public:
    static constexpr FaultTiming always() { return by(Chance::always()); }
    /// Only the nth, counted from 1 since the fault was installed.
    static constexpr FaultTiming nth(std::uint64_t n) { return FaultTiming(n, Chance::always()); }
    static constexpr FaultTiming by(Chance chance) { return FaultTiming(std::nullopt, chance); }

    /// Whether it strikes the operation with that number. Draws only if it is a matter of chance.
    bool strikes(std::uint64_t number, Random& random) const;

    /// Which one it was given, if any, and the chance of each other.
    std::optional<std::uint64_t> only() const { return only_; }
    Chance chance() const { return chance_; }
    bool operator==(const FaultTiming&) const = default;

private:
    constexpr FaultTiming(std::optional<std::uint64_t> only, Chance chance)
        : only_(only), chance_(chance) {}

    std::optional<std::uint64_t> only_;
    Chance chance_;
};

/// What can go wrong. An effect suits some operations only; see suits().
namespace disk_fault {

/// The operation answers that and does nothing. Any operation.
struct Fails {
    DiskError error = DiskError::kIo;
    bool operator==(const Fails&) const = default;
};
/// Answers kIo, and the pages are clean but lost: reads see the new content until the power
/// fails, later syncs answer ok without writing them. Syncs of files.
struct LosesPages {
    bool operator==(const LosesPages&) const = default;
};
/// Answers ok, but nothing is durable: the device was asked to flush, and did not. What is
/// dirty stays so, and the next honest sync writes it. Syncs of files and of directories.
struct Lies {
    bool operator==(const Lies&) const = default;
};
/// Takes longer. Any operation.
struct Slow {
    Duration by;
    bool operator==(const Slow&) const = default;
};
/// Waits until the fault is released or removed. Any operation.
struct Stuck {
    bool operator==(const Stuck&) const = default;
};
/// One bit of what is read flips, at rest: it stays so. Reads.
struct RotsBit {
    bool operator==(const RotsBit&) const = default;
};
/// The bytes land in another page of the file, at the same place in the page; or of another
/// file whose path matches `onto`, if that is not empty. What lies beyond that file's end, or
/// finds no other page, lands nowhere. The file grows as if all were well. Writes.
struct Misdirects {
    std::string onto = {};
    bool operator==(const Misdirects&) const = default;
};

}  // namespace disk_fault

using DiskFaultEffect =
    std::variant<disk_fault::Fails, disk_fault::LosesPages, disk_fault::Lies, disk_fault::Slow,
                 disk_fault::Stuck, disk_fault::RotsBit, disk_fault::Misdirects>;
std::string_view name_of(const DiskFaultEffect& effect);
bool suits(const DiskFaultEffect& effect, DiskOperation operation);

/// A rule: what goes wrong with which operation.
struct DiskFault {
    std::string path;  // A glob as of fnmatch(3): `*` matches slashes, too. Of a rename: whence.
    DiskOperation operation;
    FaultTiming when = FaultTiming::always();
    DiskFaultEffect effect = disk_fault::Fails{};

    bool operator==(const DiskFault&) const = default;
};

/// Whether a path matches the pattern of a fault.
bool matches(const std::string& pattern, const std::string& path);

/// Numbers the faults of a disk, from 1.
using DiskFaultId = Id<struct DiskFaultIdTag, std::uint64_t>;

}  // namespace assize::sim
