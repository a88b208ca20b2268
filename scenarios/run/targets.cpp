#include "scenarios/run/targets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace assize::scenarios {

namespace {

using NamesResult = sim::Result<Names, std::string>;

auto nobody(std::string why) {
    return sim::Failure(std::move(why));
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

/// A role of a partition: "follower(orders-0, 1)".
struct Role {
    std::string_view name;
    model::TopicPartition partition;
    std::optional<std::size_t> number;
};

std::optional<Role> parse_role(std::string_view target) {
    const std::size_t open = target.find('(');
    if (open == std::string_view::npos || !target.ends_with(')')) return std::nullopt;
    const std::string_view inside = target.substr(open + 1, target.size() - open - 2);
    const std::size_t comma = inside.find(',');
    const auto partition = parse_partition(trimmed(inside.substr(0, comma)));
    if (!partition) return std::nullopt;
    Role role{trimmed(target.substr(0, open)), *partition, std::nullopt};
    if (comma != std::string_view::npos) {
        const std::string_view number = trimmed(inside.substr(comma + 1));
        std::size_t value = 0;
        const char* end = number.data() + number.size();
        const auto [rest, error] = std::from_chars(number.data(), end, value);
        if (error != std::errc() || rest != end) return std::nullopt;
        role.number = value;
    }
    return role;
}

Names names_of(const World& world, model::metadata::BrokerIds brokers) {
    std::ranges::sort(brokers);
    Names names;
    for (const model::BrokerId broker : brokers) names.push_back(world.name_of(broker));
    return names;
}

NamesResult holders_of(const World& world, const Role& role) {
    const auto* state = world.registration(role.partition);
    if (!state) return nobody(fmt::format("nobody knows of {}", to_string(role.partition)));
    if (role.name == "isr") return names_of(world, state->isr);
    if (role.name == "replicas") return names_of(world, state->replicas);
    if (!state->leader) return nobody(to_string(role.partition) + " has no leader");
    if (role.name == "leader") return Names{world.name_of(*state->leader)};
    const Names followers =
        names_of(world, model::metadata::without(state->replicas, *state->leader));
    if (role.name == "followers") return followers;
    if (role.name != "follower") return nobody(fmt::format("there is no role '{}'", role.name));
    const std::size_t number = role.number.value_or(0);
    if (number >= followers.size()) {
        return nobody(
            fmt::format("{} has {} followers", to_string(role.partition), followers.size()));
    }
    return Names{followers[number]};
}

NamesResult by_group(const World& world, std::string_view target) {
    if (target == "brokers") return world.brokers();
    if (target == "controllers") return world.controllers();
    if (target == "nodes") return world.nodes();
    if (target == "clients") return world.clients();
    if (target == "controller") {
        const auto active = world.cluster().active_controller();
        if (!active) return nobody("there is no active controller");
        return Names{world.name_of(*active)};
    }
    return nobody(fmt::format("there is no '{}'", target));
}

}  // namespace

NamesResult resolve(const World& world, const Target& target) {
    const std::string_view text = trimmed(target);
    if (world.is_node(text) || world.is_client(text)) return Names{std::string(text)};
    const auto role = parse_role(text);
    auto names = role ? holders_of(world, *role) : by_group(world, text);
    if (names && names->empty()) return nobody(fmt::format("nobody is '{}'", text));
    return names;
}

NamesResult resolve_all(const World& world, const std::vector<Target>& targets) {
    Names all;
    for (const Target& target : targets) {
        const auto names = resolve(world, target);
        if (!names) return names;
        for (const std::string& name : *names) {
            if (std::ranges::find(all, name) == all.end()) all.push_back(name);
        }
    }
    return all;
}

Names without(Names names, const Names& others) {
    std::erase_if(names, [&](const std::string& name) {
        return std::ranges::find(others, name) != others.end();
    });
    return names;
}

std::string in_braces(const Names& names) {
    return fmt::format("{{{}}}", fmt::join(names, " "));
}

std::string in_words(const Names& names) {
    return fmt::format("{}", fmt::join(names, " "));
}

}  // namespace assize::scenarios
