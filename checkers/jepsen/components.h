#pragma once

#include <cstdint>
#include <vector>

#include "checkers/jepsen/dependencies.h"

namespace assize::checkers {

/// Some nodes of a graph, each of which can be reached from each other.
using Component = std::vector<DependencyGraph::Node>;

/// The strongly connected components of more than one node, among the nodes that are `allowed` (all
/// of them when it is empty). Time is linear in nodes and edges; no recursion.
/// Source: Tarjan, "Depth-first search and linear graph algorithms" (1972).
std::vector<Component> components(const DependencyGraph& graph, Dependencies counted,
                                  const std::vector<bool>& allowed);

/// One edge of a cycle: `op` must come before the next one's.
struct CycleStep {
    OpId op;
    Dependency before_next;
};
using Cycle = std::vector<CycleStep>;

/// A short cycle within a component: the shortest through any of its first operations, as many of
/// them as some two million steps allow. Realtime counts as one step, however long it was.
Cycle short_cycle(const DependencyGraph& graph, Dependencies counted, const Component& component);

}  // namespace assize::checkers
