#include "reports/timeline/breaks.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace assize::reports {

namespace {

// Of messages, whether sent or received, asked or answered: their API.
std::string kind_of(const EventLog& log, std::size_t index) {
    const std::string_view kind = log.kind_of(index);
    if (kind != "message_sent" && kind != "message_received") {
        std::string plain(kind);
        std::ranges::replace(plain, '_', ' ');
        return plain;
    }
    return std::string(log.text(index, "api").value_or("message"));
}

std::vector<Timeline::CountOfKind> sorted(const std::map<std::string, std::int64_t>& kinds) {
    std::vector<Timeline::CountOfKind> counts;
    for (const auto& [kind, count] : kinds) counts.push_back({kind, count});
    std::ranges::stable_sort(counts, std::ranges::greater(), &Timeline::CountOfKind::count);
    return counts;
}

std::set<std::size_t> lost_messages(const Messages& messages) {
    std::set<std::size_t> lost;
    for (const Message& message : messages.all()) {
        if (!message.received) lost.insert(message.sent);
    }
    return lost;
}

}  // namespace

std::vector<Timeline::Break> breaks_of(const EventLog& log, const Messages& messages,
                                       std::size_t begin, const std::vector<bool>& shown,
                                       const std::vector<std::size_t>& last_of_row) {
    const std::set<std::size_t> lost = lost_messages(messages);
    const std::size_t end = begin + shown.size();
    std::vector<Timeline::Break> breaks;
    std::size_t index = begin;
    for (std::size_t row = 0; row <= last_of_row.size(); ++row) {
        const std::size_t stop = row < last_of_row.size() ? last_of_row[row] : end;
        std::map<std::string, std::int64_t> kinds;
        Timeline::Break gap{.before = row,
                            .from = sim::Instant::origin(),
                            .to = sim::Instant::origin(),
                            .events = 0,
                            .by_kind = {}};
        for (; index < end && index <= stop; ++index) {
            if (shown[index - begin]) continue;
            if (gap.events == 0) gap.from = log[index].at;
            gap.to = log[index].at;
            gap.events += 1;
            gap.lost_messages += lost.contains(index) ? 1 : 0;
            kinds[kind_of(log, index)] += 1;
        }
        if (gap.events == 0) continue;
        gap.by_kind = sorted(kinds);
        breaks.push_back(std::move(gap));
    }
    return breaks;
}

std::vector<Timeline::CountOfKind> sum_of(const std::vector<Timeline::Break>& breaks) {
    std::map<std::string, std::int64_t> kinds;
    for (const Timeline::Break& gap : breaks) {
        for (const Timeline::CountOfKind& each : gap.by_kind) kinds[each.kind] += each.count;
    }
    return sorted(kinds);
}

}  // namespace assize::reports
