#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sim/result.h"

namespace assize::scenarios {

/// The folder of a run: `out/<scenario>-<seed>`, whose files appear whole or not at all.
/// Errors name the file and say what the system answered.
class RunFolder {
public:
    /// Makes it, and takes away what an earlier run of that name left. Fails: nothing can be made
    /// or written there.
    static sim::Result<RunFolder, std::string> create(const std::filesystem::path& out,
                                                      const std::string& name);

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path path_of(std::string_view file) const { return path_ / file; }

    sim::Result<void, std::string> write(std::string_view file, std::string_view content);
    /// Takes note of a file that somebody else wrote.
    void add(std::string_view file) { files_.emplace_back(file); }
    /// What was written, in that order.
    const std::vector<std::string>& files() const { return files_; }

    /// Lets the link `latest` beside it lead here.
    sim::Result<void, std::string> become_latest() const;

private:
    explicit RunFolder(std::filesystem::path path) : path_(std::move(path)) {}

    std::filesystem::path path_;
    std::vector<std::string> files_;
};

// What lies in it.

inline constexpr std::string_view kPlanFile = "plan.toml";
inline constexpr std::string_view kVerdictFile = "verdict.json";
inline constexpr std::string_view kHistoryFile = "history.jsonl";
inline constexpr std::string_view kTraceFile = "trace.jsonl.zst";
inline constexpr std::string_view kTimelineSvgFile = "timeline.svg";
inline constexpr std::string_view kTimelineTextFile = "timeline.txt";
inline constexpr std::string_view kReportFile = "report.html";

/// "leader_crash-5eed41"
std::string run_name(std::string_view scenario, std::uint64_t seed);

}  // namespace assize::scenarios
