#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/file/reading.h"
#include "scenarios/file/value.h"
#include "scenarios/near_miss.h"
#include "sim/latency.h"
#include "sim/random.h"
#include "sim/time.h"

namespace assize::scenarios::file {

// A form says of one kind of value how it is read, how it is written, and what tools may know of
// it beforehand (a JSON Schema):
//
//     struct Form {
//         using type = ...;
//         static std::optional<type> read(Reading&, const Value&);  // None: it has complained.
//         static Value write(const type&);
//         static Table schema(Language);
//     };

/// {"type": name}
Table schema_of_type(std::string_view name);

struct TextForm {
    using type = std::string;
    static std::optional<type> read(Reading& reading, const Value& value);
    static Value write(const type& text) { return Value::of(text); }
    static Table schema(Language) { return schema_of_type("string"); }
};

struct FlagForm {
    using type = bool;
    static std::optional<type> read(Reading& reading, const Value& value);
    static Value write(type flag) { return Value::of(flag); }
    static Table schema(Language) { return schema_of_type("boolean"); }
};

std::optional<std::int64_t> read_number(Reading& reading, const Value& value, std::int64_t least,
                                        std::int64_t most);
Table number_schema(std::int64_t least, std::int64_t most);

template <class T, std::int64_t least, std::int64_t most = std::numeric_limits<T>::max()>
struct NumberForm {
    using type = T;
    static std::optional<type> read(Reading& reading, const Value& value) {
        const auto number = read_number(reading, value, least, most);
        if (!number) return std::nullopt;
        return static_cast<T>(*number);
    }
    static Value write(type number) { return Value::of(static_cast<std::int64_t>(number)); }
    static Table schema(Language) { return number_schema(least, most); }
};

/// A number from 0 to 2^64 - 1; beyond 2^63 as text, since TOML's numbers end there.
struct SeedForm {
    using type = std::uint64_t;
    static std::optional<type> read(Reading& reading, const Value& value);
    static Value write(type seed);
    static Table schema(Language);
};

std::optional<sim::Duration> read_duration(Reading& reading, const Value& value,
                                           sim::Duration least, sim::Duration most);
Table duration_schema();

inline constexpr std::int64_t kHour = 3'600'000'000'000;

/// Bounds are nanoseconds.
template <std::int64_t least, std::int64_t most = 24 * kHour>
struct DurationForm {
    using type = sim::Duration;
    static std::optional<type> read(Reading& reading, const Value& value) {
        return read_duration(reading, value, sim::Duration::nanoseconds(least),
                             sim::Duration::nanoseconds(most));
    }
    static Value write(type duration);
    static Table schema(Language) { return duration_schema(); }
};
Value write_duration(sim::Duration duration);
template <std::int64_t least, std::int64_t most>
Value DurationForm<least, most>::write(type duration) {
    return write_duration(duration);
}

std::optional<std::int64_t> read_bytes(Reading& reading, const Value& value, std::int64_t least,
                                       std::int64_t most);
std::optional<std::int64_t> read_bandwidth(Reading& reading, const Value& value, std::int64_t most);
Table bytes_schema();
Value write_bytes(std::int64_t bytes);
Value write_bandwidth(std::int64_t bytes_per_second);

template <std::int64_t least, std::int64_t most>
struct BytesForm {
    using type = std::int64_t;
    static std::optional<type> read(Reading& reading, const Value& value) {
        return read_bytes(reading, value, least, most);
    }
    static Value write(type bytes) { return write_bytes(bytes); }
    static Table schema(Language) { return bytes_schema(); }
};

/// Bytes a second.
template <std::int64_t most>
struct BandwidthForm {
    using type = std::int64_t;
    static std::optional<type> read(Reading& reading, const Value& value) {
        return read_bandwidth(reading, value, most);
    }
    static Value write(type bytes) { return write_bandwidth(bytes); }
    static Table schema(Language) { return bytes_schema(); }
};

/// A number of per cent, or "0.5%".
struct ChanceForm {
    using type = sim::Chance;
    static std::optional<type> read(Reading& reading, const Value& value);
    static Value write(type chance);
    static Table schema(Language);
};

/// "200us"; ["100us", "300us"]: any between; { least, mean_excess }; { quantiles }.
struct LatencyForm {
    using type = sim::LatencyLaw;
    static std::optional<type> read(Reading& reading, const Value& value);
    static Value write(const type& law);
    static Table schema(Language);
};

/// One of some words. `Words::all()` gives pairs of a word and what it means.
template <class Words>
struct WordForm {
    using type = typename Words::type;
    static std::vector<std::string> words() {
        std::vector<std::string> words;
        for (const auto& [word, meaning] : Words::all()) words.emplace_back(word);
        return words;
    }
    static std::optional<type> read(Reading& reading, const Value& value) {
        const std::string* text = value.text();
        if (text) {
            for (const auto& [word, meaning] : Words::all()) {
                if (word == *text) return meaning;
            }
        }
        reading.expect(value, fmt::format("one of {}", fmt::join(words(), ", ")),
                       text ? did_you_mean(*text, words()) : "");
        return std::nullopt;
    }
    static Value write(const type& meant) {
        for (const auto& [word, meaning] : Words::all()) {
            if (meaning == meant) return Value::of(word);
        }
        return Value::of("?");
    }
    static Table schema(Language) {
        Array all;
        for (const std::string& word : words()) all.push_back(Value::of(word));
        Table schema;
        schema.add("enum", Value::of(std::move(all)));
        return schema;
    }
};

Table list_schema(Table of, std::size_t least);

/// An array of at least so many.
template <class Form, std::size_t least = 0>
struct ListForm {
    using type = std::vector<typename Form::type>;
    static std::optional<type> read(Reading& reading, const Value& value) {
        const Array* array = value.array();
        if (!array) {
            reading.expect(value,
                           value.table() ? "an array of tables: [[...]], not [...]" : "an array");
            return std::nullopt;
        }
        if (array->size() < least) {
            reading.refuse(value.place, fmt::format("expected an array of at least {}, found {}",
                                                    least, array->size()));
            return std::nullopt;
        }
        type list;
        list.reserve(array->size());
        for (const Value& each : *array) {
            if (auto read = Form::read(reading, each)) list.push_back(std::move(*read));
        }
        return list;
    }
    static Value write(const type& list) {
        Array array;
        array.reserve(list.size());
        for (const auto& each : list) array.push_back(Form::write(each));
        return Value::of(std::move(array));
    }
    static Table schema(Language language) { return list_schema(Form::schema(language), least); }
};

Table map_schema(Table of);

/// A table whose keys are names. `KeyRule::judge(Reading&, const Entry&)` complains about keys.
template <class Form, class KeyRule>
struct MapForm {
    using type = std::map<std::string, typename Form::type>;
    static std::optional<type> read(Reading& reading, const Value& value) {
        const Table* table = value.table();
        if (!table) {
            reading.expect(value, "a table");
            return std::nullopt;
        }
        type map;
        for (const Entry& each : table->entries) {
            KeyRule::judge(reading, each);
            if (auto read = Form::read(reading, each.value)) {
                map.insert_or_assign(each.key, std::move(*read));
            }
        }
        return map;
    }
    static Value write(const type& map) {
        Table table;
        for (const auto& [key, value] : map) table.add(key, Form::write(value));
        return Value::of(std::move(table));
    }
    static Table schema(Language language) { return KeyRule::schema(Form::schema(language)); }
};

}  // namespace assize::scenarios::file
