#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/config/parse.h"
#include "model/config/values.h"
#include "model/types.h"
#include "sim/time.h"

namespace assize::model::config {

/// How a value reads as text, beside its type: what the key says about it.
struct Format {
    std::string_view key;             // Its ending gives the unit of a duration.
    std::string_view none_text = {};  // What means "none"; empty when only leaving it out does.
};

/// A whole number, with the blanks around it that Kafka allows. None for anything else.
std::optional<std::int64_t> read_number(std::string_view text);
/// How long one of the key's units is: milliseconds, if its name does not end in another.
sim::Duration unit_of(std::string_view key);

/// Text to value and back, for each type that a config has.
/// number() is what the key's range bounds, in the key's unit; none when there is no range.
template <class T>
struct Value;

template <class Int>
struct IntegerValue {
    static constexpr std::int64_t kLeast = std::numeric_limits<Int>::min();
    static constexpr std::int64_t kMost = std::numeric_limits<Int>::max();
    static std::optional<Int> read(std::string_view text, const Format&) {
        const auto number = read_number(text);
        if (!number || *number < kLeast || *number > kMost) return std::nullopt;
        return static_cast<Int>(*number);
    }
    static std::optional<std::string> write(Int value, const Format&) {
        return std::to_string(value);
    }
    static std::optional<std::int64_t> number(Int value, const Format&) { return value; }
    static std::string allowed() { return {}; }
};
template <>
struct Value<std::int16_t> : IntegerValue<std::int16_t> {
    static constexpr KeyType kType = KeyType::kShort;
};
template <>
struct Value<std::int32_t> : IntegerValue<std::int32_t> {
    static constexpr KeyType kType = KeyType::kInt;
};
template <>
struct Value<std::int64_t> : IntegerValue<std::int64_t> {
    static constexpr KeyType kType = KeyType::kLong;
};

template <>
struct Value<BrokerId> {
    static constexpr KeyType kType = KeyType::kInt;
    static std::optional<BrokerId> read(std::string_view text, const Format& format);
    static std::optional<std::string> write(BrokerId value, const Format&);
    static std::optional<std::int64_t> number(BrokerId value, const Format&);
    static std::string allowed() { return {}; }
};

template <>
struct Value<sim::Duration> {
    static constexpr KeyType kType = KeyType::kLong;
    static std::optional<sim::Duration> read(std::string_view text, const Format& format);
    static std::optional<std::string> write(sim::Duration value, const Format& format);
    static std::optional<std::int64_t> number(sim::Duration value, const Format& format);
    static std::string allowed() { return {}; }
};

template <>
struct Value<Ratio> {
    static constexpr KeyType kType = KeyType::kDouble;
    static std::optional<Ratio> read(std::string_view text, const Format& format);
    static std::optional<std::string> write(Ratio value, const Format& format);
    static std::optional<std::int64_t> number(Ratio, const Format&) { return std::nullopt; }
    static std::string allowed() { return "from 0 to 1, with at most six decimals"; }
};

template <>
struct Value<bool> {
    static constexpr KeyType kType = KeyType::kBoolean;
    static std::optional<bool> read(std::string_view text, const Format& format);
    static std::optional<std::string> write(bool value, const Format&) {
        return value ? "true" : "false";
    }
    static std::optional<std::int64_t> number(bool, const Format&) { return std::nullopt; }
    static std::string allowed() { return "true or false"; }
};

template <>
struct Value<std::string> {
    static constexpr KeyType kType = KeyType::kString;
    static std::optional<std::string> read(std::string_view text, const Format&) {
        return std::string(text);
    }
    static std::optional<std::string> write(const std::string& value, const Format&) {
        return value;
    }
    static std::optional<std::int64_t> number(const std::string&, const Format&) {
        return std::nullopt;
    }
    static std::string allowed() { return {}; }
};

template <>
struct Value<std::vector<std::string>> {
    static constexpr KeyType kType = KeyType::kList;
    static std::optional<std::vector<std::string>> read(std::string_view text, const Format&);
    static std::optional<std::string> write(const std::vector<std::string>& value, const Format&);
    static std::optional<std::int64_t> number(const std::vector<std::string>&, const Format&) {
        return std::nullopt;
    }
    static std::string allowed() { return {}; }
};

template <class T>
struct Value<std::optional<T>> {
    static constexpr KeyType kType = Value<T>::kType;
    static std::optional<std::optional<T>> read(std::string_view text, const Format& format) {
        if (text == format.none_text) return std::optional<T>();
        auto value = Value<T>::read(text, format);
        if (!value) return std::nullopt;
        return std::optional<T>(std::move(*value));
    }
    static std::optional<std::string> write(const std::optional<T>& value, const Format& format) {
        if (value) return Value<T>::write(*value, format);
        if (format.none_text.empty()) return std::nullopt;
        return std::string(format.none_text);
    }
    static std::optional<std::int64_t> number(const std::optional<T>& value, const Format& format) {
        return value ? Value<T>::number(*value, format) : std::nullopt;
    }
    static std::string allowed() { return Value<T>::allowed(); }
};

/// The texts of an enum's values. The first for a value is the one that is written.
template <class E>
std::span<const std::pair<E, std::string_view>> names();

template <class E>
struct EnumValue {
    static std::optional<E> read(std::string_view text, const Format&) {
        for (const auto& [value, name] : names<E>()) {
            if (name == text) return value;
        }
        return std::nullopt;
    }
    static std::optional<std::string> write(E value, const Format&) {
        return std::string(to_string(value));
    }
    static std::optional<std::int64_t> number(E, const Format&) { return std::nullopt; }
    static std::string allowed() {
        std::string list;
        for (const auto& [value, name] : names<E>()) {
            list += (list.empty() ? "one of \"" : "\", \"") + std::string(name);
        }
        return list + "\"";
    }
};
template <>
struct Value<Acks> : EnumValue<Acks> {
    static constexpr KeyType kType = KeyType::kString;
};
template <>
struct Value<CompressionType> : EnumValue<CompressionType> {
    static constexpr KeyType kType = KeyType::kString;
};
template <>
struct Value<MessageTimestampType> : EnumValue<MessageTimestampType> {
    static constexpr KeyType kType = KeyType::kString;
};
template <>
struct Value<CleanupPolicy> : EnumValue<CleanupPolicy> {
    static constexpr KeyType kType = KeyType::kList;
};
template <>
struct Value<AutoOffsetReset> : EnumValue<AutoOffsetReset> {
    static constexpr KeyType kType = KeyType::kString;
};
template <>
struct Value<IsolationLevel> : EnumValue<IsolationLevel> {
    static constexpr KeyType kType = KeyType::kString;
};
template <>
struct Value<ProcessRoles> : EnumValue<ProcessRoles> {
    static constexpr KeyType kType = KeyType::kList;
};
template <>
struct Value<ReplicaSelector> : EnumValue<ReplicaSelector> {
    static constexpr KeyType kType = KeyType::kClass;
};

}  // namespace assize::model::config
