#include "scenarios/cli/run_folder.h"

#include <fmt/format.h>

#include <system_error>

#include "scenarios/cli/output_file.h"

namespace assize::scenarios {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kAllFiles[] = {
    kPlanFile,        kVerdictFile,      kHistoryFile, kTraceFile,
    kTimelineSvgFile, kTimelineTextFile, kReportFile,
};

sim::Result<void, std::string> outcome(const fs::path& path, std::string_view what,
                                       const std::error_code& error) {
    if (!error) return {};
    return sim::Failure(fmt::format("cannot {} {}: {}", what, path.string(), error.message()));
}

}  // namespace

sim::Result<RunFolder, std::string> RunFolder::create(const fs::path& out,
                                                      const std::string& name) {
    RunFolder folder(out / name);
    std::error_code error;
    fs::create_directories(folder.path(), error);
    if (auto made = outcome(folder.path(), "make", error); !made) {
        return sim::Failure(std::move(made.error()));
    }
    for (const std::string_view file : kAllFiles) {
        fs::remove(folder.path_of(file), error);
        if (auto gone = outcome(folder.path_of(file), "replace", error); !gone) {
            return sim::Failure(std::move(gone.error()));
        }
    }
    return folder;
}

sim::Result<void, std::string> RunFolder::write(std::string_view file, std::string_view content) {
    auto output = OutputFile::create(path_of(file));
    if (!output) return sim::Failure(std::move(output.error()));
    auto written = output->write(content);
    if (written) add(file);
    return written;
}

sim::Result<void, std::string> RunFolder::become_latest() const {
    const fs::path link = path_.parent_path() / "latest";
    const fs::path made = path_.parent_path() / "latest.part";
    std::error_code error;
    fs::remove(made, error);
    fs::create_directory_symlink(path_.filename(), made, error);
    if (!error) fs::rename(made, link, error);
    return outcome(link, "write", error);
}

std::string run_name(std::string_view scenario, std::uint64_t seed) {
    return fmt::format("{}-{:x}", scenario, seed);
}

}  // namespace assize::scenarios
