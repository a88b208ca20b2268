#include "reports/timeline/bands.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "reports/timeline/rows.h"

namespace assize::reports {

namespace {

/// A fault, by where in the log it began and ended.
struct Lasting {
    std::size_t began;
    std::optional<std::size_t> ended = {};
};

std::vector<Lasting> lasting_faults(const EventLog& log, std::string_view begins,
                                    std::string_view ends, std::string_view number) {
    const auto begin = log.name_of(begins);
    const auto end = log.name_of(ends);
    std::vector<Lasting> faults;
    std::map<std::int64_t, std::size_t> open;  // By number: which of `faults`.
    for (std::size_t i = 0; begin && i < log.size(); ++i) {
        const std::int64_t which =
            log[i].kind == *begin || log[i].kind == end ? log.number(i, number).value_or(-1) : -1;
        if (which < 0) continue;
        if (log[i].kind == *begin) {
            if (is_over_at_once(log.text(i, "action").value_or(""))) continue;
            open[which] = faults.size();
            faults.push_back({.began = i});
        } else if (const auto found = open.find(which); found != open.end()) {
            faults[found->second].ended = i;
            open.erase(found);
        }
    }
    return faults;
}

}  // namespace

std::vector<Timeline::Band> bands_of(const EventLog& log, const Describer& describer,
                                     const std::vector<Timeline::Lane>& lanes,
                                     const std::vector<std::size_t>& last_of_row) {
    std::vector<Lasting> faults = lasting_faults(log, "fault_began", "fault_ended", "fault");
    const bool by_plan = log.name_of("fault_began").has_value();
    if (!by_plan) faults = lasting_faults(log, "rule_installed", "rule_removed", "rule");
    const auto row_of = [&](std::size_t index) {
        return static_cast<std::size_t>(std::ranges::lower_bound(last_of_row, index) -
                                        last_of_row.begin());
    };
    std::vector<Timeline::Band> bands;
    for (const Lasting& fault : faults) {
        Timeline::Band band{
            .from = row_of(fault.began),
            .to = fault.ended ? row_of(*fault.ended) : last_of_row.size(),
            .lanes = {},
            .kind = by_plan ? mark_of_action(log.text(fault.began, "action").value_or(""))
                            : Timeline::MarkKind::kNetworkFault,
            .text = describer.line(fault.began),
            .began = log[fault.began].id,
            .ended = {}};
        if (band.from >= band.to) continue;
        if (fault.ended && band.to < last_of_row.size()) band.ended = log[*fault.ended].id;
        for (const std::string_view target : targets_of(log, fault.began)) {
            const auto lane = std::ranges::find(lanes, target, &Timeline::Lane::process);
            if (lane != lanes.end()) {
                band.lanes.push_back(static_cast<std::size_t>(lane - lanes.begin()));
            }
        }
        std::ranges::sort(band.lanes);
        bands.push_back(std::move(band));
    }
    std::ranges::stable_sort(bands, {}, &Timeline::Band::from);
    return bands;
}

}  // namespace assize::reports
