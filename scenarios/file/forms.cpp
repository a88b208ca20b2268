#include "scenarios/file/forms.h"

#include <charconv>
#include <initializer_list>

#include "scenarios/file/units.h"

namespace assize::scenarios::file {

namespace {

Table any_of(std::initializer_list<Table> schemas) {
    Array all;
    for (const Table& each : schemas) all.push_back(Value::of(each));
    Table schema;
    schema.add("anyOf", Value::of(std::move(all)));
    return schema;
}

Table pattern_schema(std::string_view pattern) {
    Table schema = schema_of_type("string");
    schema.add("pattern", Value::of(pattern));
    return schema;
}

std::string bounds_text(std::int64_t least, std::int64_t most) {
    if (most == std::numeric_limits<std::int64_t>::max()) return fmt::format("at least {}", least);
    return fmt::format("from {} to {}", least, most);
}

}  // namespace

Table schema_of_type(std::string_view name) {
    Table schema;
    schema.add("type", Value::of(name));
    return schema;
}

std::optional<std::string> TextForm::read(Reading& reading, const Value& value) {
    if (const std::string* text = value.text()) return *text;
    reading.expect(value, "a text in quotes");
    return std::nullopt;
}

std::optional<bool> FlagForm::read(Reading& reading, const Value& value) {
    if (const bool* flag = std::get_if<bool>(&value.is)) return *flag;
    reading.expect(value, "true or false");
    return std::nullopt;
}

std::optional<std::int64_t> read_number(Reading& reading, const Value& value, std::int64_t least,
                                        std::int64_t most) {
    const std::int64_t* number = value.number();
    if (number && *number >= least && *number <= most) return *number;
    reading.expect(value, fmt::format("a whole number {}", bounds_text(least, most)));
    return std::nullopt;
}

Table number_schema(std::int64_t least, std::int64_t most) {
    Table schema = schema_of_type("integer");
    schema.add("minimum", Value::of(least));
    if (most != std::numeric_limits<std::int64_t>::max()) schema.add("maximum", Value::of(most));
    return schema;
}

std::optional<std::uint64_t> SeedForm::read(Reading& reading, const Value& value) {
    if (const std::int64_t* number = value.number(); number && *number >= 0) {
        return static_cast<std::uint64_t>(*number);
    }
    if (const std::string* text = value.text()) {
        const bool hex = text->starts_with("0x");
        const char* begin = text->data() + (hex ? 2 : 0);
        const char* end = text->data() + text->size();
        std::uint64_t seed = 0;
        const auto [stop, error] = std::from_chars(begin, end, seed, hex ? 16 : 10);
        if (begin != end && stop == end && error == std::errc()) return seed;
    }
    reading.expect(value, "a seed: a whole number from 0 to 2^64 - 1, such as 7 or \"0x5eed\"");
    return std::nullopt;
}

Value SeedForm::write(std::uint64_t seed) {
    if (seed <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return Value::of(static_cast<std::int64_t>(seed));
    }
    return Value::of(fmt::format("{:#x}", seed));
}

Table SeedForm::schema(Language) {
    return any_of({number_schema(0, std::numeric_limits<std::int64_t>::max()),
                   pattern_schema("^(0x[0-9a-fA-F]{1,16}|[0-9]{1,20})$")});
}

// --- Quantities.

std::optional<sim::Duration> read_duration(Reading& reading, const Value& value,
                                           sim::Duration least, sim::Duration most) {
    const std::string* text = value.text();
    const auto duration = text ? read_duration(*text) : std::nullopt;
    if (!duration) {
        reading.expect(value,
                       "a duration in quotes with a unit (ns us ms s m h), such as \"250ms\"");
        return std::nullopt;
    }
    if (*duration < least || *duration > most) {
        reading.expect(value,
                       fmt::format("a duration from {} to {}", to_text(least), to_text(most)));
        return std::nullopt;
    }
    return duration;
}

Value write_duration(sim::Duration duration) {
    return Value::of(to_text(duration));
}

Table duration_schema() {
    return pattern_schema("^-?[0-9]+(\\.[0-9]+)? *(ns|us|ms|s|m|h)$");
}

std::optional<std::int64_t> read_bytes(Reading& reading, const Value& value, std::int64_t least,
                                       std::int64_t most) {
    std::optional<std::int64_t> bytes;
    if (const std::int64_t* number = value.number()) bytes = *number;
    if (const std::string* text = value.text()) bytes = read_bytes(*text);
    if (!bytes) {
        reading.expect(value, "a size: a number of bytes, or with a unit such as \"256KiB\"");
        return std::nullopt;
    }
    if (*bytes < least || *bytes > most) {
        reading.expect(
            value, fmt::format("a size from {} to {}", bytes_to_text(least), bytes_to_text(most)));
        return std::nullopt;
    }
    return bytes;
}

std::optional<std::int64_t> read_bandwidth(Reading& reading, const Value& value,
                                           std::int64_t most) {
    constexpr std::string_view kPerSecond = "/s";
    std::optional<std::int64_t> bytes;
    if (const std::int64_t* number = value.number()) bytes = *number;
    if (const std::string* text = value.text(); text && text->ends_with(kPerSecond)) {
        bytes = read_bytes(std::string_view(*text).substr(0, text->size() - kPerSecond.size()));
    }
    if (bytes && *bytes >= 1 && *bytes <= most) return bytes;
    reading.expect(value, fmt::format("a bandwidth such as \"100MB/s\", from 1B/s to {}/s",
                                      decimal_bytes_to_text(most)));
    return std::nullopt;
}

Value write_bytes(std::int64_t bytes) {
    return Value::of(bytes_to_text(bytes));
}

Value write_bandwidth(std::int64_t bytes_per_second) {
    return Value::of(decimal_bytes_to_text(bytes_per_second) + "/s");
}

Table bytes_schema() {
    return any_of({number_schema(0, std::numeric_limits<std::int64_t>::max()),
                   pattern_schema("^[0-9]+(\\.[0-9]+)? *([kKMGT]?B|[KMGT]iB)?(/s)?$")});
}

std::optional<sim::Chance> ChanceForm::read(Reading& reading, const Value& value) {
    std::optional<sim::Chance> chance;
    if (const std::int64_t* number = value.number()) {
        chance = file::read_percent(fmt::format("{}%", *number));
    } else if (const auto* fraction = std::get_if<Fraction>(&value.is)) {
        chance = file::read_percent(fraction->text + "%");
    } else if (const std::string* text = value.text()) {
        chance = file::read_percent(*text);
    }
    if (!chance)
        reading.expect(value, "a chance in per cent, from 0 to 100, such as 15 or \"0.5%\"");
    return chance;
}

Value ChanceForm::write(sim::Chance chance) {
    return Value::of(to_text(chance));
}

Table ChanceForm::schema(Language) {
    Table number = schema_of_type("number");
    number.add("minimum", Value::of(std::int64_t{0}));
    number.add("maximum", Value::of(std::int64_t{100}));
    return any_of({number, pattern_schema("^[0-9]+(\\.[0-9]+)?%$")});
}

Table list_schema(Table of, std::size_t least) {
    Table schema = schema_of_type("array");
    schema.add("items", Value::of(std::move(of)));
    if (least > 0) schema.add("minItems", Value::of(static_cast<std::int64_t>(least)));
    return schema;
}

Table map_schema(Table of) {
    Table schema = schema_of_type("object");
    schema.add("additionalProperties", Value::of(std::move(of)));
    return schema;
}

}  // namespace assize::scenarios::file
