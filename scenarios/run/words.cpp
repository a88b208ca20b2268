#include "scenarios/run/words.h"

#include <fmt/format.h>

namespace assize::scenarios {

std::string to_words(sim::Duration duration) {
    const std::int64_t ns = duration.nanoseconds();
    if (ns < 0) return "-" + to_words(-duration);
    if (ns % 1'000'000'000 == 0) return fmt::format("{}s", ns / 1'000'000'000);
    if (ns % 1'000'000 == 0 && ns < 1'000'000'000) return fmt::format("{}ms", ns / 1'000'000);
    if (ns % 100'000'000 == 0) {
        return fmt::format("{}.{}s", ns / 1'000'000'000, ns % 1'000'000'000 / 100'000'000);
    }
    if (ns % 1'000'000 == 0) return fmt::format("{}ms", ns / 1'000'000);
    if (ns % 1'000 == 0) return fmt::format("{}us", ns / 1'000);
    return fmt::format("{}ns", ns);
}

}  // namespace assize::scenarios
