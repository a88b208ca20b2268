#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

#include "scenarios/file/toml_text.h"

namespace assize::scenarios::file {

namespace {

Place place_of(const toml::source_region& source) {
    return {.line = static_cast<int>(source.begin.line),
            .column = static_cast<int>(source.begin.column)};
}

Value value_of(const toml::node& node);

Table table_of(const toml::table& from) {
    Table table;
    for (const auto& [key, node] : from) {
        table.entries.push_back(Entry{.key = std::string(key.str()),
                                      .place = place_of(key.source()),
                                      .value = value_of(node)});
    }
    // toml++ sorts by name.
    std::ranges::stable_sort(table.entries, {}, &Entry::place);
    return table;
}

Array array_of(const toml::array& from) {
    Array array;
    array.reserve(from.size());
    for (const toml::node& node : from) array.push_back(value_of(node));
    return array;
}

// With a point or an exponent, so that it stays a fraction.
std::string text_of(double number) {
    std::string text = fmt::format("{}", number);
    return text;
}

Value value_of(const toml::node& node) {
    Value value{.is = false, .place = place_of(node.source())};
    if (const auto* table = node.as_table()) {
        value.is = table_of(*table);
    } else if (const auto* array = node.as_array()) {
        value.is = array_of(*array);
    } else if (const auto* text = node.as_string()) {
        value.is = text->get();
    } else if (const auto* number = node.as_integer()) {
        value.is = number->get();
    } else if (const auto* fraction = node.as_floating_point()) {
        value.is = Fraction{text_of(fraction->get())};
    } else if (const auto* flag = node.as_boolean()) {
        value.is = flag->get();
    } else {
        value.is = Moment{};
    }
    return value;
}

}  // namespace

sim::Result<Table, FileError> read_toml(std::string_view text, std::string_view path) {
    if (text.size() > kTextBytesMost) {
        return sim::Failure(
            FileError{.path = std::string(path),
                      .message = fmt::format("it has {} bytes; the most that is read is {}",
                                             text.size(), kTextBytesMost)});
    }
    // The packaged library reports errors by exceptions only.
    try {
        return table_of(toml::parse(text, path));
    } catch (const toml::parse_error& error) {
        const Place place = place_of(error.source());
        return sim::Failure(FileError{.path = std::string(path),
                                      .line = place.line,
                                      .column = place.column,
                                      .message = std::string(error.description())});
    }
}

}  // namespace assize::scenarios::file
