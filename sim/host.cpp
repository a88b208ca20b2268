#include "sim/host.h"

#include <utility>

#include "sim/disk/disk.h"
#include "sim/facts.h"
#include "sim/invariant.h"
#include "sim/network/network.h"
#include "sim/simulation.h"

namespace assize::sim {

Host::Host(Simulation& simulation, HostId id, HostOptions options)
    : simulation_(simulation),
      id_(id),
      name_(std::move(options.name)),
      clock_(options.clock, simulation.now()),
      disk_(std::make_unique<Disk>(*this, std::move(options.disk))) {}

Host::~Host() = default;

Process& Host::start(std::string name, FiberBody body) {
    Process& process = simulation_.add_process(*this, std::move(name), std::move(body));
    processes_.push_back(&process);
    process.start();
    return process;
}

void Host::lose_power() {
    if (!has_power_) return;
    simulation_.emit(HostLostPower{id_}, {.changed = Changed::kYes});
    has_power_ = false;
    simulation_.network().on_power_loss(*this);
    kill_processes(Death::kPowerLoss);
    disk_->lose_power();
}

void Host::restore_power() {
    if (has_power_) return;
    simulation_.emit(HostBooted{id_}, {.changed = Changed::kYes});
    has_power_ = true;
    clock_.boot(simulation_.now());
    simulation_.network().on_power_restored(*this);
}

void Host::wipe() {
    simulation_.emit(HostWiped{id_}, {.changed = Changed::kYes});
    kill_processes(Death::kWipe);
    disk_->wipe();
}

void Host::jump_wall_clock(Duration by) {
    simulation_.emit(WallClockJumped{id_, by}, {.changed = Changed::kYes});
    clock_.jump_wall(simulation_.now(), by);
}

void Host::set_wall_drift(Drift drift) {
    simulation_.emit(WallDriftChanged{id_, drift.parts_per_billion()}, {.changed = Changed::kYes});
    clock_.set_wall_drift(simulation_.now(), drift);
}

void Host::kill_processes(Death death) {
    for (Process* process : processes_) process->die(death);
}

}  // namespace assize::sim
