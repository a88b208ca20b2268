#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/timeline/text.h"
#include "reports/timeline/timeline.h"
#include "scenarios/cli/exit_code.h"
#include "scenarios/cli/kept_run.h"

namespace assize::scenarios {

/// What a timeline can be written as, by the end of a file's name.
enum class TimelineFormat : std::uint8_t { kText, kMermaid, kSvg, kPng, kPdf, kDot, kHtml };
std::optional<TimelineFormat> timeline_format_of(std::string_view path);
/// ".svg, .png, ..."
std::string timeline_suffixes();

/// Why nothing came of it, and how the program is to end for that.
struct OutputFailure {
    ExitCode code;
    std::string why;
};

/// Writes timelines into files.
struct TimelineOutput {
    const KeptRun& run;
    const std::vector<reports::Timeline>& pages;
    reports::TextOptions text;

    /// Writes one file; of pictures with several pages one each: x-1of3.svg. Appends the paths of
    /// what was written.
    std::optional<OutputFailure> write(const std::string& path,
                                       std::vector<std::string>& written) const;
};

/// All pages as text.
std::string pages_as_text(const std::vector<reports::Timeline>& pages,
                          const reports::TextOptions& options);

}  // namespace assize::scenarios
