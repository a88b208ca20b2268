#include "scenarios/run/stopwatch.h"

#include <chrono>

namespace assize::scenarios {

namespace {

std::int64_t now_ns() {
    const auto since_boot = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(since_boot).count();
}

}  // namespace

Stopwatch::Stopwatch() : begun_ns_(now_ns()) {}

std::int64_t Stopwatch::elapsed_ns() const {
    return now_ns() - begun_ns_;
}

}  // namespace assize::scenarios
