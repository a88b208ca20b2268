#pragma once

#include <string_view>
#include <tuple>

#include "sim/fact.h"
#include "sim/id.h"
#include "sim/process.h"
#include "sim/time.h"

namespace assize::sim {

// The facts about processes and hosts. Those about the network and the disks stand with them.

struct ProcessStarted {
    static constexpr std::string_view kName = "process_started";
    static constexpr std::string_view kMeaning = "a process began a life";
    HostId host;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &ProcessStarted::host, "where it runs");
    }
};

struct ProcessDied {
    static constexpr std::string_view kName = "process_died";
    static constexpr std::string_view kMeaning = "a life of a process ended";
    Death death;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("death", &ProcessDied::death, "returned, crash, power_loss or wipe");
    }
};

struct ProcessPaused {
    static constexpr std::string_view kName = "process_paused";
    static constexpr std::string_view kMeaning = "a process froze while time goes on";
    template <class Visitor>
    static constexpr void fields(Visitor&&) {}
};

struct ProcessResumed {
    static constexpr std::string_view kName = "process_resumed";
    static constexpr std::string_view kMeaning = "a paused process went on";
    template <class Visitor>
    static constexpr void fields(Visitor&&) {}
};

struct HostLostPower {
    static constexpr std::string_view kName = "host_lost_power";
    static constexpr std::string_view kMeaning = "a host went dark with all its processes";
    HostId host;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &HostLostPower::host, "which");
    }
};

struct HostBooted {
    static constexpr std::string_view kName = "host_booted";
    static constexpr std::string_view kMeaning = "a host has power again";
    HostId host;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &HostBooted::host, "which");
    }
};

struct HostWiped {
    static constexpr std::string_view kName = "host_wiped";
    static constexpr std::string_view kMeaning = "a host was replaced by an empty one";
    HostId host;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &HostWiped::host, "which");
    }
};

struct WallClockJumped {
    static constexpr std::string_view kName = "wall_clock_jumped";
    static constexpr std::string_view kMeaning = "a host's wall clock was set";
    HostId host;
    Duration by;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &WallClockJumped::host, "which");
        field("by_ns", &WallClockJumped::by, "forwards, or backwards when negative");
    }
};

struct WallDriftChanged {
    static constexpr std::string_view kName = "wall_drift_changed";
    static constexpr std::string_view kMeaning = "a host's wall clock began to run at another rate";
    HostId host;
    std::int64_t parts_per_billion;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &WallDriftChanged::host, "which");
        field("parts_per_billion", &WallDriftChanged::parts_per_billion,
              "faster than virtual time, or slower when negative");
    }
};

using ProcessAndHostFacts =
    std::tuple<ProcessStarted, ProcessDied, ProcessPaused, ProcessResumed, HostLostPower,
               HostBooted, HostWiped, WallClockJumped, WallDriftChanged>;

}  // namespace assize::sim
