#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checkers/jepsen/logs.h"

namespace assize::checkers {

/// Why one operation comes before another.
enum class Dependency : std::uint8_t {
    kWw,        // The other's message lies right behind its message.
    kWr,        // The other polled its message.
    kRealtime,  // It had ended well before the other began.
};
std::string_view to_string(Dependency dependency);

/// Which dependencies count.
struct Dependencies {
    bool ww;
    bool wr;
    bool realtime;
};

/// The operations of a history, and from each an edge to what must come *before* it. Cycles are the
/// same in both directions, and this one is in the history already: nothing is stored for an edge.
///
/// Nodes are the operations, and then the *moments* at which operations ended well, in order. An
/// operation points to the last moment before it began, a moment to its operation and to the
/// moment before: a path through moments is a realtime dependency, and there are three edges an
/// operation instead of as many as pairs.
class DependencyGraph {
public:
    using Node = std::uint32_t;
    static constexpr Node kNone = UINT32_MAX;

    explicit DependencyGraph(const Logs& logs);

    std::size_t nodes() const { return operations_ + moments_.size(); }
    bool is_operation(Node node) const { return node < operations_; }

    /// How many edges leave a node, counting some that successor() says are none.
    std::size_t degree(Node node) const;
    /// Where an edge leads: kNone when it does not count, or leads back to where it leaves.
    /// Requires: `edge` < degree(node).
    Node successor(Node node, std::size_t edge, Dependencies counted) const;
    /// What an edge between two operations stands for.
    /// Requires: `node` is an operation, and the edge leads to another.
    Dependency dependency(OpId op, std::size_t edge) const;

    /// One sentence that says why `first` comes before `second`, for people.
    std::string why(OpId first, OpId second, Dependency dependency) const;

private:
    Node moment_before(OpId op) const;
    Node writer_before(OpId op, const Sent& sent) const;

    const Logs& logs_;
    const History& history_;
    Node operations_;
    std::vector<Node> moments_;  // The operations that ended well, in order.
};

}  // namespace assize::checkers
