#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "checkers/verdict.h"
#include "reports/drawing/draw.h"
#include "reports/timeline/make_timeline.h"
#include "reports/trace_reader.h"
#include "scenarios/run/run.h"
#include "tests/bench/reports.h"

namespace assize::bench {

namespace {

constexpr std::uint64_t kFacts = 100'000;
constexpr std::uint64_t kManyFacts = 1'000'000;
constexpr int kRounds = 3;

// Where the files of the benchmark are, as long as it lasts.
class ScratchFolder {
public:
    ScratchFolder() {
        std::string path = (std::filesystem::temp_directory_path() / "assize-XXXXXX").string();
        if (mkdtemp(path.data()) != nullptr) path_ = path;
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;  // Empty: it could not be made.
};

// Clients write for as long as it takes; the leader of a partition crashes now and then.
scenarios::Plan plan_that_goes_on_for(std::int64_t seconds) {
    scenarios::Plan plan{.scenario = "timeline"};
    plan.cluster = model::ClusterConfig::separate(3, 3);
    plan.topics = {{.name = "orders", .partitions = 3, .config = {{"min.insync.replicas", "2"}}}};
    plan.phases.faults = sim::Duration::seconds(seconds);
    for (const std::string name : {"producer-1", "producer-2"}) {
        scenarios::ProducerPlan producer{.name = name};
        for (std::int64_t at_ms = 0; at_ms < seconds * 1000; at_ms += 20) {
            producer.sends.push_back({.at = sim::Duration::milliseconds(at_ms),
                                      .topic = "orders",
                                      .partition = static_cast<std::int32_t>(at_ms / 20 % 3)});
        }
        plan.producers.push_back(std::move(producer));
    }
    plan.consumers = {{.name = "consumer-1",
                       .config = {{"auto.offset.reset", "earliest"}},
                       .topics = {"orders"}}};
    for (std::int64_t at = 10; at < seconds; at += 40) {
        plan.faults.push_back({.action = scenarios::fault::Crash{"leader(orders-0)"},
                               .begins = scenarios::AtTime{sim::Duration::seconds(at)},
                               .lasts = sim::Duration::seconds(3)});
    }
    return plan;
}

class Counter final : public sim::TraceSubscriber {
public:
    Counter(sim::Trace& trace, std::uint64_t& facts) : trace_(trace), facts_(facts) {
        trace_.subscribe(*this);
    }
    ~Counter() override { trace_.unsubscribe(*this); }
    Counter(const Counter&) = delete;
    Counter& operator=(const Counter&) = delete;
    void on_event(const sim::Event& event) override { facts_ = event.id.value(); }

private:
    sim::Trace& trace_;
    std::uint64_t& facts_;
};

// A run that is stopped when so many facts are in its trace file. None: it came to less.
std::optional<checkers::Verdict> write_trace(const std::filesystem::path& path,
                                             std::uint64_t facts) {
    std::uint64_t written = 0;
    scenarios::RunOptions options{.trace_file = path.string()};
    options.observers.push_back(
        [&](sim::Trace& trace) { return std::make_unique<Counter>(trace, written); });
    options.interrupted = [&] { return written >= facts; };
    const auto seconds = static_cast<std::int64_t>(facts / 1'000);
    const auto result = scenarios::run(plan_that_goes_on_for(seconds), options);
    if (written < facts || !result.file_errors.empty()) return std::nullopt;
    return result.verdict;
}

// As `assize timeline` does: from the file to the pages. None: it failed.
std::optional<double> draw_all(const std::filesystem::path& folder,
                               const checkers::Verdict& verdict) {
    const auto begin = std::chrono::steady_clock::now();
    const auto log = reports::read_trace(folder / "trace.jsonl.zst");
    if (!log) return std::nullopt;
    for (const reports::Timeline& page : reports::make_timelines(*log, verdict)) {
        const auto drawn = reports::draw(page, reports::PictureFormat::kSvg);
        if (!drawn) return std::nullopt;
        std::ofstream file(folder / fmt::format("timeline-{}.svg", page.page), std::ios::binary);
        if (!(file << drawn->bytes).flush().good()) return std::nullopt;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return took.count();
}

std::optional<double> measure(std::uint64_t facts) {
    const ScratchFolder folder;
    if (folder.path().empty()) return std::nullopt;
    const auto verdict = write_trace(folder.path() / "trace.jsonl.zst", facts);
    if (!verdict) return std::nullopt;
    std::array<double, kRounds> rounds{};
    for (double& seconds : rounds) {
        const auto took = draw_all(folder.path(), *verdict);
        if (!took) return std::nullopt;
        seconds = *took;
    }
    std::ranges::sort(rounds);
    return rounds[kRounds / 2];
}

}  // namespace

std::optional<Figures> measure_timeline() {
    const auto some = measure(kFacts);
    const auto many = measure(kManyFacts);
    if (!some || !many) {
        fmt::print(stderr, "a trace of {} facts could not be made or drawn\n",
                   some ? kManyFacts : kFacts);
        return std::nullopt;
    }
    return Figures{{"timeline_100k_s", *some}, {"timeline_1m_s", *many}};
}

void print_timeline(const Figures& figures) {
    fmt::print("The trace file of a run, read, cut down to what matters and drawn as SVG\n");
    fmt::print("{:>12} {:>10}\n", "events", "s");
    fmt::print("{:>12} {:>10.2f}\n", kFacts, figures["timeline_100k_s"].get<double>());
    fmt::print("{:>12} {:>10.2f}\n", kManyFacts, figures["timeline_1m_s"].get<double>());
}

}  // namespace assize::bench
