#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/clock.h"
#include "sim/disk/profile.h"
#include "sim/fiber.h"
#include "sim/id.h"
#include "sim/process.h"

namespace assize::sim {

class Disk;
class Simulation;

struct HostOptions {
    std::string name;
    ClockOptions clock = {};
    DiskProfile disk = {};
};

/// A machine: a disk, a clock, an address in the network (its id), and the processes on it.
class Host {
public:
    Host(Simulation& simulation, HostId id, HostOptions options);
    ~Host();
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    HostId id() const { return id_; }
    const std::string& name() const { return name_; }
    Simulation& simulation() const { return simulation_; }
    Disk& disk() { return *disk_; }
    const HostClock& clock() const { return clock_; }
    bool has_power() const { return has_power_; }
    const std::vector<Process*>& processes() const { return processes_; }

    /// Puts a process on this host and begins its first life. Requires: the host has power.
    Process& start(std::string name, FiberBody body);

    /// The power fails: all processes die, the disk keeps what was synced and some of the rest,
    /// and the network hears nothing more from here. Does nothing without power.
    void lose_power();
    /// Boots. Processes are started one by one, by whoever wants them. Does nothing with power.
    void restore_power();
    /// The machine is replaced by an empty one: processes die and nothing is left on the disk.
    /// It has power or not, as before.
    void wipe();

    void jump_wall_clock(Duration by);
    void set_wall_drift(Drift drift);

private:
    void kill_processes(Death death);

    Simulation& simulation_;
    const HostId id_;
    const std::string name_;
    HostClock clock_;
    std::unique_ptr<Disk> disk_;
    bool has_power_ = true;
    std::vector<Process*> processes_;
};

}  // namespace assize::sim
