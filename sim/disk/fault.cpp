#include "sim/disk/fault.h"

#include <fnmatch.h>

#include <array>

namespace assize::sim {

bool FaultTiming::strikes(std::uint64_t number, Random& random) const {
    if (only_) return number == *only_;
    return chance_ == Chance::always() || random.happens(chance_);
}

std::string_view name_of(const DiskFaultEffect& effect) {
    constexpr std::array<std::string_view, std::variant_size_v<DiskFaultEffect>> kNames{
        "fails", "loses_pages", "lies", "slow", "stuck", "rots_bit", "misdirects"};
    return kNames[effect.index()];
}

bool suits(const DiskFaultEffect& effect, DiskOperation operation) {
    const bool syncs_file = operation == DiskOperation::kSync;
    if (std::holds_alternative<disk_fault::LosesPages>(effect)) return syncs_file;
    if (std::holds_alternative<disk_fault::Lies>(effect)) {
        return syncs_file || operation == DiskOperation::kSyncDirectory;
    }
    if (std::holds_alternative<disk_fault::RotsBit>(effect)) {
        return operation == DiskOperation::kRead;
    }
    if (std::holds_alternative<disk_fault::Misdirects>(effect)) {
        return operation == DiskOperation::kWrite;
    }
    return true;
}

bool matches(const std::string& pattern, const std::string& path) {
    return fnmatch(pattern.c_str(), path.c_str(), FNM_NOESCAPE) == 0;
}

}  // namespace assize::sim
