#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>

#include "sim/kernel/wait_queue.h"
#include "sim/time.h"

namespace boost::fibers {
class context;
}

namespace assize::sim {

class Fiber;
class Host;
class Life;
class Process;

namespace kernel {
class Scheduler;
struct Crew;
}  // namespace kernel

/// Why a fiber that waited runs again.
enum class Wake : std::uint8_t {
    kSignalled,
    kTimedOut,
    kKilled,  // Only ever seen by destructors, while a killed fiber unwinds: it did not wait.
};

/// What a fiber is to do. It ends the fiber by returning.
using FiberBody = std::function<void(Fiber&)>;

/// Names a fiber that was spawned, to join or kill it. Valid for as long as the simulation.
class FiberHandle {
public:
    bool finished() const;

private:
    friend class Fiber;
    friend class kernel::Scheduler;
    FiberHandle(Fiber* fiber, std::uint64_t job) : fiber_(fiber), job_(job) {}

    Fiber* fiber_;
    std::uint64_t job_;
};

/// One line of execution of a process, and the right to suspend: a function that may wait takes
/// a `Fiber&` first and hands it on; all other functions run to completion.
///
/// A fiber that is killed, alone or with its process, is unwound from where it waits by an
/// exception of the kernel's own. Its destructors run, but what they try on disk, network or
/// trace does nothing, and waiting returns Wake::kKilled at once. Never swallow `catch (...)`.
class Fiber : private kernel::WaitLink {
public:
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;

    Process& process() const;
    Host& host() const;
    /// The incarnation of the process that this fiber belongs to: over, when the fiber unwinds.
    Life life() const;
    bool has_process() const { return crew_ != nullptr; }

    /// What the monotonic clock of this fiber's host shows.
    MonotonicInstant now() const;
    WallInstant wall_time() const;
    /// `duration` from now, on the same clock.
    Deadline after(Duration duration) const { return Deadline::at(now() + duration); }

    void sleep(Duration duration) { sleep_until(now() + duration); }
    void sleep_until(MonotonicInstant instant);
    /// Lets all that is ready at this instant run first.
    void yield();

    /// Waits until the fiber is done, one way or another.
    /// Requires: not the handle of this very fiber.
    Wake join(const FiberHandle& other, Deadline deadline = Deadline::never());

    /// Another fiber of the same life, which is killed when the life's first one is done. Once
    /// the life is over this starts nothing, and the handle is finished.
    FiberHandle spawn(FiberBody body);
    /// Kills a fiber and waits until it has unwound. Unlike all other waiting this works in
    /// destructors of a killed fiber, too: what is killed always ends.
    void kill_and_join(const FiberHandle& other);

    /// The one way to wait: in `queue` (or in none) until woken or past `deadline`.
    /// For primitives, see `sync/`; they decide what the waking means.
    /// Requires: this fiber is the one that runs.
    Wake wait(kernel::WaitQueue* queue, Deadline deadline);

private:
    friend class kernel::Scheduler;
    friend class kernel::WaitQueue;
    friend class FiberHandle;

    enum class State : std::uint8_t {
        kIdle,       // In the pool, without a job.
        kReady,      // In the ready queue, or held back there by a pause.
        kRunning,    // The current one.
        kParked,     // Waiting to be woken.
        kCondemned,  // Killed with its process, waiting for its turn to unwind.
    };

    /// In virtual time, by the clock of this fiber's host.
    Instant when(Deadline deadline) const;

    explicit Fiber(kernel::Scheduler& scheduler) : scheduler_(scheduler) {}
    ~Fiber() = default;

    // What every switch touches comes first: it fits into one cache line.
    kernel::Scheduler& scheduler_;
    boost::fibers::context* context_ = nullptr;  // Constant once started.
    Instant deadline_ = Instant::never();        // At which waiting ends.
    State state_ = State::kIdle;
    Wake wake_ = Wake::kSignalled;  // What the last wait ended with.
    bool killed_ = false;
    bool paused_ = false;            // A copy of its crew's.
    bool uninterruptible_ = false;   // Waits for its children to unwind: not even death ends that.
    std::uint8_t timers_armed_ = 0;  // Entries of timers_ in use.
    std::uint16_t deaths_ = 0;       // In this job: see Scheduler::has_to_unwind().
    bool has_exceptions_aside_ = false;

    // The exceptions in flight on this stack, if any, while another one is in use.
    unsigned uncaught_exceptions_ = 0;
    void* caught_exceptions_ = nullptr;

    kernel::Crew* crew_ = nullptr;  // Whose job it does; null in the pool.
    // Entries among the timers that will look at deadline_, the earliest last. They are left
    // armed when a wait ends early: the next one uses them.
    std::array<Instant, 3> timers_{Instant::never(), Instant::never(), Instant::never()};

    Fiber* older_ = nullptr;  // Neighbours in the crew, by the time of spawning.
    Fiber* younger_ = nullptr;
    std::uint64_t job_ = 0;            // Counts the jobs done; see FiberHandle.
    const FiberBody* body_ = nullptr;  // Its own, or a process's.
    FiberBody own_body_;
    kernel::WaitQueue joiners_;

    // Where the stack lies, for the sanitizers.
    void* stack_bottom_ = nullptr;
    std::size_t stack_size_ = 0;
    void* fake_stack_ = nullptr;
};

inline bool FiberHandle::finished() const {
    return fiber_->job_ != job_;
}

}  // namespace assize::sim
