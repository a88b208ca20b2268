#include "tests/bench/medians.h"

#include <algorithm>

namespace assize::bench {

namespace {

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace

void Medians::ReportRuns(const std::vector<Run>& runs) {
    for (const Run& run : runs) {
        if (run.run_type != Run::RT_Iteration) continue;
        const double items_per_second = run.counters.at("items_per_second");
        rounds_[run.run_name.str()].push_back(1e9 / items_per_second);
    }
}

double Medians::ns_per_item(const std::string& benchmark) const {
    return median(rounds_.at(benchmark));
}

double Medians::ratio(const std::string& a, const std::string& b) const {
    const std::vector<double>& of_a = rounds_.at(a);
    const std::vector<double>& of_b = rounds_.at(b);
    std::vector<double> ratios;
    for (std::size_t i = 0; i < std::min(of_a.size(), of_b.size()); ++i) {
        ratios.push_back(of_a[i] / of_b[i]);
    }
    return median(ratios);
}

}  // namespace assize::bench
