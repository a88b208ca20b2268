#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <vector>

#include "checkers/jepsen/describe.h"
#include "checkers/jepsen/judges.h"

namespace assize::checkers {

namespace {

// One pair of messages that should lie one behind the other.
struct Step {
    MessageId from;
    MessageId to;
    std::int64_t delta;
    std::vector<OpId> ops;  // One, or the two that the step leads over.
};

Anomaly anomaly_of(const Logs& logs, AnomalyKind kind, const Step& step) {
    const History& history = logs.history();
    const bool is_skip = step.delta > 1;
    Anomaly anomaly{
        .kind = kind,
        .details = {{"key", history.key_of(step.from)},
                    {"values", std::vector<MessageId>{step.from, step.to}},
                    {"delta", step.delta}},
        .expected = is_skip ? fmt::format("what follows {}", naming(history, step.from))
                            : fmt::format("something behind {}", naming(history, step.from)),
        .observed =
            fmt::format("{}, {} {}", to_string(history.value_of(step.to)),
                        is_skip ? step.delta - 1 : -step.delta, is_skip ? "too far" : "back"),
        .ops = step.ops};
    if (step.delta == 0) anomaly.observed = "the same again";
    if (is_skip) anomaly.details.push_back({"skipped", between(logs, step.from, step.to)});
    if (step.ops.size() == 1) {
        anomaly.details.push_back({"op", step.ops[0]});
    } else {
        anomaly.details.push_back({"ops", step.ops});
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
            step(op, polled.message, AnomalyKind::kIntPollSkip, AnomalyKind::kIntNonmonotonicPoll,
                 history.keys_of(op));
        }
        last_.forget_all();
        for (const Sent& sent : history.sent_by(op)) {
            step(op, sent.message, AnomalyKind::kIntSendSkip, AnomalyKind::kIntNonmonotonicSend,
                 {});
        }
        last_.forget_all();
    }

private:
    void step(OpId op, MessageId message, AnomalyKind skip, AnomalyKind back,
              std::span<const KeyId> exempt) {
        const KeyId key = logs_.history().key_of(message);
        const MessageId* before = last_.find(key);
        if (before) {
            const std::int64_t delta = logs_.delta(*before, message);
            const bool is_exempt = delta != 1 && std::ranges::find(exempt, key) != exempt.end();
            if (delta != 1 && !is_exempt) {
                const AnomalyKind kind = delta > 1 ? skip : back;
                findings_.add(kind, [&] {
                    return anomaly_of(logs_, kind, {*before, message, delta, {op}});
                });
            }
        }
        last_.remember(key, message);
    }

    const Logs& logs_;
    Findings& findings_;
    ByKey<MessageId> last_;
};

// Where a process is in a key: the last message, and the operation that polled or sent it.
struct Position {
    MessageId message;
    OpId op;
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
            const std::int64_t delta = logs_.delta(before->message, polled.message);
            if (delta == 1) continue;
            const AnomalyKind kind =
                delta > 1 ? AnomalyKind::kPollSkip : AnomalyKind::kNonmonotonicPoll;
            findings_.add(kind, [&] {
                return anomaly_of(logs_, kind,
                                  {before->message, polled.message, delta, {before->op, op}});
            });
        }
        begun_.forget_all();
        if (outcome != Outcome::kOk) return;
        for (const Polled& polled : history.polled_by(op)) {
            polled_.remember(history.key_of(polled.message), {polled.message, op});
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
            const std::int64_t delta = logs_.delta(before->message, sent.message);
            if (delta >= 1) continue;
            findings_.add(AnomalyKind::kNonmonotonicSend, [&] {
                return anomaly_of(logs_, AnomalyKind::kNonmonotonicSend,
                                  {before->message, sent.message, delta, {before->op, op}});
            });
        }
        begun_.forget_all();
        for (const Sent& sent : history.sent_by(op)) {
            sent_.remember(history.key_of(sent.message), {sent.message, op});
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
