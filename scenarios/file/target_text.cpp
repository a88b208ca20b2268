#include "scenarios/file/target_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "scenarios/file/cast.h"
#include "scenarios/near_miss.h"

namespace assize::scenarios::file {

namespace {

using Kind = TargetText::Kind;

constexpr std::array kWords = {
    std::pair{std::string_view("brokers"), Kind::kBrokers},
    std::pair{std::string_view("controllers"), Kind::kControllers},
    std::pair{std::string_view("nodes"), Kind::kNodes},
    std::pair{std::string_view("clients"), Kind::kClients},
    std::pair{std::string_view("controller"), Kind::kController},
    std::pair{std::string_view("random broker"), Kind::kRandomBroker},
    std::pair{std::string_view("random controller"), Kind::kRandomController},
    std::pair{std::string_view("random node"), Kind::kRandomNode},
    std::pair{std::string_view("random producer"), Kind::kRandomProducer},
    std::pair{std::string_view("random consumer"), Kind::kRandomConsumer},
    std::pair{std::string_view("random client"), Kind::kRandomClient},
    std::pair{std::string_view("random leader"), Kind::kRandomLeader},
    std::pair{std::string_view("random follower"), Kind::kRandomFollower},
};

constexpr std::array kRoles = {
    std::pair{std::string_view("leader"), Kind::kLeader},
    std::pair{std::string_view("followers"), Kind::kFollowers},
    std::pair{std::string_view("follower"), Kind::kFollower},
    std::pair{std::string_view("isr"), Kind::kIsr},
};

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

// "leader(orders-0)", "follower(orders-0, 1)".
std::optional<TargetText> parse_role(std::string_view text) {
    const auto open = text.find('(');
    if (open == std::string_view::npos || !text.ends_with(')')) return std::nullopt;
    const auto role = std::ranges::find(kRoles, text.substr(0, open),
                                        [](const auto& each) { return each.first; });
    if (role == kRoles.end()) return std::nullopt;
    TargetText target{.kind = role->second};
    std::string_view inside = text.substr(open + 1, text.size() - open - 2);
    if (target.kind == Kind::kFollower) {
        const auto comma = inside.rfind(',');
        if (comma == std::string_view::npos) return std::nullopt;
        const std::string_view nth = trimmed(inside.substr(comma + 1));
        const auto [end, error] = std::from_chars(nth.data(), nth.data() + nth.size(), target.nth);
        if (error != std::errc() || end != nth.data() + nth.size() || target.nth < 0) {
            return std::nullopt;
        }
        inside = inside.substr(0, comma);
    }
    target.partition = parse_partition(trimmed(inside));
    if (!target.partition) return std::nullopt;
    return target;
}

std::optional<TargetText> parse_random_follower(std::string_view text) {
    for (const std::string_view prefix : {"random follower of ", "a follower of "}) {
        if (!text.starts_with(prefix)) continue;
        auto partition = parse_partition(trimmed(text.substr(prefix.size())));
        if (!partition) return std::nullopt;
        return TargetText{.kind = Kind::kRandomFollower, .partition = std::move(partition)};
    }
    return std::nullopt;
}

std::vector<std::string> names_of_all(const Scenario& scenario) {
    std::vector<std::string> names = names_of_nodes(scenario);
    std::ranges::move(names_of_producers(scenario), std::back_inserter(names));
    std::ranges::move(names_of_consumers(scenario), std::back_inserter(names));
    return names;
}

// Who writes broker-4 means no other broker.
std::vector<std::string> names_of_the_same_kind(std::string_view text, const Scenario& scenario) {
    const auto dash = text.find('-');
    const bool numbered = dash != std::string_view::npos && dash + 1 < text.size() &&
                          text.find_first_not_of("0123456789", dash + 1) == std::string_view::npos;
    if (!numbered) return {};
    std::vector<std::string> names = names_of_all(scenario);
    std::erase_if(names, [&](const std::string& name) {
        return !name.starts_with(text.substr(0, dash + 1));
    });
    return names;
}

std::string no_such_target(std::string_view text, const Scenario& scenario) {
    std::vector<std::string> known = names_of_all(scenario);
    for (const auto& [word, kind] : kWords) known.emplace_back(word);
    for (const TopicPlan& topic : scenario.topics) {
        for (const std::string_view role : {"leader", "followers", "isr"}) {
            for (int i = 0; i < std::min(topic.partitions, 100); ++i) {
                known.push_back(fmt::format("{}({}-{})", role, topic.name, i));
            }
        }
    }
    if (const auto alike = names_of_the_same_kind(text, scenario); !alike.empty()) {
        return fmt::format("there is no target '{}'; there are {}", text, fmt::join(alike, ", "));
    }
    const std::string meant = did_you_mean(text, known);
    if (!meant.empty()) return fmt::format("there is no target '{}'{}", text, meant);
    return fmt::format(
        "there is no target '{}'; targets are names ({}), brokers, controllers, nodes, clients, "
        "controller, leader(PARTITION), followers(PARTITION), follower(PARTITION, N), "
        "isr(PARTITION), and in scenarios 'random broker' and the like",
        text, fmt::join(names_of_all(scenario), ", "));
}

}  // namespace

std::optional<TargetText> parse_target(std::string_view text) {
    for (const auto& [word, kind] : kWords) {
        if (word == text) return TargetText{.kind = kind};
    }
    if (auto role = parse_role(text)) return role;
    if (auto follower = parse_random_follower(text)) return follower;
    if (text.empty() || text.find_first_of(" ()") != std::string_view::npos) return std::nullopt;
    return TargetText{.kind = Kind::kName, .name = std::string(text)};
}

std::string judge_target(std::string_view text, const Scenario& scenario) {
    const auto target = parse_target(text);
    if (!target) return no_such_target(text, scenario);
    if (target->kind == Kind::kName) {
        const std::vector<std::string> names = names_of_all(scenario);
        const bool there = std::ranges::find(names, target->name) != names.end();
        return there ? "" : no_such_target(text, scenario);
    }
    if (target->partition) {
        std::string wrong = judge_partition(to_string(*target->partition), scenario);
        if (!wrong.empty()) return wrong;
        const std::int32_t followers =
            find_topic(scenario, target->partition->topic)->replication_factor - 1;
        if (target->kind == Kind::kFollower && target->nth >= followers) {
            return fmt::format("there is no follower {} of {}: it has {}, counted from 0",
                               target->nth, to_string(*target->partition), followers);
        }
    }
    const bool needs_topic =
        target->kind == Kind::kRandomLeader || target->kind == Kind::kRandomFollower;
    if (needs_topic && scenario.topics.empty()) {
        return fmt::format("'{}' needs a [[topic]]", text);
    }
    const bool needs_producer =
        target->kind == Kind::kRandomProducer || target->kind == Kind::kRandomClient;
    if (needs_producer && scenario.producers.empty()) {
        return fmt::format("'{}' needs a [[producer]]", text);
    }
    if (target->kind == Kind::kRandomConsumer && scenario.consumers.empty()) {
        return fmt::format("'{}' needs a [[consumer]]", text);
    }
    return "";
}

std::string judge_topic(std::string_view name, const Scenario& scenario) {
    if (find_topic(scenario, name)) return "";
    const std::vector<std::string> known = names_of_topics(scenario);
    const std::string meant = did_you_mean(name, known);
    if (!meant.empty()) return fmt::format("there is no topic '{}'{}", name, meant);
    return known.empty()
               ? fmt::format("there is no topic '{}'; a [[topic]] is missing", name)
               : fmt::format("there is no topic '{}'; there are {}", name, fmt::join(known, ", "));
}

std::string judge_partition(std::string_view text, const Scenario& scenario) {
    const auto partition = parse_partition(text);
    if (!partition) {
        return fmt::format("expected a partition such as orders-0, found '{}'", text);
    }
    if (std::string wrong = judge_topic(partition->topic, scenario); !wrong.empty()) return wrong;
    const std::int32_t count = find_topic(scenario, partition->topic)->partitions;
    if (partition->partition < count) return "";
    return fmt::format("there is no partition {}: {} has {}, counted from 0", text,
                       partition->topic, count);
}

}  // namespace assize::scenarios::file
