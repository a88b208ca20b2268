#include "scenarios/cli/progress.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

#include "scenarios/near_miss.h"

namespace assize::scenarios {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kBarEvery = kSecond / 5;
constexpr std::int64_t kPlainEvery = 10 * kSecond;
/// How many calls a look at the clock is worth.
constexpr int kCallsPerLook = 16;

const std::vector<std::string> kProgressModes{"auto", "bar", "plain", "none"};

}  // namespace

std::optional<std::string> check_progress(const CommonOptions& common) {
    if (std::ranges::find(kProgressModes, common.progress) != kProgressModes.end())
        return std::nullopt;
    return fmt::format("--progress is '{}'{}; it is one of {}", common.progress,
                       did_you_mean(common.progress, kProgressModes),
                       fmt::join(kProgressModes, ", "));
}

ProgressLine::Kind ProgressLine::kind_of(const CommonOptions& common) {
    if (common.quiet || common.progress == "none") return Kind::kNone;
    if (common.progress == "bar") return Kind::kBar;
    if (common.progress == "plain") return Kind::kPlain;
    return isatty(STDERR_FILENO) != 0 ? Kind::kBar : Kind::kPlain;
}

ProgressLine::ProgressLine(const CommonOptions& common, std::string what)
    : kind_(kind_of(common)),
      what_(std::move(what)),
      next_ns_(kind_ == Kind::kPlain ? kPlainEvery : kSecond) {}

ProgressLine::~ProgressLine() {
    if (painted_) fmt::print(stderr, "\r\x1b[K");
}

void ProgressLine::show(const std::function<std::string()>& how_far) {
    if (kind_ == Kind::kNone || ++calls_ % kCallsPerLook != 0) return;
    const std::int64_t now = stopwatch_.elapsed_ns();
    if (now < next_ns_) return;
    if (kind_ == Kind::kPlain) {
        fmt::print(stderr, "assize: {}: {}\n", what_, how_far());
        next_ns_ = now + kPlainEvery;
        return;
    }
    fmt::print(stderr, "\r\x1b[K{}: {}", what_, how_far());
    std::fflush(stderr);
    next_ns_ = now + kBarEvery;
    painted_ = true;
}

}  // namespace assize::scenarios
