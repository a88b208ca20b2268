#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace assize::scenarios::file {

/// Where something stands: in the file, or in the nth option (from 1).
struct Place {
    int line = 0;
    int column = 0;
    int option = 0;  // 0: in the file.

    auto operator<=>(const Place&) const = default;
};

/// A number with a point, as it is written. Nothing computes with it.
struct Fraction {
    std::string text;
    bool operator==(const Fraction&) const = default;
};
/// A date or a time of day: TOML has them, our files have no use for them.
struct Moment {
    bool operator==(const Moment&) const = default;
};

struct Value;
struct Entry;
using Array = std::vector<Value>;

/// Keys and values, in the order of the file.
struct Table {
    std::vector<Entry> entries;

    const Entry* find(std::string_view key) const;
    Entry* find(std::string_view key);
    /// Appends. Requires: there is no such key yet.
    void add(std::string key, Value value);
};

/// What stands behind a key: TOML's types; at first the flag `false`.
/// Without initialisers and bodies in here: clang 14 would ask what an Entry is before it is told.
struct Value {
    std::variant<bool, std::int64_t, Fraction, std::string, Moment, Array, Table> is;
    Place place;

    static Value of(bool flag);
    static Value of(std::int64_t number);
    static Value of(std::string text);
    static Value of(std::string_view text);
    static Value of(const char* text);
    static Value of(Array values);
    static Value of(Table table);

    const std::string* text() const;
    const std::int64_t* number() const;
    const Array* array() const;
    const Table* table() const;
    Table* table();
};

struct Entry {
    std::string key;
    Place place;  // Of the key.
    Value value;
};

inline Value Value::of(bool flag) {
    return {.is = flag, .place = {}};
}
inline Value Value::of(std::int64_t number) {
    return {.is = number, .place = {}};
}
inline Value Value::of(std::string text) {
    return {.is = std::move(text), .place = {}};
}
inline Value Value::of(std::string_view text) {
    return of(std::string(text));
}
inline Value Value::of(const char* text) {
    return of(std::string(text));
}
inline Value Value::of(Array values) {
    return {.is = std::move(values), .place = {}};
}
inline Value Value::of(Table table) {
    return {.is = std::move(table), .place = {}};
}

inline const std::string* Value::text() const {
    return std::get_if<std::string>(&is);
}
inline const std::int64_t* Value::number() const {
    return std::get_if<std::int64_t>(&is);
}
inline const Array* Value::array() const {
    return std::get_if<Array>(&is);
}
inline const Table* Value::table() const {
    return std::get_if<Table>(&is);
}
inline Table* Value::table() {
    return std::get_if<Table>(&is);
}

/// As a message shows what was found: "the text 'abc'", "the number 5", "a table".
std::string describe(const Value& value);

}  // namespace assize::scenarios::file
