// Writes what is kept of a run that was made by hand, for tests that are scripts.
//
//     write_sample_report losing|quiet FILE [SENDS]     report.html; so many sends that go well
//     first write_sample_report folder FOLDER                 verdict.json, trace.jsonl.zst and
//     plan.toml

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "reports/html/html_report.h"
#include "reports/verdict_json.h"
#include "sim/trace_file.h"
#include "tests/reports/sample_events.h"
#include "tests/reports/sample_run.h"

namespace assize::reports {
namespace {

constexpr const char* kPlan = "plan = 1\n# </script> <!-- & \"quotes\"\n";

bool write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary);
    out << text;
    return out.good();
}

bool write_report(const std::string& which, const std::filesystem::path& path, int sends) {
    RunSummary run = which == "quiet" ? quiet_run() : losing_run(sends);
    run.title = "A title with </script><script>document.title = 'broken'</script> in it";
    return write(path, html_report(run, losing_events(sends), kPlan));
}

bool write_folder(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    sim::Trace trace;
    auto file = sim::TraceFile::create(folder / "trace.jsonl.zst", trace);
    if (!file) return false;
    tell_losing_run(trace);
    return (*file)->finish() && write(folder / "plan.toml", kPlan) &&
           write(folder / "verdict.json", to_verdict_json(losing_run()));
}

}  // namespace
}  // namespace assize::reports

int main(int count, char** arguments) {
    using namespace assize::reports;
    if (count < 3) return 64;
    const std::string which = arguments[1];
    const int sends = count > 3 ? std::atoi(arguments[3]) : 2;
    const bool done =
        which == "folder" ? write_folder(arguments[2]) : write_report(which, arguments[2], sends);
    return done ? 0 : 74;
}
