#include "scenarios/file/overrides.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

#include "scenarios/file/toml_text.h"

namespace assize::scenarios::file {

namespace {

// The place of a character outside of quotes, from `at` on.
std::size_t find_outside_quotes(std::string_view text, char wanted, std::size_t at) {
    bool quoted = false;
    for (; at < text.size(); ++at) {
        if (text[at] == '"') quoted = !quoted;
        if (!quoted && text[at] == wanted) return at;
    }
    return std::string_view::npos;
}

// Names between dots; none when one is empty.
std::optional<std::vector<std::string>> path_of(std::string_view key) {
    std::vector<std::string> path;
    std::size_t begin = 0;
    while (true) {
        const std::size_t end = find_outside_quotes(key, '.', begin);
        std::string name(key.substr(begin, end == std::string_view::npos ? end : end - begin));
        std::erase(name, '"');
        if (name.empty()) return std::nullopt;
        path.push_back(std::move(name));
        if (end == std::string_view::npos) return path;
        begin = end + 1;
    }
}

void put_place(Value& value, Place place) {
    value.place = place;
    if (Table* table = value.table()) {
        for (Entry& each : table->entries) {
            each.place = place;
            put_place(each.value, place);
        }
    } else if (auto* array = std::get_if<Array>(&value.is)) {
        for (Value& each : *array) put_place(each, place);
    }
}

// As TOML, or as it stands: nobody wants to quote twice on a command line.
Value value_of(const std::string& text) {
    auto parsed = read_toml("value = " + text, "");
    if (parsed && parsed->entries.size() == 1) return std::move(parsed->entries[0].value);
    return Value::of(text);
}

std::optional<std::size_t> index_of(std::string_view name) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
    return index;
}

// One step down; null after a complaint. Makes what is not there.
Value* step(Reading& reading, Place place, Value& at, const std::string& name,
            const std::string& so_far) {
    const auto index = index_of(name);
    // A new array, for a table that has none.
    if (index && at.table() && at.table()->entries.empty()) at.is = Array{};
    if (auto* array = std::get_if<Array>(&at.is)) {
        if (!index || *index > array->size()) {
            reading.refuse(place, fmt::format("'{}' has {} elements, counted from 0: there is no "
                                              "'{}'",
                                              so_far, array->size(), name));
            return nullptr;
        }
        if (*index == array->size()) array->push_back({.is = Table{}, .place = place});
        return &(*array)[*index];
    }
    Table* table = at.table();
    if (!table) {
        reading.refuse(place,
                       fmt::format("'{}' is {}, and has no '{}'", so_far, describe(at), name));
        return nullptr;
    }
    if (Entry* entry = table->find(name)) return &entry->value;
    table->entries.push_back(
        Entry{.key = name, .place = place, .value = {.is = Table{}, .place = place}});
    return &table->entries.back().value;
}

void apply(Reading& reading, Place place, const std::string& setting, Value& file) {
    const std::size_t equals = find_outside_quotes(setting, '=', 0);
    const auto path = equals == std::string::npos
                          ? std::nullopt
                          : path_of(std::string_view(setting).substr(0, equals));
    if (!path) {
        return reading.refuse(place,
                              "expected key=value, such as cluster.brokers=5 or "
                              "topic.0.config.min.insync.replicas=1");
    }
    Value* at = &file;
    std::string so_far;
    for (const std::string& name : *path) {
        at = step(reading, place, *at, name, so_far);
        if (!at) return;
        so_far += (so_far.empty() ? "" : ".") + name;
    }
    *at = value_of(setting.substr(equals + 1));
    put_place(*at, place);
}

}  // namespace

void apply_settings(Reading& reading, std::span<const std::string> settings, Value& file) {
    for (std::size_t i = 0; i < settings.size(); ++i) {
        apply(reading, {.option = static_cast<int>(i) + 1}, settings[i], file);
    }
}

}  // namespace assize::scenarios::file
