#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <vector>

#include "checkers/jepsen/describe.h"
#include "checkers/jepsen/judges.h"

namespace assize::checkers {

namespace {

// Where a process is in a key: its last message, where that lies, and which operation moved it.
struct Position {
    MessageId message;
    std::optional<std::uint32_t> rank;
    OpId op;
};

// How far the second lies behind the first. Where nobody knows it counts as 1, which is how it
// should be.
std::int64_t delta(const Position& from, const Position& to) {
    return from.rank && to.rank ? std::int64_t{*to.rank} - std::int64_t{*from.rank} : 1;
}

// Requires: delta(from, to) != 1.
Anomaly anomaly_of(const Logs& logs, AnomalyKind kind, const Position& from, const Position& to) {
    const History& history = logs.history();
    const std::int64_t distance = delta(from, to);
    const bool is_skip = distance > 1;
    Anomaly anomaly{
        .kind = kind,
        .details = {{"key", history.key_of(from.message)},
                    {"values", std::vector<MessageId>{from.message, to.message}},
                    {"delta", distance}},
        .expected = fmt::format("{} {}", is_skip ? "what follows" : "something behind",
                                naming(history, from.message)),
        .observed = fmt::format("{}, {} {}", to_string(history.value_of(to.message)),
                                is_skip ? distance - 1 : -distance, is_skip ? "too far" : "back"),
        .ops = {from.op}};
    if (distance == 0) anomaly.observed = "the same again";
    if (is_skip) {
        anomaly.tell("skipped", between(logs, history.key_of(from.message), *from.rank, *to.rank));
    }
    if (from.op == to.op) {
        anomaly.tell("op", from.op);
    } else {
        anomaly.ops.push_back(to.op);
        anomaly.tell("ops", anomaly.ops);
    }
    return anomaly;
}

// Remembers something per key, and forgets all of it in no time.
template <class Memory>
class ByKey {
public:
    explicit ByKey(std::size_t keys) : memories_(keys) {}

    const Memory* find(KeyId key) const {
        const auto& [epoch, memory] = memories_[key.value()];
        return epoch == epoch_ && memory ? &*memory : nullptr;
    }
    void remember(KeyId key, Memory memory) {
        auto& [epoch, old] = memories_[key.value()];
        epoch = epoch_;
        old.emplace(memory);
    }
    void forget_all() { ++epoch_; }
    /// Forgets all but these.
    void keep(std::span<const KeyId> keys) {
        std::vector<std::pair<KeyId, Memory>> kept;
        for (const KeyId key : keys) {
            if (const Memory* memory = find(key)) kept.emplace_back(key, *memory);
        }
        forget_all();
        for (const auto& [key, memory] : kept) remember(key, memory);
    }

private:
    std::uint32_t epoch_ = 1;
    std::vector<std::pair<std::uint32_t, std::optional<Memory>>> memories_;
};

class WithinOperations {
public:
    WithinOperations(const Logs& logs, Findings& findings)
        : logs_(logs), findings_(findings), last_(logs.history().keys()) {}

    void judge(OpId op) {
        const History& history = logs_.history();
        for (const Polled& polled : history.polled_by(op)) {
            step({polled.message, logs_.rank_of(polled), op}, AnomalyKind::kIntPollSkip,
                 AnomalyKind::kIntNonmonotonicPoll, history.keys_of(op));
        }
        last_.forget_all();
        for (const Sent& sent : history.sent_by(op)) {
            step({sent.message, logs_.rank_of(sent), op}, AnomalyKind::kIntSendSkip,
                 AnomalyKind::kIntNonmonotonicSend, {});
        }
        last_.forget_all();
    }

private:
    void step(const Position& to, AnomalyKind skip, AnomalyKind back,
              std::span<const KeyId> exempt) {
        const KeyId key = logs_.history().key_of(to.message);
        if (const Position* before = last_.find(key)) {
            const std::int64_t distance = delta(*before, to);
            if (distance != 1 && std::ranges::find(exempt, key) == exempt.end()) {
                const AnomalyKind kind = distance > 1 ? skip : back;
                findings_.add(kind, [&] { return anomaly_of(logs_, kind, *before, to); });
            }
        }
        last_.remember(key, to);
    }

    const Logs& logs_;
    Findings& findings_;
    ByKey<Position> last_;
};

class AlongProcess {
public:
    AlongProcess(const Logs& logs, Findings& findings)
        : logs_(logs),
          findings_(findings),
          polled_(logs.history().keys()),
          sent_(logs.history().keys()),
          begun_(logs.history().keys()) {}

    void begin_process() {
        polled_.forget_all();
        sent_.forget_all();
    }

    void judge(OpId op) {
        const History& history = logs_.history();
        const Outcome outcome = history[op].outcome;
        if (history[op].kind == OpKind::kAssign || history[op].kind == OpKind::kSubscribe) {
            if (outcome == Outcome::kFail) return;
            polled_.keep(history.keys_of(op));
            sent_.keep(history.keys_of(op));
            return;
        }
        judge_polls(op, outcome);
        if (outcome != Outcome::kFail) judge_sends(op);
    }

private:
    // Operations of any outcome must go on where the last that ended well has stopped: after a
    // failure the client seeks back.
    void judge_polls(OpId op, Outcome outcome) {
        const History& history = logs_.history();
        for (const Polled& polled : history.polled_by(op)) {
            const KeyId key = history.key_of(polled.message);
            if (begun_.find(key)) continue;
            begun_.remember(key, op);
            const Position* before = polled_.find(key);
            if (!before) continue;
            const Position to{polled.message, logs_.rank_of(polled), op};
            const std::int64_t distance = delta(*before, to);
            if (distance == 1) continue;
            const AnomalyKind kind =
                distance > 1 ? AnomalyKind::kPollSkip : AnomalyKind::kNonmonotonicPoll;
            findings_.add(kind, [&] { return anomaly_of(logs_, kind, *before, to); });
        }
        begun_.forget_all();
        if (outcome != Outcome::kOk) return;
        for (const Polled& polled : history.polled_by(op)) {
            polled_.remember(history.key_of(polled.message),
                             {polled.message, logs_.rank_of(polled), op});
        }
    }

    void judge_sends(OpId op) {
        const History& history = logs_.history();
        for (const Sent& sent : history.sent_by(op)) {
            const KeyId key = history.key_of(sent.message);
            if (begun_.find(key)) continue;
            begun_.remember(key, op);
            const Position* before = sent_.find(key);
            if (!before) continue;
            const Position to{sent.message, logs_.rank_of(sent), op};
            if (delta(*before, to) >= 1) continue;
            findings_.add(AnomalyKind::kNonmonotonicSend, [&] {
                return anomaly_of(logs_, AnomalyKind::kNonmonotonicSend, *before, to);
            });
        }
        begun_.forget_all();
        for (const Sent& sent : history.sent_by(op)) {
            sent_.remember(history.key_of(sent.message), {sent.message, logs_.rank_of(sent), op});
        }
    }

    const Logs& logs_;
    Findings& findings_;
    ByKey<Position> polled_;
    ByKey<Position> sent_;
    ByKey<OpId> begun_;  // The keys that this operation has come to.
};

}  // namespace

void judge_within_operations(const Logs& logs, Findings& findings) {
    WithinOperations judge(logs, findings);
    for (std::uint32_t op = 0; op < logs.history().size(); ++op) judge.judge(OpId(op));
}

void judge_along_processes(const Logs& logs, Findings& findings) {
    const History& history = logs.history();
    std::vector<std::uint32_t> order(history.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {},
                             [&](std::uint32_t op) { return history[OpId(op)].process; });
    AlongProcess judge(logs, findings);
    for (std::size_t at = 0; at < order.size(); ++at) {
        const OpId op(order[at]);
        if (at == 0 || history[OpId(order[at - 1])].process != history[op].process) {
            judge.begin_process();
        }
        judge.judge(op);
    }
}

}  // namespace assize::checkers
