#pragma once

#include <string>

namespace assize::sim {

/// Says where the world stood when an invariant broke: event, process and time, and how to get
/// there again. A Simulation is one.
class InvariantWitness {
public:
    virtual ~InvariantWitness() = default;
    virtual std::string where() const = 0;
};

/// Names the witness of this thread. Returns the one before, which the caller puts back.
const InvariantWitness* exchange_invariant_witness(const InvariantWitness* witness);

/// Prints one line, `invariant violated: ...`, and ends the program: what comes after a broken
/// invariant is worth nothing.
[[noreturn, gnu::cold, gnu::noinline]] void fail_invariant(const char* condition, const char* why,
                                                           const char* file, int line);

}  // namespace assize::sim

/// What only a bug of our own could break. On in every build; `why` says what was misused.
#define INVARIANT(condition, why)                      \
    (__builtin_expect(static_cast<bool>(condition), 1) \
         ? static_cast<void>(0)                        \
         : ::assize::sim::fail_invariant(#condition, why, __FILE__, __LINE__))
