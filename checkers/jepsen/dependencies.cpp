#include "checkers/jepsen/dependencies.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checkers/jepsen/describe.h"

namespace assize::checkers {

namespace {

bool moves_messages(const History::Operation& operation) {
    return operation.kind != OpKind::kAssign && operation.kind != OpKind::kSubscribe;
}

}  // namespace

std::string_view to_string(Dependency dependency) {
    constexpr std::array<std::string_view, 3> kNames{"ww", "wr", "realtime"};
    return kNames[static_cast<std::size_t>(dependency)];
}

DependencyGraph::DependencyGraph(const Logs& logs)
    : logs_(logs), history_(logs.history()), operations_(static_cast<Node>(logs.history().size())) {
    if (!history_.has_invocations()) return;
    for (Node op = 0; op < operations_; ++op) {
        const History::Operation& operation = history_[OpId(op)];
        if (operation.outcome == Outcome::kOk && moves_messages(operation)) moments_.push_back(op);
    }
}

std::size_t DependencyGraph::degree(Node node) const {
    if (!is_operation(node)) return 2;
    if (!moves_messages(history_[OpId(node)])) return 0;
    return 1 + history_.polled_by(OpId(node)).size() + history_.sent_by(OpId(node)).size();
}

DependencyGraph::Node DependencyGraph::successor(Node node, std::size_t edge,
                                                 Dependencies counted) const {
    if (!is_operation(node)) {
        const Node moment = node - operations_;
        if (edge == 0) return moments_[moment];
        return moment == 0 ? kNone : node - 1;
    }
    const OpId op(node);
    if (edge == 0) return counted.realtime ? moment_before(op) : kNone;
    const auto polled = history_.polled_by(op);
    Node before = kNone;
    if (edge <= polled.size()) {
        if (!counted.wr) return kNone;
        const auto writer = logs_.writer_of(polled[edge - 1].message);
        before = writer ? writer->value() : kNone;
    } else if (counted.ww) {
        before = writer_before(op, history_.sent_by(op)[edge - 1 - polled.size()]);
    }
    return before == node ? kNone : before;
}

Dependency DependencyGraph::dependency(OpId op, std::size_t edge) const {
    if (edge == 0) return Dependency::kRealtime;
    return edge <= history_.polled_by(op).size() ? Dependency::kWr : Dependency::kWw;
}

DependencyGraph::Node DependencyGraph::moment_before(OpId op) const {
    const auto ended = [this](Node other) { return history_[OpId(other)].finished; };
    const auto after = std::ranges::lower_bound(moments_, history_[op].invoked, {}, ended);
    if (after == moments_.begin()) return kNone;
    return operations_ + static_cast<Node>(after - moments_.begin()) - 1;
}

DependencyGraph::Node DependencyGraph::writer_before(OpId op, const Sent& sent) const {
    const auto rank = logs_.last_rank(sent.message);
    if (!rank || *rank == 0 || logs_.writer_of(sent.message) != op) return kNone;
    const MessageId before = logs_.message_at(history_.key_of(sent.message), *rank - 1);
    const auto writer = logs_.writer_of(before);
    return writer ? writer->value() : kNone;
}

std::string DependencyGraph::why(OpId first, OpId second, Dependency dependency) const {
    const std::string before = naming(history_, first);
    const std::string after = naming(history_, second);
    if (dependency == Dependency::kRealtime) {
        return fmt::format("{} had ended before {} began", before, after);
    }
    if (dependency == Dependency::kWr) {
        for (const Polled& polled : history_.polled_by(second)) {
            if (logs_.writer_of(polled.message) != first) continue;
            return fmt::format("{} sent {}, which {} polled", before,
                               naming(history_, polled.message), after);
        }
    }
    for (const Sent& sent : history_.sent_by(second)) {
        if (writer_before(second, sent) != first.value()) continue;
        return fmt::format("{} sent what lies right before {}, which {} sent", before,
                           naming(history_, sent.message), after);
    }
    return fmt::format("{} comes before {}", before, after);
}

}  // namespace assize::checkers
