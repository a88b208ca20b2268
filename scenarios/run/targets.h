#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/plan.h"
#include "scenarios/run/world.h"
#include "sim/result.h"

namespace assize::scenarios {

/// Some of the nodes and clients of a world, by name, each once.
using Names = std::vector<std::string>;

/// Whom a target means at this moment; who is in sync and who leads is as the active controller
/// knows it.
/// Fails: nobody is that now, in words.
sim::Result<Names, std::string> resolve(const World& world, const Target& target);

/// All that some targets mean. Fails: when one of them means nobody.
sim::Result<Names, std::string> resolve_all(const World& world, const std::vector<Target>& targets);

Names without(Names names, const Names& others);
/// As in `{broker-1 broker-2}`.
std::string in_braces(const Names& names);
/// As in `broker-1 broker-2`.
std::string in_words(const Names& names);

}  // namespace assize::scenarios
