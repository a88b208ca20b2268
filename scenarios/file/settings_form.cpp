#include "scenarios/file/settings_form.h"

#include <algorithm>
#include <array>

namespace assize::scenarios::file {

namespace {

// What is longer is not compared with all keys that there are.
constexpr std::size_t kKeyLettersMost = 200;

// The text that Kafka's own files would have, or none.
std::optional<std::string> setting_text(const Value& value) {
    if (const std::string* text = value.text()) return *text;
    if (const std::int64_t* number = value.number()) return std::to_string(*number);
    if (const bool* flag = std::get_if<bool>(&value.is)) return *flag ? "true" : "false";
    if (const auto* fraction = std::get_if<Fraction>(&value.is)) return fraction->text;
    const Array* array = value.array();
    if (!array) return std::nullopt;
    std::string list;
    for (const Value& each : *array) {
        if (!each.text()) return std::nullopt;
        list += (list.empty() ? "" : ",") + *each.text();
    }
    return list;
}

void flatten(Reading& reading, const Table& table, const std::string& prefix, FlatSettings& flat) {
    for (const Entry& each : table.entries) {
        const std::string key = prefix + each.key;
        if (key.size() > kKeyLettersMost) {
            reading.refuse(each.place, "Kafka has no key that long");
            continue;
        }
        if (const Table* below = each.value.table()) {
            flatten(reading, *below, key + ".", flat);
            continue;
        }
        const auto text = setting_text(each.value);
        if (!text) {
            reading.expect(each.value, "a text, a number, true or false, or an array of texts");
            continue;
        }
        const auto before = flat.places.find(key);
        // What an option says outweighs what the file says in another spelling.
        if (before != flat.places.end() && before->second.option > each.place.option) continue;
        if (before != flat.places.end() && before->second.option == each.place.option) {
            reading.refuse(each.place, fmt::format("'{}' is there twice", key));
            continue;
        }
        flat.settings[key] = *text;
        flat.places[key] = each.place;
    }
}

struct Unsupported {
    std::string_view key;
    std::string_view only;  // The one value that it may have; empty: none.
    std::string_view why;
};
constexpr std::array kUnsupported = {
    Unsupported{"enable.idempotence", "false", "idempotent producers are not there yet"},
    Unsupported{"transactional.id", "", "transactions are not there yet"},
    Unsupported{"group.id", "",
                "consumer groups are not there yet: consumers read all partitions "
                "of their topics"},
    Unsupported{"group.instance.id", "", "consumer groups are not there yet"},
};

Table key_schema(const model::config::KeyDescription& key) {
    using model::config::KeyType;
    std::string description(key.documentation);
    if (!key.allowed.empty()) description += "; " + key.allowed;
    if (!key.default_text.empty()) description += "; default: " + key.default_text;
    Array types;
    types.push_back(Value::of("string"));
    switch (key.type) {
        case KeyType::kBoolean: types.push_back(Value::of("boolean")); break;
        case KeyType::kInt:
        case KeyType::kShort:
        case KeyType::kLong: types.push_back(Value::of("integer")); break;
        case KeyType::kDouble: types.push_back(Value::of("number")); break;
        case KeyType::kList: types.push_back(Value::of("array")); break;
        case KeyType::kString:
        case KeyType::kClass: types.push_back(Value::of("integer")); break;  // acks = 1
    }
    Table schema;
    schema.add("description", Value::of(std::move(description)));
    schema.add("type", Value::of(std::move(types)));
    return schema;
}

}  // namespace

std::optional<FlatSettings> read_flat(Reading& reading, const Value& value) {
    const Table* table = value.table();
    if (!table) {
        reading.expect(value, "a table of Kafka's keys");
        return std::nullopt;
    }
    FlatSettings flat;
    flatten(reading, *table, "", flat);
    return flat;
}

Value write_settings(const model::config::Settings& settings) {
    Table table;
    for (const auto& [key, text] : settings) table.add(key, Value::of(text));
    return Value::of(std::move(table));
}

void note_node_keys(Reading& reading, const FlatSettings& flat) {
    for (const auto& [key, place] : flat.places) {
        reading.node_keys.push_back({.node = reading.node, .key = key, .place = place});
    }
}

void refuse_unsupported_keys(Reading& reading, const FlatSettings& flat) {
    for (const Unsupported& each : kUnsupported) {
        const auto found = flat.settings.find(each.key);
        if (found == flat.settings.end() || found->second == each.only) continue;
        reading.refuse(
            flat.places.find(each.key)->second,
            fmt::format("'{}' cannot be set{}: {}", each.key,
                        each.only.empty() ? "" : fmt::format(" to {}", found->second), each.why));
    }
}

// Dotted keys that are not quoted make tables in tables.
Table settings_schema(const std::vector<model::config::KeyDescription>& keys) {
    Table properties;
    for (const model::config::KeyDescription& each : keys) {
        properties.add(std::string(each.name), Value::of(key_schema(each)));
    }
    Table schema = schema_of_type("object");
    schema.add("properties", Value::of(std::move(properties)));
    schema.add("additionalProperties", Value::of(schema_of_type("object")));
    return schema;
}

}  // namespace assize::scenarios::file
