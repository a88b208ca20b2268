#include "model/broker/handlers/configs.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/config/parse.h"
#include "model/metadata/image.h"
#include "model/metadata/topic_name.h"
#include "model/wire/error_code.h"

namespace assize::model::broker {

namespace {

using metadata::ConfigResource;
using metadata::ConfigResourceType;
using Result = wire::DescribeConfigsResponse::Result;
using Config = Result::Config;

/// Where a value comes from, by Kafka's numbers.
enum class Source : std::int8_t {
    kTopic = 1,
    kDynamicBroker = 2,
    kDynamicDefaultBroker = 3,
    kStaticBroker = 4,
    kDefault = 5,
};

/// The places in which a key of a broker may be set, the strongest first.
struct BrokerSettings {
    const config::Settings& own;     // Dynamically, for this broker.
    const config::Settings& of_all;  // Dynamically, for all brokers.
    config::Settings effective;      // What its file says, or the default.
};

std::optional<std::string> value_of(const config::Settings& settings, std::string_view key) {
    const auto found = settings.find(key);
    return found == settings.end() ? std::nullopt : std::optional(found->second);
}

void set(Config& entry, std::optional<std::string> value, Source source) {
    entry.value = std::move(value);
    entry.config_source = static_cast<std::int8_t>(source);
    entry.is_default = source == Source::kDefault;
}

void set_as_broker(Config& entry, const BrokerSettings& broker, const config::KeyDescription& key,
                   std::string_view broker_key) {
    if (auto own = value_of(broker.own, broker_key)) {
        return set(entry, std::move(own), Source::kDynamicBroker);
    }
    if (auto of_all = value_of(broker.of_all, broker_key)) {
        return set(entry, std::move(of_all), Source::kDynamicDefaultBroker);
    }
    auto effective = value_of(broker.effective, broker_key);
    const bool is_default = !effective || *effective == key.default_text;
    set(entry, std::move(effective), is_default ? Source::kDefault : Source::kStaticBroker);
}

Config describe(const config::KeyDescription& key, const wire::DescribeConfigsRequest& request) {
    Config entry;
    entry.name = key.name;
    entry.config_type = static_cast<std::int8_t>(key.type);
    entry.documentation = request.include_documentation
                              ? std::optional(std::string(key.documentation))
                              : std::nullopt;
    return entry;
}

bool is_asked_for(const wire::DescribeConfigsRequest::Resource& asked, std::string_view key) {
    if (!asked.configuration_keys) return true;
    return std::ranges::find(*asked.configuration_keys, key) != asked.configuration_keys->end();
}

void refuse(Result& result, wire::ErrorCode error, std::string_view message) {
    result.error_code = error;
    result.error_message.emplace(message);
}

BrokerSettings settings_of(const BrokerServices& broker) {
    const std::string id = std::to_string(broker.broker.value());
    return {.own = broker.image().configs_of({ConfigResourceType::kBroker, id}),
            .of_all = broker.image().configs_of({ConfigResourceType::kBroker, ""}),
            .effective = config::to_settings(broker.config)};
}

void describe_topic(Result& result, const BrokerServices& broker,
                    const wire::DescribeConfigsRequest& request,
                    const wire::DescribeConfigsRequest::Resource& asked) {
    if (!metadata::is_valid_topic_name(asked.resource_name)) {
        return refuse(result, wire::ErrorCode::kInvalidTopicException, "No topic has such a name.");
    }
    if (!broker.image().topics.find(asked.resource_name)) {
        return refuse(result, wire::ErrorCode::kUnknownTopicOrPartition, "There is no such topic.");
    }
    const config::Settings& own =
        broker.image().configs_of({ConfigResourceType::kTopic, asked.resource_name});
    const BrokerSettings brokers = settings_of(broker);
    for (const config::KeyDescription& key : config::describe_keys<config::TopicConfig>()) {
        if (!is_asked_for(asked, key.name)) continue;
        Config entry = describe(key, request);
        if (auto value = value_of(own, key.name)) {
            set(entry, std::move(value), Source::kTopic);
        } else if (key.broker_key.empty()) {
            set(entry, key.default_text, Source::kDefault);
        } else {
            set_as_broker(entry, brokers, key, key.broker_key);
        }
        result.configs.push_back(std::move(entry));
    }
}

void describe_broker(Result& result, const BrokerServices& broker,
                     const wire::DescribeConfigsRequest& request,
                     const wire::DescribeConfigsRequest::Resource& asked) {
    const bool all_brokers = asked.resource_name.empty();
    if (!all_brokers && asked.resource_name != std::to_string(broker.broker.value())) {
        return refuse(result, wire::ErrorCode::kInvalidRequest,
                      "Unexpected broker id, expected " + std::to_string(broker.broker.value()) +
                          " or empty string, but received " + asked.resource_name);
    }
    const BrokerSettings settings = settings_of(broker);
    for (const config::KeyDescription& key : config::describe_keys<config::BrokerConfig>()) {
        if (!is_asked_for(asked, key.name)) continue;
        Config entry = describe(key, request);
        entry.read_only = !key.dynamic;
        if (all_brokers) {
            auto value = value_of(settings.of_all, key.name);
            if (!value) continue;
            set(entry, std::move(value), Source::kDynamicDefaultBroker);
        } else {
            set_as_broker(entry, settings, key, key.name);
        }
        result.configs.push_back(std::move(entry));
    }
}

}  // namespace

wire::DescribeConfigsResponse on_describe_configs(sim::Fiber&, BrokerServices& broker,
                                                  const rpc::RequestContext&,
                                                  const wire::DescribeConfigsRequest& request) {
    wire::DescribeConfigsResponse response;
    for (const auto& asked : request.resources) {
        Result& result = response.results.emplace_back();
        result.error_message = std::nullopt;
        result.resource_type = asked.resource_type;
        result.resource_name = asked.resource_name;
        if (asked.resource_type == static_cast<std::int8_t>(ConfigResourceType::kTopic)) {
            describe_topic(result, broker, request, asked);
        } else if (asked.resource_type == static_cast<std::int8_t>(ConfigResourceType::kBroker)) {
            describe_broker(result, broker, request, asked);
        } else {
            refuse(result, wire::ErrorCode::kInvalidRequest, "Neither a topic nor a broker.");
        }
    }
    return response;
}

}  // namespace assize::model::broker
