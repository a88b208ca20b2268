#pragma once

#include <cstdint>
#include <deque>
#include <exception>
#include <optional>
#include <vector>

#include "sim/fiber.h"
#include "sim/id.h"
#include "sim/kernel/event_queue.h"
#include "sim/kernel/ready_queue.h"
#include "sim/kernel/stacks.h"
#include "sim/random.h"
#include "sim/time.h"

namespace assize::sim::kernel {

class BoostAlgorithm;

/// The fibers of one incarnation of a process.
struct Crew {
    Process* process = nullptr;
    Incarnation incarnation{0};
    void (*when_first_is_done)(Process&) = nullptr;  // Told when its first fiber has returned.
    Fiber* oldest = nullptr;  // Fibers link to one another in the order of spawning.
    Fiber* youngest = nullptr;
    bool dying = false;   // Killed: its fibers unwind, youngest first, one after another.
    bool paused = false;  // Its fibers do not run; what wakes them is kept for later.
    WaitQueue held_back;  // Woken while paused, in that order.
};

/// Runs fibers in virtual time, on one thread.
///
/// Built on Boost.Fiber's contexts with a blocking primitive of our own: a fiber that waits
/// picks the next one itself, and when nobody is ready takes events off the queue, on its own
/// stack, until somebody is. So a message costs one switch at most, and the clock jumps from
/// event to event.
/// Invariant: exactly one fiber is running; `now()` never goes back.
class Scheduler {
public:
    Scheduler(ReadyOrder order, Random random);
    ~Scheduler() { end(); }
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    /// Kills all fibers, lets them unwind, and gives the thread back. Nothing may follow.
    void end();

    Instant now() const { return now_; }
    /// The fiber that runs, or null outside of all.
    Fiber* current() const { return current_ == &main_ ? nullptr : current_; }
    /// How many events have happened.
    std::uint64_t events_handled() const { return events_handled_; }
    /// How many are waiting, deadlines included that nobody waits for any more.
    std::size_t events_waiting() const { return events_.size() + timers_.size(); }

    /// Requires: `at` is not in the past.
    EventQueue::Ticket post(Instant at, const Event& event);
    bool cancel(EventQueue::Ticket ticket) { return events_.cancel(ticket); }

    /// Runs what is to happen up to and at `limit`; afterwards now() is `limit`, unless that is
    /// Instant::never(). Returns what left a fiber's body as an exception, and stops there.
    struct Failure {
        Process* process;
        std::exception_ptr exception;
    };
    std::optional<Failure> run(Instant limit);

    /// Makes the next run() return it, unless something failed before.
    void fail(Process* process, std::exception_ptr exception);

    Crew& open_crew(Process& process, Incarnation incarnation,
                    void (*when_first_is_done)(Process&));
    /// Kills the fibers of a crew, and forgets it when they are done.
    void close_crew(Crew& crew);
    void pause(Crew& crew);
    void resume(Crew& crew);

    /// In a dying crew: starts nothing, and the handle is finished.
    FiberHandle spawn(Crew& crew, FiberBody body);
    /// The fiber with which a crew begins. Requires: `body` outlives it.
    void spawn_first(Crew& crew, const FiberBody& body);
    void kill(const FiberHandle& handle);

    Wake park(Fiber& self, WaitQueue* queue, Instant deadline);
    void yield(Fiber& self);
    /// Does nothing to a fiber that does not wait.
    void wake(Fiber& fiber, Wake why = Wake::kSignalled);
    Wake join(Fiber& self, const FiberHandle& other, Instant deadline);
    /// As join, but not even death ends it, and it does not throw: for a destructor that must
    /// outlast another fiber which was killed.
    void join_uninterruptibly(Fiber& self, const FiberHandle& other);

private:
    Fiber& hire();
    FiberHandle enlist(Crew& crew, Fiber& fiber);
    void run_jobs(Fiber& self);
    void run_job(Fiber& self);
    void finish_job(Fiber& self);

    bool has_to_unwind(Fiber& self);
    void condemn(Fiber& fiber);
    void go_on_dying(Crew& crew);
    void release_held_back(Crew& crew);

    void wake_parked(Fiber& fiber, Wake why);
    void make_ready(Fiber& fiber);
    void arm_timer(Fiber& fiber);
    void add_timer(Fiber& fiber);
    void on_timer(Fiber& fiber, Instant at);

    void switch_away(Fiber& self);
    void switch_to(Fiber& self, Fiber& to);
    void set_exceptions_aside(Fiber& self);
    void take_exceptions_back(Fiber& self);
    Fiber& next_to_run();
    static void hold_back(Fiber& fiber);
    bool handle_next_event();
    bool handle_next_timer();
    void set_limit(Instant limit);
    void look_ahead();
    void retire_pool();

    BoostAlgorithm* algorithm_;  // Owned by Boost's scheduler of this thread.
    PostingOrder posting_order_;
    EventQueue events_{posting_order_};
    EventQueue timers_{posting_order_};  // Their objects are fibers; see arm_timer().
    Instant now_ = Instant::origin();
    Instant limit_ = Instant::origin();        // Of this run.
    Instant clear_until_ = Instant::origin();  // Before it neither a timer nor the limit comes.
    ReadyQueue ready_;
    Fiber main_;  // Stands for the thread's own stack.
    Fiber* current_ = &main_;
    void* exception_globals_;  // Of this thread: see switch_to().
    std::uint64_t events_handled_ = 0;
    std::optional<Failure> failure_;
    bool halted_ = false;  // After a failure: not even what is ready runs.
    bool ending_ = false;  // Fibers unwind, and nothing else happens.

    StackSlabs stacks_;
    std::vector<Fiber*> hired_;  // All there are.
    std::vector<Fiber*> idle_;
    std::deque<Crew> crews_;
    std::vector<Crew*> crews_free_;
};

}  // namespace assize::sim::kernel
