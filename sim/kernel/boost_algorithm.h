#pragma once

#include <boost/fiber/algo/algorithm.hpp>

#include <chrono>
#include <cstddef>

namespace boost::fibers {
class context;
}

namespace assize::sim::kernel {

class Scheduler;

/// What Boost.Fiber's scheduler of this thread asks us: which context runs next. It asks only
/// when a fiber is born and when one ends for good, since fibers switch among themselves
/// (Scheduler::park). Its dispatcher context alone can free an ended fiber, so it runs then.
class BoostAlgorithm final : public boost::fibers::algo::algorithm {
public:
    /// Installs itself in this thread. Requires: called on the thread's own stack.
    static BoostAlgorithm& install(boost::fibers::context& main);
    /// Puts Boost's default back, and is gone.
    void uninstall();

    /// The context that was created last, once.
    boost::fibers::context* take_newborn();
    /// Where the stack of the main context lies, for the sanitizers.
    void set_main_stack(const void* bottom, std::size_t size);

    void awakened(boost::fibers::context* context) noexcept override;
    boost::fibers::context* pick_next() noexcept override;
    bool has_ready_fibers() const noexcept override { return dispatcher_parked_; }
    void suspend_until(const std::chrono::steady_clock::time_point& until) noexcept override;
    void notify() noexcept override {}

private:
    explicit BoostAlgorithm(boost::fibers::context& main) : main_(main) {}

    boost::fibers::context& main_;
    boost::fibers::context* newborn_ = nullptr;
    boost::fibers::context* dispatcher_ = nullptr;
    bool dispatcher_parked_ = false;
    bool retired_ = false;  // Being replaced: contexts are moved, not switched to.

    void* dispatcher_fake_stack_ = nullptr;
    const void* main_stack_bottom_ = nullptr;
    std::size_t main_stack_size_ = 0;
};

}  // namespace assize::sim::kernel
