#include "checkers/jepsen/components.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>

namespace assize::checkers {

namespace {

using Node = DependencyGraph::Node;

class Tarjan {
public:
    Tarjan(const DependencyGraph& graph, Dependencies counted, const std::vector<bool>& allowed)
        : graph_(graph),
          counted_(counted),
          allowed_(allowed),
          number_(graph.nodes()),
          low_(graph.nodes()) {}

    std::vector<Component> run() {
        for (Node root = 0; root < graph_.nodes(); ++root) {
            if (number_[root] == kUnseen && is_allowed(root)) visit_from(root);
        }
        return std::move(found_);
    }

private:
    struct Frame {
        Node node;
        std::size_t edge;
    };

    bool is_allowed(Node node) const { return allowed_.empty() || allowed_[node]; }

    void enter(Node node) {
        number_[node] = low_[node] = ++last_number_;
        open_.push_back(node);
        frames_.push_back({.node = node, .edge = 0});
    }

    void visit_from(Node root) {
        enter(root);
        while (!frames_.empty()) {
            Frame& frame = frames_.back();
            if (frame.edge == graph_.degree(frame.node)) {
                leave();
                continue;
            }
            const Node node = frame.node;
            const Node next = graph_.successor(node, frame.edge++, counted_);
            if (next == DependencyGraph::kNone || !is_allowed(next)) continue;
            if (number_[next] == kUnseen) {
                enter(next);
            } else if (number_[next] != kClosed) {
                low_[node] = std::min(low_[node], number_[next]);
            }
        }
    }

    void leave() {
        const Node node = frames_.back().node;
        frames_.pop_back();
        if (!frames_.empty()) {
            std::uint32_t& above = low_[frames_.back().node];
            above = std::min(above, low_[node]);
        }
        if (low_[node] != number_[node]) return;
        const auto begin = std::find(open_.rbegin(), open_.rend(), node).base() - 1;
        if (open_.end() - begin > 1) found_.emplace_back(begin, open_.end());
        for (auto each = begin; each != open_.end(); ++each) number_[*each] = kClosed;
        open_.erase(begin, open_.end());
    }

    static constexpr std::uint32_t kUnseen = 0;
    static constexpr std::uint32_t kClosed = UINT32_MAX;

    const DependencyGraph& graph_;
    Dependencies counted_;
    const std::vector<bool>& allowed_;
    std::vector<std::uint32_t> number_;  // In the order of first visits, or one of the two above.
    std::vector<std::uint32_t> low_;
    std::uint32_t last_number_ = 0;
    std::vector<Node> open_;
    std::vector<Frame> frames_;
    std::vector<Component> found_;
};

// Paths from one operation back to itself, shortest first.
class CycleSearch {
public:
    CycleSearch(const DependencyGraph& graph, Dependencies counted, const Component& component)
        : graph_(graph), counted_(counted), sorted_(component), reached_(component.size()) {
        std::ranges::sort(sorted_);
    }

    std::size_t steps() const { return steps_; }
    const Component& nodes() const { return sorted_; }

    /// None when there is none shorter than `limit` operations.
    std::optional<Cycle> through(Node start, std::size_t limit) {
        ++round_;
        queue_.clear();
        queue_.push_back({.node = start, .length = 0});
        while (!queue_.empty()) {
            const Reached at = queue_.front();
            queue_.pop_front();
            for (std::size_t edge = 0; edge < graph_.degree(at.node); ++edge) {
                ++steps_;
                const Node next = graph_.successor(at.node, edge, counted_);
                if (next == DependencyGraph::kNone || !contains(next)) continue;
                if (next == start) return path(start, at.node, edge);
                reach(next, at, edge, limit);
            }
        }
        return std::nullopt;
    }

private:
    struct Reached {
        Node node;
        std::size_t length;  // In operations.
    };
    struct Trail {
        std::uint32_t round = 0;
        Node from = 0;
        std::size_t edge = 0;
    };

    bool contains(Node node) const { return std::ranges::binary_search(sorted_, node); }
    Trail& trail(Node node) {
        const auto at = std::ranges::lower_bound(sorted_, node) - sorted_.begin();
        return reached_[static_cast<std::size_t>(at)];
    }

    // Moments cost nothing, so they go first.
    void reach(Node next, const Reached& at, std::size_t edge, std::size_t limit) {
        Trail& trail_here = trail(next);
        if (trail_here.round == round_) return;
        trail_here = {.round = round_, .from = at.node, .edge = edge};
        if (!graph_.is_operation(next)) {
            queue_.push_front({.node = next, .length = at.length});
        } else if (at.length + 1 < limit) {
            queue_.push_back({.node = next, .length = at.length + 1});
        }
    }

    // From the start along the edges to what comes before; reading it from its end gives the order
    // of time.
    Cycle path(Node start, Node last, std::size_t last_edge) {
        Cycle cycle;
        bool through_moments = false;
        Node node = last;
        std::size_t edge = last_edge;
        Node target = start;
        for (;;) {
            if (graph_.is_operation(node)) {
                const Dependency kind =
                    through_moments ? Dependency::kRealtime : graph_.dependency(OpId(node), edge);
                cycle.push_back({.op = OpId(target), .before_next = kind});
                target = node;
                through_moments = false;
                if (node == start) break;
            } else {
                through_moments = true;
            }
            const Trail& back = trail(node);
            edge = back.edge;
            node = back.from;
        }
        return cycle;
    }

    const DependencyGraph& graph_;
    Dependencies counted_;
    Component sorted_;
    std::vector<Trail> reached_;  // By place in sorted_.
    std::deque<Reached> queue_;
    std::uint32_t round_ = 0;
    std::size_t steps_ = 0;
};

}  // namespace

std::vector<Component> components(const DependencyGraph& graph, Dependencies counted,
                                  const std::vector<bool>& allowed) {
    return Tarjan(graph, counted, allowed).run();
}

Cycle short_cycle(const DependencyGraph& graph, Dependencies counted, const Component& component) {
    constexpr std::size_t kMaxSteps = 2'000'000;
    CycleSearch search(graph, counted, component);
    Cycle shortest;
    for (const Node start : search.nodes()) {
        if (!graph.is_operation(start)) continue;
        if (!shortest.empty() && (shortest.size() == 2 || search.steps() > kMaxSteps)) break;
        const std::size_t limit = shortest.empty() ? SIZE_MAX : shortest.size();
        if (auto found = search.through(start, limit)) {
            if (shortest.empty() || found->size() < shortest.size()) shortest = std::move(*found);
        }
    }
    return shortest;
}

}  // namespace assize::checkers
