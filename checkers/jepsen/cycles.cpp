#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "checkers/jepsen/components.h"
#include "checkers/jepsen/describe.h"
#include "checkers/jepsen/judges.h"

namespace assize::checkers {

namespace {

using enum AnomalyKind;

// Which cycles are looked for, each kind with the edges it may have. What is found by an earlier
// search with fewer kinds of edges is not told again.
struct Search {
    AnomalyKind kind;
    Trait trait;
    Dependencies counted;
};

constexpr Search kSearches[]{
    {kG1c, Trait::kNone, {.ww = false, .wr = true, .realtime = false}},
    {kG1cRealtime, Trait::kNone, {.ww = false, .wr = true, .realtime = true}},
    {kG0, Trait::kAppendOrder, {.ww = true, .wr = false, .realtime = false}},
    {kG1c, Trait::kAppendOrder, {.ww = true, .wr = true, .realtime = false}},
    {kG0Realtime, Trait::kAppendOrder, {.ww = true, .wr = false, .realtime = true}},
    {kG1cRealtime, Trait::kAppendOrder, {.ww = true, .wr = true, .realtime = true}},
};

bool covers(Dependencies all, Dependencies some) {
    return all.ww >= some.ww && all.wr >= some.wr && all.realtime >= some.realtime;
}

Anomaly anomaly_of(const Logs& logs, const DependencyGraph& graph, AnomalyKind kind,
                   const Cycle& cycle) {
    std::vector<OpId> ops;
    std::vector<std::string> edges;
    std::vector<std::string> reasons;
    for (std::size_t at = 0; at < cycle.size(); ++at) {
        const OpId next = cycle[(at + 1) % cycle.size()].op;
        ops.push_back(cycle[at].op);
        edges.emplace_back(to_string(cycle[at].before_next));
        reasons.push_back(graph.why(cycle[at].op, next, cycle[at].before_next));
    }
    std::vector<std::string> names;
    for (const OpId op : ops) names.push_back(naming(logs.history(), op));
    return {.kind = kind,
            .details = {{"cycle", ops}, {"edges", edges}, {"steps", reasons}},
            .expected =
                fmt::format("{} happened one after another in some order", fmt::join(names, ", ")),
            .observed = fmt::format("{}", fmt::join(reasons, "; ")),
            .ops = ops};
}

// A poll that returned before the send began is the plainest cycle, and is told each time.
std::vector<bool> judge_reads_of_the_future(const Logs& logs, const DependencyGraph& graph,
                                            Findings& findings) {
    const History& history = logs.history();
    std::vector<bool> told(graph.nodes());
    if (!history.has_invocations()) return told;
    for (std::uint32_t at = 0; at < history.size(); ++at) {
        const OpId reader(at);
        if (history[reader].outcome != Outcome::kOk) continue;
        for (const Polled& polled : history.polled_by(reader)) {
            const auto writer = logs.writer_of(polled.message);
            if (!writer || history[*writer].invoked <= history[reader].finished) continue;
            told[at] = told[writer->value()] = true;
            findings.add(kG1cRealtime, Trait::kFuture, [&] {
                return anomaly_of(logs, graph, kG1cRealtime,
                                  {{.op = *writer, .before_next = Dependency::kWr},
                                   {.op = reader, .before_next = Dependency::kRealtime}});
            });
            break;
        }
    }
    return told;
}

class CycleJudge {
public:
    CycleJudge(const Logs& logs, const DependencyGraph& graph, Findings& findings)
        : logs_(logs), graph_(graph), findings_(findings) {}

    void judge(WwDeps ww_deps) {
        const bool ww = ww_deps == WwDeps::kYes;
        const auto all = components(graph_, {.ww = ww, .wr = true, .realtime = true}, {});
        if (all.empty()) return;
        for (const Component& component : all) {
            on_a_cycle_.resize(graph_.nodes());
            for (const auto node : component) on_a_cycle_[node] = true;
        }
        told_.push_back({.counted = {.ww = false, .wr = true, .realtime = true},
                         .nodes = judge_reads_of_the_future(logs_, graph_, findings_)});
        for (const Search& search : kSearches) {
            if (ww || !search.counted.ww) run(search);
        }
    }

private:
    // The nodes of the cycles that were told, and what edges those had.
    struct Told {
        Dependencies counted;
        std::vector<bool> nodes;
    };

    void run(const Search& search) {
        std::vector<bool> told(graph_.nodes());
        for (const Component& component : components(graph_, search.counted, on_a_cycle_)) {
            if (is_told(component, search.counted)) continue;
            const Cycle cycle = short_cycle(graph_, search.counted, component);
            for (const CycleStep& step : cycle) told[step.op.value()] = true;
            findings_.add(search.kind, search.trait,
                          [&] { return anomaly_of(logs_, graph_, search.kind, cycle); });
        }
        told_.push_back({.counted = search.counted, .nodes = std::move(told)});
    }

    bool is_told(const Component& component, Dependencies counted) const {
        return std::ranges::any_of(told_, [&](const Told& told) {
            return covers(counted, told.counted) &&
                   std::ranges::any_of(component, [&](auto node) { return told.nodes[node]; });
        });
    }

    const Logs& logs_;
    const DependencyGraph& graph_;
    Findings& findings_;
    std::vector<bool> on_a_cycle_;
    std::vector<Told> told_;
};

}  // namespace

void judge_cycles(const Logs& logs, WwDeps ww_deps, Findings& findings) {
    const DependencyGraph graph(logs);
    CycleJudge(logs, graph, findings).judge(ww_deps);
}

}  // namespace assize::checkers
