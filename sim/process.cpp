#include "sim/process.h"

#include <utility>

#include "sim/facts.h"
#include "sim/host.h"
#include "sim/invariant.h"
#include "sim/network/network.h"
#include "sim/simulation.h"

namespace assize::sim {

std::string_view to_string(Death death) {
    switch (death) {
        case Death::kReturned: return "returned";
        case Death::kCrash: return "crash";
        case Death::kPowerLoss: return "power_loss";
        case Death::kWipe: return "wipe";
    }
    return "unknown";
}

Process::Process(Host& host, ProcessId id, std::string name, FiberBody body)
    : host_(host),
      simulation_(host.simulation()),
      id_(id),
      name_(std::move(name)),
      body_(std::move(body)) {}

bool Process::paused() const {
    return crew_ && crew_->paused;
}

FiberHandle Process::spawn(FiberBody body) {
    INVARIANT(alive(), "a dead process spawns a fiber");
    return simulation_.scheduler().spawn(*crew_, std::move(body));
}

void Process::start() {
    INVARIANT(!alive(), "a process is started that is alive");
    INVARIANT(host_.has_power(), "a process is started on a host without power");
    incarnation_ += 1;
    kernel::Scheduler& scheduler = simulation_.scheduler();
    crew_ = &scheduler.open_crew(*this, incarnation(),
                                 [](Process& process) { process.die(Death::kReturned); });
    life().emit(ProcessStarted{host_.id()}, {.changed = Changed::kYes});
    scheduler.spawn_first(*crew_, body_);
}

void Process::die(Death death) {
    if (!alive()) return;
    life().emit(ProcessDied{death}, {.changed = Changed::kYes});
    kernel::Crew& crew = *std::exchange(crew_, nullptr);
    simulation_.scheduler().close_crew(crew);
    simulation_.network().on_death(*this, death);
}

void Process::pause() {
    if (!alive() || paused()) return;
    life().emit(ProcessPaused{}, {.changed = Changed::kYes});
    simulation_.scheduler().pause(*crew_);
}

void Process::resume() {
    if (!alive() || !paused()) return;
    life().emit(ProcessResumed{}, {.changed = Changed::kYes});
    simulation_.scheduler().resume(*crew_);
}

Trace& Process::trace() const {
    return simulation_.trace();
}

Instant Process::now() const {
    return simulation_.now();
}

}  // namespace assize::sim
