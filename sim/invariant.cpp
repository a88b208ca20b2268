#include "sim/invariant.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace assize::sim {

namespace {
thread_local const InvariantWitness* current_witness = nullptr;
}

const InvariantWitness* exchange_invariant_witness(const InvariantWitness* witness) {
    return std::exchange(current_witness, witness);
}

void fail_invariant(const char* condition, const char* why, const char* file, int line) {
    const std::string where = current_witness ? current_witness->where() : "outside a simulation";
    fmt::print(stderr, "invariant violated: {} ({}) at {}:{}; {}\n", why, condition, file, line,
               where);
    std::fflush(stderr);
    std::abort();
}

}  // namespace assize::sim
