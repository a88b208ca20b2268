#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "scenarios/file/forms.h"
#include "scenarios/file/reading.h"
#include "scenarios/file/value.h"

namespace assize::scenarios::file {

/// In which files a key may stand.
enum class In : std::uint8_t { kBoth, kScenarios, kPlans };
enum class Presence : std::uint8_t { kOptional, kRequired };

/// A key of a table that fills a struct S: the only place that knows its name, what it may hold
/// and what it means. Reading, writing, the schema and the documentation are made of it.
template <class S>
struct Field {
    std::string_view name;
    std::string_view documentation;
    Presence presence = Presence::kOptional;
    In in = In::kBoth;
    void (*read)(Reading& reading, const Value& value, S& into);
    /// None when there is nothing to say, or it is as in `base` (if that is not null).
    std::optional<Value> (*write)(const S& from, const S* base);
    Table (*schema)(Language language);
};

/// The table of a struct. They are read in its order, and written.
template <class S>
const std::vector<Field<S>>& fields();

/// What is wrong with a struct as a whole: to be specialised. Called after its fields were read.
template <class S>
struct Whole {
    static void judge(Reading&, const Value&, S&) {}
};

namespace field_detail {

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class S, class T>
S struct_of(T S::*);
template <class S, class T>
T type_of(T S::*);

template <class T>
bool is_empty(const T& value) {
    if constexpr (IsOptional<T>::value) {
        return !value.has_value();
    } else if constexpr (requires { value.empty(); }) {
        return value.empty();
    } else {
        return false;
    }
}

bool stands_in(In in, Language language);
/// "unknown key 'brokrs'; did you mean 'brokers'?"
std::string unknown_key(std::string_view key, const std::vector<std::string>& known);
std::string wrong_language(std::string_view key, In in);

}  // namespace field_detail

template <auto member, class Form>
constexpr auto field(std::string_view name, std::string_view documentation,
                     Presence presence = Presence::kOptional, In in = In::kBoth) {
    using S = decltype(field_detail::struct_of(member));
    using T = decltype(field_detail::type_of(member));
    return Field<S>{
        .name = name,
        .documentation = documentation,
        .presence = presence,
        .in = in,
        .read =
            [](Reading& reading, const Value& value, S& into) {
                if (auto read = Form::read(reading, value)) into.*member = std::move(*read);
            },
        .write = [](const S& from, const S* base) -> std::optional<Value> {
            const T& mine = from.*member;
            if (field_detail::is_empty(mine)) return std::nullopt;
            if (base && mine == base->*member) return std::nullopt;
            if constexpr (field_detail::IsOptional<T>::value) {
                return Form::write(*mine);
            } else {
                return Form::write(mine);
            }
        },
        .schema = [](Language language) { return Form::schema(language); },
    };
}

/// A table for a member that is a struct: what it does not say stays as it is, and what is as in
/// the base is not written.
template <auto member>
constexpr auto field_onto(std::string_view name, std::string_view documentation);

template <class S>
std::vector<std::string> names_of_fields(Language language) {
    std::vector<std::string> names;
    for (const Field<S>& each : fields<S>()) {
        if (field_detail::stands_in(each.in, language)) names.emplace_back(each.name);
    }
    return names;
}

template <class S>
const Field<S>* find_field(std::string_view name) {
    for (const Field<S>& each : fields<S>()) {
        if (each.name == name) return &each;
    }
    return nullptr;
}

/// Fills `into` with what a table says, on top of what it holds.
template <class S>
void read_onto(Reading& reading, const Value& value, S& into) {
    const Table* table = value.table();
    if (!table) return reading.expect(value, "a table");
    for (const Entry& each : table->entries) {
        const Field<S>* known = find_field<S>(each.key);
        if (!known) {
            reading.refuse(each.place, field_detail::unknown_key(
                                           each.key, names_of_fields<S>(reading.language())));
        } else if (!field_detail::stands_in(known->in, reading.language())) {
            reading.refuse(each.place, field_detail::wrong_language(each.key, known->in));
        }
    }
    for (const Field<S>& each : fields<S>()) {
        if (!field_detail::stands_in(each.in, reading.language())) continue;
        if (const Entry* entry = table->find(each.name)) {
            each.read(reading, entry->value, into);
        } else if (each.presence == Presence::kRequired) {
            reading.refuse(value.place, fmt::format("the key '{}' is missing: {}", each.name,
                                                    each.documentation));
        }
    }
    Whole<S>::judge(reading, value, into);
}

/// What is not as in `base`; all there is when that is null. In the language of plans: nobody
/// writes scenarios.
template <class S>
Table write_fields(const S& from, const S* base = nullptr) {
    Table table;
    for (const Field<S>& each : fields<S>()) {
        if (!field_detail::stands_in(each.in, Language::kPlan)) continue;
        // What must be there is there, whatever it is.
        const bool must = each.presence == Presence::kRequired;
        if (auto value = each.write(from, must ? nullptr : base)) {
            table.add(std::string(each.name), std::move(*value));
        }
    }
    return table;
}

template <class S>
Table schema_of_fields(Language language) {
    Table properties;
    Array required;
    for (const Field<S>& each : fields<S>()) {
        if (!field_detail::stands_in(each.in, language)) continue;
        Table schema;
        schema.add("description", Value::of(each.documentation));
        for (Entry& entry : each.schema(language).entries) schema.entries.push_back(entry);
        properties.add(std::string(each.name), Value::of(std::move(schema)));
        if (each.presence == Presence::kRequired) required.push_back(Value::of(each.name));
    }
    Table schema = schema_of_type("object");
    schema.add("properties", Value::of(std::move(properties)));
    if (!required.empty()) schema.add("required", Value::of(std::move(required)));
    schema.add("additionalProperties", Value::of(false));
    return schema;
}

template <auto member>
constexpr auto field_onto(std::string_view name, std::string_view documentation) {
    using S = decltype(field_detail::struct_of(member));
    using T = decltype(field_detail::type_of(member));
    return Field<S>{
        .name = name,
        .documentation = documentation,
        .read = [](Reading& reading, const Value& value,
                   S& into) { read_onto(reading, value, into.*member); },
        .write = [](const S& from, const S* base) -> std::optional<Value> {
            Table table = write_fields(from.*member, base ? &(base->*member) : nullptr);
            if (table.entries.empty()) return std::nullopt;
            return Value::of(std::move(table));
        },
        .schema = [](Language language) { return schema_of_fields<T>(language); },
    };
}

/// A table for a struct; it begins as S{}, and what is still so is not written.
template <class S>
struct StructForm {
    using type = S;
    static std::optional<S> read(Reading& reading, const Value& value) {
        S read{};
        read_onto(reading, value, read);
        return read;
    }
    static Value write(const S& from) {
        const S base{};
        return Value::of(write_fields(from, &base));
    }
    static Table schema(Language language) { return schema_of_fields<S>(language); }
};

/// The same, but all of it is written.
template <class S>
struct ExplicitForm : StructForm<S> {
    static Value write(const S& from) { return Value::of(write_fields(from)); }
};

/// {"anyOf": [a, b]}
Table either(Table a, Table b);

/// The same, or only its first field when there is nothing to say about the others.
template <class S>
struct ShortForm {
    using type = S;
    static std::optional<S> read(Reading& reading, const Value& value) {
        if (value.table()) return StructForm<S>::read(reading, value);
        for (std::size_t i = 1; i < fields<S>().size(); ++i) {
            const Field<S>& each = fields<S>()[i];
            if (each.presence != Presence::kRequired) continue;
            reading.refuse(value.place,
                           fmt::format("expected a table with '{}' and '{}', found {}",
                                       fields<S>().front().name, each.name, describe(value)));
            return std::nullopt;
        }
        S read{};
        fields<S>().front().read(reading, value, read);
        return read;
    }
    static Value write(const S& from) {
        Value table = StructForm<S>::write(from);
        const std::vector<Entry>& entries = table.table()->entries;
        if (entries.size() == 1 && entries[0].key == fields<S>().front().name) {
            return entries[0].value;
        }
        return table;
    }
    static Table schema(Language language) {
        Table whole = schema_of_fields<S>(language);
        for (std::size_t i = 1; i < fields<S>().size(); ++i) {
            if (fields<S>()[i].presence == Presence::kRequired) return whole;
        }
        return either(fields<S>().front().schema(language), std::move(whole));
    }
};

}  // namespace assize::scenarios::file
