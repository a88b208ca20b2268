#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/config/parse.h"
#include "scenarios/file/forms.h"
#include "scenarios/file/reading.h"
#include "scenarios/file/value.h"

namespace assize::scenarios::file {

/// A table of Kafka's keys, made flat: `"min.insync.replicas" = 2` and `min.insync.replicas = 2`
/// are the same. Values are numbers, flags, texts and, for lists, arrays of texts.
struct FlatSettings {
    model::config::Settings settings = {};
    std::map<std::string, Place, std::less<>> places = {};
};
std::optional<FlatSettings> read_flat(Reading& reading, const Value& value);

Value write_settings(const model::config::Settings& settings);
Table settings_schema(const std::vector<model::config::KeyDescription>& keys);

/// Complains of each key that there is not, and each value that it may not have.
/// C: as for model::config::parse_onto().
template <class C>
void judge_settings(Reading& reading, const FlatSettings& flat) {
    model::config::Settings left = flat.settings;
    bool failed = false;
    while (true) {
        const auto parsed = model::config::parse_onto(C(), left);
        if (parsed) return;
        const model::config::ConfigError& error = parsed.error();
        const bool is_about_one =
            error.message.starts_with("Invalid value") || error.message.starts_with("Unknown");
        // What conflicts with a key that is wrong itself is of no interest.
        if (failed && !is_about_one) return;
        const auto place = flat.places.find(error.key);
        const Place fallback = flat.places.empty() ? Place{} : flat.places.begin()->second;
        reading.refuse(place == flat.places.end() ? fallback : place->second, error.message);
        failed = true;
        if (!is_about_one || left.erase(error.key) == 0) return;
    }
}

/// Kafka's keys of a producer, a consumer, a topic or a node, judged one by one.
template <class C>
struct SettingsForm {
    using type = model::config::Settings;
    static std::optional<type> read(Reading& reading, const Value& value) {
        const std::size_t errors = reading.error_count();
        auto flat = read_flat(reading, value);
        if (flat) {
            judge_settings<C>(reading, *flat);
            note_places(reading, *flat);
        }
        reading.forgive_since(errors);
        if (!flat) return std::nullopt;
        return std::move(flat->settings);
    }
    static Value write(const type& settings) { return write_settings(settings); }
    static Table schema(Language) { return settings_schema(model::config::describe_keys<C>()); }

private:
    static void note_places(Reading& reading, const FlatSettings& flat);
};

/// Remembers where keys of nodes stand, and refuses what clients cannot do yet.
void note_node_keys(Reading& reading, const FlatSettings& flat);
void refuse_unsupported_keys(Reading& reading, const FlatSettings& flat);

template <class C>
void SettingsForm<C>::note_places(Reading& reading, const FlatSettings& flat) {
    if constexpr (std::is_same_v<C, model::config::BrokerConfig>) {
        note_node_keys(reading, flat);
    } else {
        refuse_unsupported_keys(reading, flat);
    }
}

}  // namespace assize::scenarios::file
