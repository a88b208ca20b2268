#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "scenarios/cli/command.h"
#include "scenarios/run/stopwatch.h"

namespace assize::scenarios {

/// Why `--progress` makes no sense, if so.
std::optional<std::string> check_progress(const CommonOptions& common);

/// Says on standard error that work goes on: a line that is painted anew on a terminal, or a plain
/// line now and then. What takes less than a second says nothing.
class ProgressLine {
public:
    /// Requires: `common` outlives this.
    ProgressLine(const CommonOptions& common, std::string what);
    /// Takes the painted line away.
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// To be called as often as one likes. `how_far` is asked when something is shown.
    void show(const std::function<std::string()>& how_far);

private:
    enum class Kind : std::uint8_t { kNone, kBar, kPlain };
    static Kind kind_of(const CommonOptions& common);

    const Kind kind_;
    const std::string what_;
    const Stopwatch stopwatch_;
    std::int64_t next_ns_;
    int calls_ = 0;
    bool painted_ = false;
};

}  // namespace assize::scenarios
