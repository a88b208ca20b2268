#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "checkers/jepsen/describe.h"
#include "checkers/jepsen/judges.h"

namespace assize::checkers {

namespace {

std::string list_of(const History& history, const std::vector<MessageId>& messages) {
    std::vector<std::string> names;
    for (const MessageId each : messages) names.push_back(to_string(history.value_of(each)));
    return fmt::format("{}", fmt::join(names, ", "));
}

std::vector<bool> polled_by_anybody(const History& history) {
    std::vector<bool> polled(history.messages());
    for (std::uint32_t op = 0; op < history.size(); ++op) {
        for (const Polled& each : history.polled_by(OpId(op))) polled[each.message.value()] = true;
    }
    return polled;
}

}  // namespace

void judge_inconsistent_offsets(const Logs& logs, Findings& findings) {
    const History& history = logs.history();
    const auto entries = logs.entries();
    std::vector<bool> polled;  // Made when it is first needed.
    std::int64_t rank = 0;
    for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
        const Logs::Entry& first = entries[begin];
        rank = begin == 0 || entries[begin - 1].key != first.key ? 0 : rank + 1;
        while (end < entries.size() && entries[end].key == first.key &&
               entries[end].offset == first.offset) {
            ++end;
        }
        if (end - begin < 2) continue;
        if (polled.empty()) polled = polled_by_anybody(history);
        const auto those = entries.subspan(begin, end - begin);
        const auto seen = std::ranges::count_if(
            those, [&](const Logs::Entry& entry) { return polled[entry.message.value()]; });
        const Trait trait = seen < 2 ? Trait::kAcknowledgedOnly : Trait::kNone;
        findings.add(AnomalyKind::kInconsistentOffsets, trait, [&] {
            std::vector<MessageId> values;
            for (const Logs::Entry& entry : those.first(std::min(those.size(), kMaxListed))) {
                values.push_back(entry.message);
            }
            return Anomaly{.kind = AnomalyKind::kInconsistentOffsets,
                           .details = {{"key", first.key},
                                       {"offset", first.offset},
                                       {"index", rank},
                                       {"values", values}},
                           .expected = fmt::format("one value at offset {} of key {}", first.offset,
                                                   to_string(history.name_of(first.key))),
                           .observed = list_of(history, values)};
        });
    }
}

void judge_duplicates(const Logs& logs, Findings& findings) {
    const History& history = logs.history();
    // Offsets of the few messages that lie at several, in one pass.
    std::map<MessageId, std::vector<std::int64_t>> offsets;
    for (const Logs::Entry& entry : logs.entries()) {
        if (logs.first_rank(entry.message) == logs.last_rank(entry.message)) continue;
        offsets[entry.message].push_back(entry.offset);
    }
    for (const auto& [message, all] : offsets) {
        findings.add(AnomalyKind::kDuplicate, [&, id = message, &where = all] {
            std::vector<std::int64_t> some(
                where.begin(),
                where.begin() + static_cast<std::ptrdiff_t>(std::min(where.size(), kMaxListed)));
            Anomaly anomaly{.kind = AnomalyKind::kDuplicate,
                            .details = {{"key", history.key_of(id)},
                                        {"value", id},
                                        {"count", static_cast<std::int64_t>(where.size())},
                                        {"offsets", some}},
                            .expected = fmt::format("{} at one offset", naming(history, id)),
                            .observed = fmt::format("at offsets {}", fmt::join(some, ", "))};
            if (const auto writer = logs.writer_of(id)) {
                anomaly.tell("writer", *writer);
                anomaly.ops.push_back(*writer);
            }
            return anomaly;
        });
    }
}

}  // namespace assize::checkers
