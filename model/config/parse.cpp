#include "model/config/parse.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/config/key.h"

namespace assize::model::config {

namespace {

constexpr std::string_view scope_of(const BrokerConfig&) {
    return "broker";
}
constexpr std::string_view scope_of(const TopicConfig&) {
    return "topic";
}
constexpr std::string_view scope_of(const ProducerConfig&) {
    return "producer";
}
constexpr std::string_view scope_of(const ConsumerConfig&) {
    return "consumer";
}
constexpr std::string_view scope_of(const AdminConfig&) {
    return "admin";
}

template <class C>
const Key<C>* find_key(std::string_view name) {
    const auto& table = keys<C>();
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const Key<C>& key) { return key.name == name; });
    return found == table.end() ? nullptr : &*found;
}

template <class C>
std::string allowed_values(const Key<C>& key) {
    std::string allowed = key.allowed();
    const Range& range = key.options.range;
    if (range.most != any().most) {
        allowed = fmt::format("from {} to {}", range.least, range.most);
    } else if (range.least != any().least) {
        allowed = fmt::format("at least {}", range.least);
    } else if (allowed.empty() && key.type != KeyType::kString && key.type != KeyType::kList) {
        allowed = "a whole number";
    }
    if (key.options.none_text.empty()) return allowed;
    return fmt::format("{}, or {} for none", allowed, key.options.none_text);
}

template <class C>
ConfigError bad_value(const Key<C>& key, std::string_view value) {
    return ConfigError{
        .key = std::string(key.name),
        .message = fmt::format("Invalid value {} for configuration {}: allowed is {}", value,
                               key.name, allowed_values(key)),
    };
}

template <class C>
ConfigError unknown_key(const C& config, std::string_view name) {
    std::vector<std::string_view> names;
    for (const Key<C>& key : keys<C>()) names.push_back(key.name);
    const auto meant = nearest(name, names);
    return ConfigError{
        .key = std::string(name),
        .message = fmt::format("Unknown {} config name: {}{}", scope_of(config), name,
                               meant ? fmt::format("; did you mean {}?", *meant) : ""),
    };
}

// How many letters to add, drop or replace.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

}  // namespace

std::optional<std::string_view> nearest(std::string_view misspelt,
                                        const std::vector<std::string_view>& names) {
    std::optional<std::string_view> best;
    std::size_t least = std::max<std::size_t>(3, misspelt.size() / 3) + 1;
    for (std::string_view name : names) {
        const std::size_t steps = distance(misspelt, name);
        if (steps >= least) continue;
        least = steps;
        best = name;
    }
    return best;
}

template <class C>
std::optional<ConfigError> check(const C& config) {
    for (const Key<C>& key : keys<C>()) {
        if (key.coarser) continue;
        const auto number = key.number(config, key.format());
        const Range& range = key.options.range;
        if (number && (*number < range.least || *number > range.most)) {
            return bad_value(key, *key.write(config, key.format()));
        }
    }
    return find_conflict(config);
}

template <class C>
sim::Result<C, ConfigError> parse_onto(C config, const Settings& settings) {
    for (const auto& [name, value] : settings) {
        if (!find_key<C>(name)) return sim::Failure(unknown_key(config, name));
    }
    for (const Key<C>& key : keys<C>()) {  // In this order the finer unit wins.
        const auto found = settings.find(key.name);
        if (found == settings.end()) continue;
        if (!key.read(config, found->second, key.format())) {
            return sim::Failure(bad_value(key, found->second));
        }
    }
    if (auto error = settle(config, settings)) return sim::Failure(std::move(*error));
    if (auto error = check(config)) return sim::Failure(std::move(*error));
    return config;
}

template <class C>
sim::Result<C, ConfigError> parse(const Settings& settings) {
    return parse_onto(C(), settings);
}

template <class C>
std::vector<KeyDescription> describe_keys() {
    std::vector<KeyDescription> descriptions;
    const C defaults;
    for (const Key<C>& key : keys<C>()) {
        const auto text = key.write(defaults, key.format());
        descriptions.push_back(KeyDescription{
            .name = key.name,
            .type = key.type,
            .default_text = key.coarser ? std::string() : text.value_or(std::string()),
            .allowed = allowed_values(key),
            .dynamic = key.options.update == Update::kDynamic,
            .documentation = key.options.documentation,
            .broker_key = key.broker_key,
        });
    }
    std::sort(descriptions.begin(), descriptions.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return descriptions;
}

template <class C>
Settings to_settings(const C& config) {
    Settings settings;
    for (const Key<C>& key : keys<C>()) {
        if (key.coarser) continue;
        if (auto text = key.write(config, key.format())) {
            settings.emplace(key.name, std::move(*text));
        }
    }
    return settings;
}

template <class C>
bool is_list_key(std::string_view name) {
    const Key<C>* key = find_key<C>(name);
    return key && key->type == KeyType::kList;
}

#define ASSIZE_INSTANTIATE(C)                                                   \
    template sim::Result<C, ConfigError> parse<C>(const Settings& settings);    \
    template sim::Result<C, ConfigError> parse_onto(C config, const Settings&); \
    template std::optional<ConfigError> check(const C& config);                 \
    template std::vector<KeyDescription> describe_keys<C>();                    \
    template Settings to_settings(const C& config);                             \
    template bool is_list_key<C>(std::string_view name);

ASSIZE_INSTANTIATE(BrokerConfig)
ASSIZE_INSTANTIATE(TopicConfig)
ASSIZE_INSTANTIATE(ProducerConfig)
ASSIZE_INSTANTIATE(ConsumerConfig)
ASSIZE_INSTANTIATE(AdminConfig)
#undef ASSIZE_INSTANTIATE

}  // namespace assize::model::config
