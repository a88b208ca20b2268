#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "checkers/jepsen/describe.h"
#include "checkers/jepsen/judges.h"

namespace assize::checkers {

namespace {

// How far a key was read: the furthest message, and who polled it first.
struct MaxRead {
    std::uint32_t rank;
    MessageId message;
    OpId reader;
};

std::vector<std::optional<MaxRead>> max_reads(const Logs& logs) {
    const History& history = logs.history();
    std::vector<std::optional<MaxRead>> reads(history.keys());
    for (std::uint32_t at = 0; at < history.size(); ++at) {
        if (history[OpId(at)].outcome != Outcome::kOk) continue;
        for (const Polled& polled : history.polled_by(OpId(at))) {
            const std::uint32_t rank = *logs.first_rank(polled.message);
            auto& max = reads[history.key_of(polled.message).value()];
            if (!max || rank > max->rank) max = {rank, polled.message, OpId(at)};
        }
    }
    return reads;
}

struct Unseen {
    std::int64_t count = 0;
    std::vector<MessageId> some = {};
};

}  // namespace

void judge_lost_writes(const Logs& logs, Findings& findings) {
    const History& history = logs.history();
    const std::vector<std::optional<MaxRead>> reads = max_reads(logs);
    MessageId last(UINT32_MAX);
    // By key and offset: a message is looked at where it lies last.
    for (const Logs::Entry& entry : logs.entries()) {
        const auto& max = reads[entry.key.value()];
        const std::uint32_t rank = *logs.last_rank(entry.message);
        if (!max || rank > max->rank || logs.is_read_by_ok(entry.message)) continue;
        if (logs.offset_at(entry.key, rank) != entry.offset || entry.message == last) continue;
        const auto writer = logs.writer_of(entry.message);
        if (!writer || !logs.must_have_committed(*writer)) continue;
        last = entry.message;
        findings.add(AnomalyKind::kLostWrite, [&] {
            return Anomaly{
                .kind = AnomalyKind::kLostWrite,
                .details = {{"key", entry.key},
                            {"value", entry.message},
                            {"offset", entry.offset},
                            {"index", std::int64_t{rank}},
                            {"max-read-index", std::int64_t{max->rank}},
                            {"writer", *writer},
                            {"max-read", max->reader}},
                .expected = fmt::format("{} is polled at offset {}: {} sent it",
                                        naming(history, entry.message), entry.offset,
                                        naming(history, *writer)),
                .observed = fmt::format("nobody polled it, though {} polled {} at offset {}",
                                        naming(history, max->reader), naming(history, max->message),
                                        logs.offset_at(entry.key, max->rank)),
                .ops = {*writer, max->reader}};
        });
    }
}

void judge_unseen(const Logs& logs, Findings& findings) {
    const History& history = logs.history();
    std::map<KeyId, Unseen> unseen;
    std::int64_t count = 0;
    std::optional<OpId> last_ok;
    for (std::uint32_t at = 0; at < history.size(); ++at) {
        if (history[OpId(at)].outcome != Outcome::kOk) continue;
        last_ok = OpId(at);
        for (const Sent& sent : history.sent_by(OpId(at))) {
            if (logs.is_read_by_ok(sent.message)) continue;
            Unseen& of_key = unseen[history.key_of(sent.message)];
            ++count;
            if (++of_key.count <= 8) of_key.some.push_back(sent.message);
        }
    }
    if (count == 0) return;
    findings.add(AnomalyKind::kUnseen, [&] {
        std::vector<std::string> by_key;
        std::vector<MessageId> messages;
        for (const auto& [key, of_key] : unseen) {
            by_key.push_back(
                fmt::format("{} of key {}", of_key.count, to_string(history.name_of(key))));
            for (const MessageId each : of_key.some) {
                if (messages.size() < kMaxListed) messages.push_back(each);
            }
        }
        if (by_key.size() > kMaxListed) by_key.resize(kMaxListed);
        Anomaly anomaly{
            .kind = AnomalyKind::kUnseen,
            .details = {{"count", count}, {"unseen", by_key}, {"messages", messages}},
            .expected = "all that was acknowledged has been polled at the end",
            .observed = fmt::format("{} never polled: {}", count, fmt::join(by_key, ", ")),
            .ops = {*last_ok}};
        if (const auto time = history[*last_ok].time) anomaly.tell("time", *time);
        return anomaly;
    });
}

}  // namespace assize::checkers
