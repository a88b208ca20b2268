#include "sim/disk/fault_set.h"

#include <utility>
#include <vector>

#include "sim/disk/facts.h"
#include "sim/disk/subject.h"
#include "sim/host.h"
#include "sim/invariant.h"
#include "sim/process.h"
#include "sim/simulation.h"

namespace assize::sim {

DiskFaultId DiskFaultSet::install(DiskFault fault) {
    INVARIANT(suits(fault.effect, fault.operation), "a disk fault that its operation cannot have");
    const DiskFaultId id(++installed_ever_);
    host_.simulation().emit(
        DiskFaultInstalled{host_.id(), id, fault.path, fault.operation, name_of(fault.effect)},
        {.changed = Changed::kYes});
    faults_[id].fault = std::make_shared<const DiskFault>(std::move(fault));
    return id;
}

void DiskFaultSet::remove(DiskFaultId id) {
    Installed& installed = faults_.at(id);
    host_.simulation().emit(DiskFaultRemoved{host_.id(), id, installed.strikes},
                            {.changed = Changed::kYes});
    installed.stuck.wake_all();
    faults_.erase(id);
}

void DiskFaultSet::release(DiskFaultId id) {
    Installed& installed = faults_.at(id);
    host_.simulation().emit(DiskFaultReleased{host_.id(), id}, {.changed = Changed::kYes});
    installed.releases += 1;
    installed.stuck.wake_all();
}

std::uint64_t DiskFaultSet::strikes(DiskFaultId id) const {
    return faults_.at(id).strikes;
}

// All faults see the operation first, so that each counts it once; what they do comes then.
Result<Distortion, DiskError> DiskFaultSet::let_through(Fiber& fiber, DiskOperation operation,
                                                        std::string path) {
    std::vector<std::pair<DiskFaultId, Distortion>> striking;
    for (auto& [id, installed] : faults_) {
        const DiskFault& fault = *installed.fault;
        if (fault.operation != operation || !matches(fault.path, path)) continue;
        installed.seen += 1;
        if (!fault.when.strikes(installed.seen, random_)) continue;
        installed.strikes += 1;
        host_.simulation().emit(
            DiskFaultStruck{host_.id(), id, path, operation, name_of(fault.effect)},
            {.changed = Changed::kYes, .subjects = {whole_file(host_, path)}});
        striking.emplace_back(id, installed.fault);
    }

    Distortion distortion;
    for (const auto& [id, fault] : striking) {
        if (const auto* fails = effect_in<disk_fault::Fails>(fault)) return Failure(fails->error);
        if (const auto* slow = effect_in<disk_fault::Slow>(fault)) {
            fiber.sleep(slow->by);
        } else if (effect_in<disk_fault::Stuck>(fault)) {
            if (wait_while_stuck(fiber, id) == Wake::kKilled) return Failure(DiskError::kDead);
        } else {
            distortion = fault;
        }
    }
    if (!fiber.life().alive()) return Failure(DiskError::kDead);
    return distortion;
}

Wake DiskFaultSet::wait_while_stuck(Fiber& fiber, DiskFaultId id) {
    auto at = faults_.find(id);
    if (at == faults_.end()) return Wake::kSignalled;
    const std::uint64_t releases = at->second.releases;
    while (at != faults_.end() && at->second.releases == releases) {
        const Wake wake = fiber.wait(&at->second.stuck, Deadline::never());
        if (wake == Wake::kKilled) return wake;
        at = faults_.find(id);
    }
    return Wake::kSignalled;
}

}  // namespace assize::sim
