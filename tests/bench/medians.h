#pragma once

#include <benchmark/benchmark.h>

#include <map>
#include <string>
#include <vector>

namespace assize::bench {

/// Collects how long one item took in each round of each benchmark, and gives the median round.
class Medians final : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override;

    /// Nanoseconds of processor time an item. Requires: a benchmark of that name has run, and
    /// counted its items.
    double ns_per_item(const std::string& benchmark) const;
    /// The median over the rounds of how many times longer `a` took than `b` in the same round.
    double ratio(const std::string& a, const std::string& b) const;

private:
    std::map<std::string, std::vector<double>> rounds_;
};

}  // namespace assize::bench
