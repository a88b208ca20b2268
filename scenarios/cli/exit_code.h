#pragma once

namespace assize::scenarios {

/// How a command ended, for scripts and CI. A contract: a number never changes its meaning.
/// When several apply the worst is reported: kInternal, kNonDeterminism, kCrashed, kViolated,
/// kUndecided, in this order.
enum class ExitCode : int {
    kHeld = 0,            // Every promised guarantee held, or the command did what it was asked.
    kViolated = 1,        // A promised guarantee was violated, or an expectation was not met.
    kUndecided = 2,       // The run does not tell.
    kNonDeterminism = 3,  // The same run came out differently.
    kNothingRan = 4,      // There was nothing to judge.
    kCrashed = 5,         // The code under test crashed; its seed is named.
    kUsage = 64,          // The command line makes no sense.
    kBadInput = 65,       // A scenario, plan or history file makes no sense.
    kInternal = 70,       // Assize is broken, or something that it needs is missing.
    kCannotWrite = 74,    // Output could not be written; the file is named.
    kInterrupted = 130,   // Stopped by the user; partial results are written.
};

}  // namespace assize::scenarios
