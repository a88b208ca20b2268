#include "sim/kernel/boost_algorithm.h"

#include <boost/context/fixedsize_stack.hpp>
#include <boost/fiber/algo/round_robin.hpp>
#include <boost/fiber/context.hpp>
#include <boost/fiber/scheduler.hpp>

#include <utility>

#include "sim/invariant.h"
#include "sim/kernel/switch_annotations.h"

namespace assize::sim::kernel {

using boost::fibers::context;
using boost::fibers::type;

BoostAlgorithm& BoostAlgorithm::install(context& main) {
    auto* algorithm = new BoostAlgorithm(main);  // Boost counts references from here on.
    main.get_scheduler()->set_algo(algorithm);
    return *algorithm;
}

void BoostAlgorithm::uninstall() {
    retired_ = true;
    main_.get_scheduler()->set_algo(new boost::fibers::algo::round_robin());
}

context* BoostAlgorithm::take_newborn() {
    return std::exchange(newborn_, nullptr);
}

void BoostAlgorithm::set_main_stack(const void* bottom, std::size_t size) {
    main_stack_bottom_ = bottom;
    main_stack_size_ = size;
}

void BoostAlgorithm::awakened(context* context) noexcept {
    if (context->is_context(type::dispatcher_context)) {
        dispatcher_ = context;
        dispatcher_parked_ = true;
        return;
    }
    INVARIANT(newborn_ == nullptr, "a Boost primitive woke a fiber: use those of sim/sync");
    newborn_ = context;
}

context* BoostAlgorithm::pick_next() noexcept {
    if (dispatcher_parked_) {
        dispatcher_parked_ = false;
        if (retired_) return dispatcher_;
        // Called on the stack of a fiber that ends.
        const std::size_t size = boost::context::fixedsize_stack::traits_type::default_size();
        before_switch(nullptr, Leaving::kForGood,
                      reinterpret_cast<const std::byte*>(dispatcher_) - size, size);
        return dispatcher_;
    }
    // Called by the dispatcher, which has freed the fiber.
    after_switch(dispatcher_fake_stack_);
    before_switch(&dispatcher_fake_stack_, Leaving::kForNow, main_stack_bottom_, main_stack_size_);
    return &main_;
}

void BoostAlgorithm::suspend_until(const std::chrono::steady_clock::time_point&) noexcept {
    INVARIANT(false, "Boost's dispatcher waits for the wall clock");
}

}  // namespace assize::sim::kernel
