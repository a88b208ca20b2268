#include "scenarios/cli/timeline_files.h"

#include <fmt/format.h>

#include <vector>

#include "reports/drawing/draw.h"
#include "reports/timeline/make_timeline.h"
#include "reports/timeline/text.h"

namespace assize::scenarios {

sim::Result<void, std::string> write_timelines(RunFolder& folder,
                                               const reports::RunSummary& summary,
                                               const reports::EventLog& log) {
    const reports::TimelineOptions options{
        .command = fmt::format("assize timeline {} --all -o timeline.svg", summary.folder)};
    const std::vector<reports::Timeline> pages =
        reports::make_timelines(log, summary.verdict, options);
    const auto picture = reports::draw(pages, reports::PictureFormat::kSvg,
                                       {.layout = {.report = std::string(kReportFile)}});
    if (!picture) {
        return sim::Failure(fmt::format(
            "cannot write {}: {}", folder.path_of(kTimelineSvgFile).string(), picture.error()));
    }
    if (auto written = folder.write(kTimelineSvgFile, picture->bytes); !written) return written;
    std::string text;
    for (const reports::Timeline& page : pages) {
        text += (text.empty() ? "" : "\n") + reports::to_text(page, {.legend = true});
    }
    return folder.write(kTimelineTextFile, text);
}

}  // namespace assize::scenarios
