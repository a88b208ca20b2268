#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sim/id.h"
#include "sim/running_hash.h"
#include "sim/time.h"

namespace assize::sim {

/// Reads the fields of a fact whose type it does not know.
class FieldReader {
public:
    virtual ~FieldReader() = default;
    virtual void number(std::string_view field, std::int64_t value) = 0;
    virtual void text(std::string_view field, std::string_view value) = 0;
    virtual void flag(std::string_view field, bool value) = 0;
    virtual void numbers(std::string_view field, const std::vector<std::int64_t>& values) = 0;
    /// An optional field that holds nothing.
    virtual void nothing(std::string_view field) = 0;
};

namespace fact_detail {

/// Stands for any function that takes a field's name, member and meaning.
struct AnyFieldVisitor {
    template <class Member>
    constexpr void operator()(std::string_view, Member, std::string_view) const {}
};

constexpr std::uint64_t hash_of_name(std::string_view name) {
    std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a.
    for (char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return hash;
}

template <class T>
concept Number = std::integral<T> && !std::same_as<T, bool>;

/// An enum is shown by the name that `to_string(value)` gives it.
template <class T>
concept NamedEnum = std::is_enum_v<T> && requires(T value) {
    { to_string(value) } -> std::convertible_to<std::string_view>;
};

template <Number T>
std::int64_t as_number(T value) {
    return static_cast<std::int64_t>(value);
}
template <class Tag, class Rep>
std::int64_t as_number(Id<Tag, Rep> id) {
    return static_cast<std::int64_t>(id.value());
}
inline std::int64_t as_number(Duration duration) {
    return duration.nanoseconds();
}
template <class Clock>
std::int64_t as_number(TimePoint<Clock> instant) {
    return instant.since_origin().nanoseconds();
}

template <class T>
concept AsNumber = requires(const T& value) {
    as_number(value);
};

template <AsNumber T>
void add(RunningHash& hash, const T& value) {
    hash.add(static_cast<std::uint64_t>(as_number(value)));
}
template <NamedEnum T>
void add(RunningHash& hash, T value) {
    hash.add(static_cast<std::uint64_t>(value));
}
inline void add(RunningHash& hash, bool value) {
    hash.add(std::uint64_t{value});
}
inline void add(RunningHash& hash, const std::string& value) {
    hash.add(std::string_view(value));
}
inline void add(RunningHash& hash, std::string_view value) {
    hash.add(value);
}
template <class T>
void add(RunningHash& hash, const std::optional<T>& value) {
    hash.add(std::uint64_t{value.has_value()});
    if (value) add(hash, *value);
}
template <class T>
void add(RunningHash& hash, const std::vector<T>& values) {
    hash.add(std::uint64_t{values.size()});
    for (const T& value : values) add(hash, value);
}

template <AsNumber T>
void read(FieldReader& reader, std::string_view field, const T& value) {
    reader.number(field, as_number(value));
}
template <NamedEnum T>
void read(FieldReader& reader, std::string_view field, T value) {
    reader.text(field, to_string(value));
}
inline void read(FieldReader& reader, std::string_view field, bool value) {
    reader.flag(field, value);
}
inline void read(FieldReader& reader, std::string_view field, std::string_view value) {
    reader.text(field, value);
}
template <class T>
void read(FieldReader& reader, std::string_view field, const std::optional<T>& value) {
    if (value) {
        read(reader, field, *value);
    } else {
        reader.nothing(field);
    }
}
template <AsNumber T>
void read(FieldReader& reader, std::string_view field, const std::vector<T>& values) {
    std::vector<std::int64_t> numbers;
    for (const T& value : values) numbers.push_back(as_number(value));
    reader.numbers(field, numbers);
}

}  // namespace fact_detail

/// A kind of fact: a struct of typed fields that says once what it is called and what it holds.
///
///     struct ClockJumped {
///         static constexpr std::string_view kName = "clock_jumped";
///         static constexpr std::string_view kMeaning = "a host's wall clock was set";
///         HostId host;
///         Duration by_ns;
///         template <class Visitor>
///         static constexpr void fields(Visitor&& field) {
///             field("host", &ClockJumped::host, "whose clock");
///             field("by_ns", &ClockJumped::by_ns, "forwards, or backwards when negative");
///         }
///     };
///
/// Fields are numbers, ids, times, bools, strings, enums with a `to_string`, and optionals and
/// vectors of these. Names are a contract: tools and kept traces read them.
template <class F>
concept Fact = requires {
    { F::kName } -> std::convertible_to<std::string_view>;
    { F::kMeaning } -> std::convertible_to<std::string_view>;
    F::fields(fact_detail::AnyFieldVisitor{});
};

/// A kind of fact where its type is not known.
struct FactKind {
    std::string_view name;
    std::string_view meaning;
    std::uint64_t name_hash;
    void (*read_fields)(const void* fact, FieldReader& reader);
};

/// Adds the fields of a fact to a hash, in the order in which it lists them.
template <Fact F>
void add_fields(const F& fact, RunningHash& hash) {
    F::fields([&](std::string_view, auto member, std::string_view) {
        fact_detail::add(hash, fact.*member);
    });
}

/// The kind of an `F`. Its address is its identity.
template <Fact F>
inline constexpr FactKind kFactKind{
    F::kName,
    F::kMeaning,
    fact_detail::hash_of_name(F::kName),
    [](const void* fact, FieldReader& reader) {
        F::fields([&](std::string_view name, auto member, std::string_view) {
            fact_detail::read(reader, name, static_cast<const F*>(fact)->*member);
        });
    },
};

}  // namespace assize::sim
