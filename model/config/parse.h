#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/config/broker_config.h"
#include "model/config/client_config.h"
#include "model/config/topic_config.h"
#include "sim/result.h"

namespace assize::model::config {

/// Keys and values as a user writes them, or as the metadata log keeps them.
using Settings = std::map<std::string, std::string, std::less<>>;

/// Why a setting is refused: on the wire INVALID_CONFIG, with `message`, which names the key, the
/// value and what is allowed, or the key that was probably meant.
struct ConfigError {
    std::string key;
    std::string message;
};

/// A config with these settings, and Kafka's defaults where there are none. Afterwards check()
/// finds nothing wrong. As in Kafka, defaults give way to what is set explicitly:
/// `enable.idempotence` is off when a setting conflicts with it, and `delivery.timeout.ms` grows
/// to `linger.ms` and `request.timeout.ms`, unless they are set themselves.
/// C: BrokerConfig, ProducerConfig, ConsumerConfig or AdminConfig.
/// Fails: a key that there is not, a value out of range, values that conflict.
template <class C>
sim::Result<C, ConfigError> parse(const Settings& settings);

/// `config` with these settings on top.
/// C: as for parse(), and TopicConfig: what a topic sets on top of topic_defaults().
template <class C>
sim::Result<C, ConfigError> parse_onto(C config, const Settings& settings);

/// What is wrong with a config that was put together by hand, or nothing.
template <class C>
std::optional<ConfigError> check(const C& config);

/// Kafka's types of keys, by their numbers in DescribeConfigs.
enum class KeyType : std::int8_t {
    kBoolean = 1,
    kString = 2,
    kInt = 3,
    kShort = 4,
    kLong = 5,
    kDouble = 6,
    kList = 7,
    kClass = 8,
};

/// A key, for those who list them.
struct KeyDescription {
    std::string_view name;
    KeyType type;
    std::string default_text;
    std::string allowed;  // "at least 1", "[0, 100]", "one of a, b"; empty when all is.
    bool dynamic;         // Whether a running broker takes up a change; for brokers only.
    std::string_view documentation;
    std::string_view broker_key;  // For topics: which key of the broker is the default.
};

/// All keys of a scope, by name.
template <class C>
std::vector<KeyDescription> describe_keys();

/// All keys and the texts of their values. A value that is not there (Kafka's null) is left out.
template <class C>
Settings to_settings(const C& config);

/// Whether `name` is a key of the scope, and a list in Kafka, to append to and subtract from.
template <class C>
bool is_list_key(std::string_view name);

}  // namespace assize::model::config
