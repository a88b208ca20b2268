#include "sim/simulation.h"

#include <fmt/format.h>

#include <utility>

#include "sim/network/network.h"

namespace assize::sim {

namespace {

std::string message_of(const std::exception_ptr& exception) {
    try {
        std::rethrow_exception(exception);
    } catch (const std::exception& known) {
        return known.what();
    } catch (...) {
        return "an exception that is no std::exception";
    }
}

std::string milliseconds(Instant at) {
    const std::int64_t ns = at.since_origin().nanoseconds();
    return fmt::format("{}.{:06} ms", ns / 1'000'000, ns % 1'000'000);
}

}  // namespace

Simulation::Simulation(SimulationOptions options)
    : options_(std::move(options)),
      witness_before_(exchange_invariant_witness(this)),
      random_(Random(options_.seed)),
      network_(std::make_unique<Network>(*this, options_.link)),
      scheduler_(options_.ready_order, random_.split("ready order")) {
    INVARIANT(!witness_before_, "a second simulation in this thread");
}

Simulation::~Simulation() {
    for (const auto& process : processes_) process->end_with_the_world();
    scheduler_.end();
    exchange_invariant_witness(witness_before_);
}

Host& Simulation::add_host(HostOptions options) {
    const HostId id(static_cast<std::uint32_t>(hosts_.size()));
    return *hosts_.emplace_back(std::make_unique<Host>(*this, id, std::move(options)));
}

Process& Simulation::add_process(Host& host, std::string name, FiberBody body) {
    const ProcessId id(static_cast<std::uint32_t>(processes_.size()));
    trace_.add_process(name);
    return *processes_.emplace_back(
        std::make_unique<Process>(host, id, std::move(name), std::move(body)));
}

void Simulation::run_until(Instant limit) {
    const auto failure = scheduler_.run(limit);
    if (!failure) return;
    const std::string who =
        failure->process ? fmt::format("process {} (incarnation {})", failure->process->name(),
                                       failure->process->incarnation().value())
                         : "an action of the simulation";
    throw ProcessFailure(
        fmt::format("{} ended by an exception at {}, after event #{}: {}", who, milliseconds(now()),
                    trace_.size(), message_of(failure->exception)),
        failure->exception);
}

void Simulation::at(Instant at, std::function<void()> action) {
    if (actions_free_.empty()) {
        actions_free_.push_back(actions_.size());
        actions_.emplace_back();
    }
    const std::uint64_t slot = actions_free_.back();
    actions_free_.pop_back();
    actions_[slot] = std::move(action);
    scheduler_.post(at, kernel::Event{&run_action, this, slot});
}

void Simulation::run_action(void* simulation, std::uint64_t slot) noexcept {
    auto& self = *static_cast<Simulation*>(simulation);
    const std::function<void()> action = std::exchange(self.actions_[slot], nullptr);
    self.actions_free_.push_back(slot);
    try {
        action();
    } catch (...) {
        self.scheduler_.fail(nullptr, std::current_exception());
    }
}

std::string Simulation::where() const {
    const Fiber* fiber = scheduler_.current();
    std::string who = "no process";
    if (fiber && fiber->has_process()) {
        const Process& process = fiber->process();
        who = fmt::format("process {} (incarnation {})", process.name(),
                          process.incarnation().value());
    }
    const std::string again =
        options_.reproduce.empty() ? "" : fmt::format("; reproduce: {}", options_.reproduce);
    return fmt::format("{}, event #{}, time {}, seed 0x{:x}{}", who, trace_.size(),
                       milliseconds(now()), options_.seed, again);
}

}  // namespace assize::sim
