#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/config/parse.h"
#include "model/config/value.h"

namespace assize::model::config {

/// What a number may be, in the key's own unit.
struct Range {
    std::int64_t least = 0;
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
};
constexpr Range at_least(std::int64_t least) {
    return Range{.least = least};
}
constexpr Range any() {
    return Range{.least = std::numeric_limits<std::int64_t>::min()};
}

/// Whether a running broker takes up a change of the key. Topics and clients do not ask.
enum class Update : std::uint8_t { kReadOnly, kDynamic };

/// What a table says about a key, beside its name and member.
struct KeyOptions {
    std::string_view documentation;
    Range range = any();
    std::string_view none_text = {};  // See Format.
    Update update = Update::kReadOnly;
};

/// One key of a config `C`: the only place that knows its name, its member and what it may hold.
/// Its default is what the member is in a config that nobody touched.
template <class C>
struct Key {
    std::string_view name;
    KeyOptions options;
    KeyType type;
    std::string_view broker_key = {};  // For topics: the key of the broker that it falls back to.
    // Another key for the same member comes later, in a finer unit, and wins: `log.roll.hours`.
    bool coarser = false;

    /// False when the text is no such value.
    bool (*read)(C& config, std::string_view text, const Format& format);
    std::optional<std::string> (*write)(const C& config, const Format& format);
    std::optional<std::int64_t> (*number)(const C& config, const Format& format);
    std::string (*allowed)();

    Format format() const { return {.key = name, .none_text = options.none_text}; }
};

template <class C, class T>
C class_of(T C::*);
template <class C, class T>
T type_of(T C::*);

template <auto member>
constexpr auto key(std::string_view name, KeyOptions options) {
    using C = decltype(class_of(member));
    using T = decltype(type_of(member));
    return Key<C>{
        .name = name,
        .options = options,
        .type = Value<T>::kType,
        .read =
            [](C& config, std::string_view text, const Format& format) {
                auto value = Value<T>::read(text, format);
                if (value) config.*member = std::move(*value);
                return value.has_value();
            },
        .write = [](const C& config,
                    const Format& format) { return Value<T>::write(config.*member, format); },
        .number = [](const C& config,
                     const Format& format) { return Value<T>::number(config.*member, format); },
        .allowed = [] { return Value<T>::allowed(); },
    };
}

/// A key in a coarser unit, for a member that has another: to be listed before that.
template <auto member>
constexpr auto coarser_key(std::string_view name, KeyOptions options) {
    auto made = key<member>(name, options);
    made.coarser = true;
    return made;
}

/// The table of a scope, one for all its life.
template <class C>
const std::vector<Key<C>>& keys();

/// Lets what was only a default give way to what was set, or says why it cannot.
std::optional<ConfigError> settle(BrokerConfig& config, const Settings& set);
std::optional<ConfigError> settle(TopicConfig& config, const Settings& set);
std::optional<ConfigError> settle(ProducerConfig& config, const Settings& set);
std::optional<ConfigError> settle(ConsumerConfig& config, const Settings& set);
std::optional<ConfigError> settle(AdminConfig& config, const Settings& set);

/// Values that are fine alone, but not together.
std::optional<ConfigError> find_conflict(const BrokerConfig& config);
std::optional<ConfigError> find_conflict(const TopicConfig& config);
std::optional<ConfigError> find_conflict(const ProducerConfig& config);
std::optional<ConfigError> find_conflict(const ConsumerConfig& config);
std::optional<ConfigError> find_conflict(const AdminConfig& config);

/// The key of `names` that `misspelt` was probably meant to be.
std::optional<std::string_view> nearest(std::string_view misspelt,
                                        const std::vector<std::string_view>& names);

}  // namespace assize::model::config
