#include "tests/bench/fiber_ring.h"

#include <fmt/format.h>

namespace assize::bench {

using namespace sim::literals;

namespace {

struct MessageTaken {
    static constexpr std::string_view kName = "message_taken";
    static constexpr std::string_view kMeaning = "a party of the ring took a message";
    std::uint32_t party;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("party", &MessageTaken::party, "which");
    }
};

}  // namespace

FiberRing::FiberRing(std::uint32_t parties, Handling handling)
    : parties_(parties), inboxes_(parties), simulation_(sim::SimulationOptions{.seed = 1}) {
    sim::Host& host = simulation_.add_host({.name = "ring"});
    for (std::uint32_t i = 0; i < parties; ++i) {
        host.start(fmt::format("p{}", i), [this, i, handling](sim::Fiber& fiber) {
            if (handling == Handling::kBare) pass_messages_on(fiber, i);
            pass_traced_messages_on(fiber, i);
        });
    }
    simulation_.run_for(sim::Duration::zero());  // All have an inbox now.
    for (std::uint32_t i = 0; i < parties; ++i) post(work_.draw_latency(), i);
}

void FiberRing::on_delivery(void* place, std::uint64_t) noexcept {
    auto& inbox = *static_cast<Inbox*>(place);
    inbox.messages += 1;
    inbox.arrived.notify_one();
}

void FiberRing::post(sim::Duration after, std::uint32_t to) {
    simulation_.scheduler().post(simulation_.now() + after,
                                 sim::kernel::Event{&on_delivery, inboxes_[to], to});
}

void FiberRing::pass_messages_on(sim::Fiber& fiber, std::uint32_t self) {
    Inbox inbox;
    inboxes_[self] = &inbox;
    for (;;) {
        inbox.take(fiber, sim::Deadline::never());
        pass_on(self);
    }
}

void FiberRing::pass_traced_messages_on(sim::Fiber& fiber, std::uint32_t self) {
    const sim::Life life = fiber.life();
    Inbox inbox;
    inboxes_[self] = &inbox;
    for (;;) {
        inbox.take(fiber, fiber.after(30_s));
        life.emit(MessageTaken{self}, {.changed = sim::Changed::kYes});
        pass_on(self);
    }
}

void FiberRing::pass_on(std::uint32_t self) {
    const std::int64_t now_ns = simulation_.now().since_origin().nanoseconds();
    const sim::Duration latency = work_.deliver(now_ns, self);
    post(latency, self + 1 == parties_ ? 0 : self + 1);
}

}  // namespace assize::bench
