#include "scenarios/plan.h"

#include <array>

namespace assize::scenarios {

std::string_view name_of(const FaultAction& action) {
    // In the order of the variant.
    static constexpr auto kNames = std::to_array<std::string_view>({
        "crash",       "power_loss", "wipe",         "pause",       "shut_down",      "cut",
        "partition",   "ring",       "slow_link",    "stall",       "refuse",         "reset",
        "corrupt",     "message",    "disk",         "disk_full",   "rot_log",        "clock_jump",
        "clock_drift", "reassign",   "elect_leader", "alter_topic", "delete_records",
    });
    static_assert(kNames.size() == std::variant_size_v<FaultAction>);
    return kNames[action.index()];
}

}  // namespace assize::scenarios
