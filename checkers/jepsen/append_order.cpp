#include <fmt/format.h>

#include <optional>

#include "checkers/jepsen/describe.h"
#include "checkers/jepsen/judges.h"

namespace assize::checkers {

namespace {

// Who sent a message that lies behind, and was told so before anybody else that lies there.
struct Acknowledged {
    MessageId message;
    OpId writer;
};

Anomaly anomaly_of(const Logs& logs, const Acknowledged& first, const Acknowledged& later) {
    const History& history = logs.history();
    return {.kind = AnomalyKind::kAppendNotLinearizable,
            .details = {{"key", history.key_of(first.message)},
                        {"values", std::vector<MessageId>{first.message, later.message}},
                        {"ops", std::vector<OpId>{first.writer, later.writer}}},
            .expected = fmt::format("{} lies behind {}: {} had ended before {} began",
                                    naming(history, later.message), naming(history, first.message),
                                    naming(history, first.writer), naming(history, later.writer)),
            .observed = "it lies before it",
            .ops = {first.writer, later.writer}};
}

// Walks one key's log from its end.
class Backwards {
public:
    Backwards(const Logs& logs, Findings& findings) : logs_(logs), findings_(findings) {}

    void judge(std::span<const Logs::Entry> key) {
        std::optional<Acknowledged> behind;
        for (std::size_t end = key.size(); end > 0;) {
            std::size_t begin = end - 1;
            while (begin > 0 && key[begin - 1].offset == key[end - 1].offset) --begin;
            const auto here = key.subspan(begin, end - begin);
            for (const Logs::Entry& entry : here) compare(entry, behind);
            for (const Logs::Entry& entry : here) take(entry, behind);
            end = begin;
        }
    }

private:
    // Of a duplicate that copy counts with which nobody can complain.
    void compare(const Logs::Entry& entry, const std::optional<Acknowledged>& behind) {
        const History& history = logs_.history();
        const auto writer = logs_.writer_of(entry.message);
        if (!behind || !writer || history[*writer].outcome == Outcome::kFail) return;
        if (!is_at(entry, *logs_.last_rank(entry.message))) return;
        if (history[behind->writer].finished >= history[*writer].invoked) return;
        findings_.add(AnomalyKind::kAppendNotLinearizable, [&] {
            return anomaly_of(logs_, *behind, {entry.message, *writer});
        });
    }

    void take(const Logs::Entry& entry, std::optional<Acknowledged>& behind) {
        const History& history = logs_.history();
        const auto writer = logs_.writer_of(entry.message);
        if (!writer || history[*writer].outcome != Outcome::kOk) return;
        if (!is_at(entry, *logs_.first_rank(entry.message))) return;
        if (behind && history[behind->writer].finished <= history[*writer].finished) return;
        behind = Acknowledged{.message = entry.message, .writer = *writer};
    }

    bool is_at(const Logs::Entry& entry, std::uint32_t rank) const {
        return logs_.offset_at(entry.key, rank) == entry.offset;
    }

    const Logs& logs_;
    Findings& findings_;
};

}  // namespace

void judge_append_order(const Logs& logs, Findings& findings) {
    if (!logs.history().has_invocations()) return;
    const auto entries = logs.entries();
    Backwards judge(logs, findings);
    for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
        while (end < entries.size() && entries[end].key == entries[begin].key) ++end;
        judge.judge(entries.subspan(begin, end - begin));
    }
}

}  // namespace assize::checkers
