#include <fmt/format.h>

#include <vector>

#include "checkers/jepsen/describe.h"
#include "checkers/jepsen/judges.h"

namespace assize::checkers {

void judge_aborted_reads(const Logs& logs, Findings& findings) {
    const History& history = logs.history();
    for (std::uint32_t at = 0; at < history.size(); ++at) {
        const OpId reader(at);
        for (const Polled& polled : history.polled_by(reader)) {
            const auto writer = logs.writer_of(polled.message);
            if (!writer || history[*writer].outcome != Outcome::kFail || *writer == reader)
                continue;
            const bool is_ok = history[reader].outcome == Outcome::kOk;
            const AnomalyKind kind =
                is_ok ? AnomalyKind::kG1a : AnomalyKind::kAbortedReadInAbortedReader;
            findings.add(kind, [&] {
                return Anomaly{.kind = kind,
                               .details = {{"key", history.key_of(polled.message)},
                                           {"value", polled.message},
                                           {"reader", reader},
                                           {"writer", *writer}},
                               .expected = fmt::format("{} is never polled: {} failed to send it",
                                                       naming(history, polled.message),
                                                       naming(history, *writer)),
                               .observed = fmt::format("{} polled it at offset {}",
                                                       naming(history, reader), polled.offset),
                               .ops = {*writer, reader}};
            });
        }
    }
}

void judge_garbage_reads(const Logs& logs, Findings& findings) {
    const History& history = logs.history();
    std::vector<bool> told(history.messages());
    for (std::uint32_t at = 0; at < history.size(); ++at) {
        const OpId reader(at);
        for (const Polled& polled : history.polled_by(reader)) {
            if (logs.writer_of(polled.message) || told[polled.message.value()]) continue;
            told[polled.message.value()] = true;
            findings.add(AnomalyKind::kGarbageRead, [&] {
                return Anomaly{
                    .kind = AnomalyKind::kGarbageRead,
                    .details = {{"key", history.key_of(polled.message)},
                                {"value", polled.message},
                                {"offset", polled.offset},
                                {"reader", reader}},
                    .expected = fmt::format("what is polled was sent by somebody"),
                    .observed = fmt::format("{} polled {} at offset {}", naming(history, reader),
                                            naming(history, polled.message), polled.offset),
                    .ops = {reader}};
            });
        }
    }
}

void judge_precommitted_reads(const Logs& logs, Findings& findings) {
    const History& history = logs.history();
    constexpr std::uint32_t kNobody = UINT32_MAX;
    std::vector<std::uint32_t> sent_by(history.messages(), kNobody);
    for (std::uint32_t at = 0; at < history.size(); ++at) {
        const OpId op(at);
        if (history[op].kind != OpKind::kTxn) continue;
        for (const Sent& sent : history.sent_by(op)) sent_by[sent.message.value()] = at;
        for (const Polled& polled : history.polled_by(op)) {
            if (sent_by[polled.message.value()] != at) continue;
            findings.add(AnomalyKind::kPrecommittedRead, [&] {
                return Anomaly{
                    .kind = AnomalyKind::kPrecommittedRead,
                    .details = {{"key", history.key_of(polled.message)},
                                {"value", polled.message},
                                {"op", op}},
                    .expected = fmt::format("{} is polled when {} has committed, not before",
                                            naming(history, polled.message), naming(history, op)),
                    .observed = fmt::format("{} polled what it sent itself", naming(history, op)),
                    .ops = {op}};
            });
            break;
        }
    }
}

}  // namespace assize::checkers
