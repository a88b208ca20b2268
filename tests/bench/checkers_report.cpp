#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "checkers/history/read.h"
#include "checkers/jepsen/check.h"
#include "checkers/judge.h"
#include "tests/bench/reports.h"
#include "tests/checkers/history/legal_history.h"
#include "tests/checkers/ledger/legal_run.h"

namespace assize::bench {

namespace {

constexpr std::array<std::uint64_t, 3> kOperations{10'000, 100'000, 1'000'000};
constexpr int kRounds = 3;

struct Measured {
    double seconds = 0;
    double rss_mib = 0;
};

// A file that is there as long as this is.
class ScratchFile {
public:
    ScratchFile() {
        std::string path = (std::filesystem::temp_directory_path() / "assize-XXXXXX").string();
        const int file = mkstemp(path.data());
        if (file >= 0) close(file);
        path_ = file >= 0 ? path : "";
    }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    ~ScratchFile() { std::remove(path_.c_str()); }

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

// Runs `work` in a process of its own, so that nobody else's memory counts. Returns its greatest
// resident memory, or none when it failed.
template <class Work>
std::optional<double> rss_mib_of(const Work& work) {
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) _exit(work() ? 0 : 1);
    int status = 0;
    rusage usage{};
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0) return std::nullopt;
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

bool write_history(const std::string& path, std::uint64_t operations) {
    std::ofstream file(path, std::ios::binary);
    checkers::write_legal_history(
        {.seed = 1, .operations = operations, .keys = 16, .processes = 20}, file);
    return file.flush().good();
}

// As `assize check` does, to the verdict.
bool check(const std::string& path, const std::string& result) {
    const auto begin = std::chrono::steady_clock::now();
    std::ifstream stream(path, std::ios::binary);
    const auto file = checkers::read_history(stream);
    if (!file) return false;
    const auto verdict =
        checkers::check_history(file->history, {.ww_deps = checkers::WwDeps::kYes});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::ofstream(result) << took.count();
    return verdict.validity == checkers::Validity::kValid;
}

std::optional<Measured> measure(std::uint64_t operations) {
    const ScratchFile history;
    const ScratchFile result;
    if (!rss_mib_of([&] { return write_history(history.path(), operations); })) return std::nullopt;
    std::array<Measured, kRounds> rounds;
    for (Measured& round : rounds) {
        const auto rss_mib = rss_mib_of([&] { return check(history.path(), result.path()); });
        if (!rss_mib) return std::nullopt;
        round.rss_mib = *rss_mib;
        std::ifstream(result.path()) >> round.seconds;
    }
    std::ranges::sort(rounds, {}, &Measured::seconds);
    return rounds[kRounds / 2];
}

// As a run does, to the verdict: telling the facts is part of it.
bool judge(std::uint64_t records, const std::string& result) {
    const auto begin = std::chrono::steady_clock::now();
    sim::Trace trace;
    checkers::Judge judge(checkers::setup_of_legal_run(), trace);
    checkers::tell_legal_run(trace, static_cast<std::int64_t>(records));
    const checkers::Verdict verdict = judge.finish({});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::ofstream(result) << took.count();
    const auto* decided = verdict.find("delivery.exactly-once");
    return decided && decided->status == checkers::Status::kHeld;
}

std::optional<Measured> measure_judge(std::uint64_t records) {
    const ScratchFile result;
    const auto rss_mib = rss_mib_of([&] { return judge(records, result.path()); });
    if (!rss_mib) return std::nullopt;
    Measured measured{.seconds = 0, .rss_mib = *rss_mib};
    std::ifstream(result.path()) >> measured.seconds;
    return measured;
}

}  // namespace

std::optional<Figures> measure_checkers() {
    Figures figures;
    for (const std::uint64_t operations : kOperations) {
        const auto measured = measure(operations);
        if (!measured) {
            fmt::print(stderr, "a history of {} operations could not be checked\n", operations);
            return std::nullopt;
        }
        figures["history_ops_per_s"].push_back(
            {{"ops", operations},
             {"ops_per_s", static_cast<double>(operations) / measured->seconds},
             {"rss_mib", measured->rss_mib}});
    }
    for (const std::uint64_t records : kOperations) {
        const auto measured = measure_judge(records);
        if (!measured) {
            fmt::print(stderr, "a run of {} records could not be judged\n", records);
            return std::nullopt;
        }
        figures["judged_records_per_s"].push_back(
            {{"records", records},
             {"records_per_s", static_cast<double>(records) / measured->seconds},
             {"rss_mib", measured->rss_mib}});
    }
    return figures;
}

void print_checkers(const Figures& figures) {
    fmt::print("A client history in JSON lines, two an operation, read and judged with ww-deps\n");
    fmt::print("{:>12} {:>16} {:>10} {:>10}\n", "operations", "operations/s", "s", "MiB");
    for (const auto& each : figures["history_ops_per_s"]) {
        const double ops = each["ops"].get<double>();
        const double ops_per_s = each["ops_per_s"].get<double>();
        fmt::print("{:>12.0f} {:>16.0f} {:>10.2f} {:>10.1f}\n", ops, ops_per_s, ops / ops_per_s,
                   each["rss_mib"].get<double>());
    }
    fmt::print("\nThe facts of a run without faults, told and judged, three readings a record\n");
    fmt::print("{:>12} {:>16} {:>10} {:>10}\n", "records", "records/s", "s", "MiB");
    for (const auto& each : figures["judged_records_per_s"]) {
        const double records = each["records"].get<double>();
        const double records_per_s = each["records_per_s"].get<double>();
        fmt::print("{:>12.0f} {:>16.0f} {:>10.2f} {:>10.1f}\n", records, records_per_s,
                   records / records_per_s, each["rss_mib"].get<double>());
    }
}

}  // namespace assize::bench
