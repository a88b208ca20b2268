#include <fmt/format.h>

#include <algorithm>

#include "scenarios/file/toml_text.h"

namespace assize::scenarios::file {

namespace {

bool is_bare(std::string_view key) {
    return !key.empty() && std::ranges::all_of(key, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
}

std::string toml_quoted(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (c == '\n') {
            quoted += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            quoted += fmt::format("\\u{:04X}", byte);
        } else {
            quoted += c;
        }
    }
    return quoted + "\"";
}

std::string key_text(std::string_view key) {
    return is_bare(key) ? std::string(key) : toml_quoted(key);
}

std::string inline_text(const Value& value);

struct InlineText {
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(const Fraction& fraction) const { return fraction.text; }
    std::string operator()(const std::string& text) const { return toml_quoted(text); }
    std::string operator()(const Moment&) const { return "\"\""; }
    std::string operator()(const Array& array) const {
        // Lists of lists are tables for those who read them: a line for each.
        const bool by_lines = !array.empty() && array.front().array();
        std::string text = "[";
        for (std::size_t i = 0; i < array.size(); ++i) {
            if (by_lines) {
                text += "\n    ";
            } else if (i > 0) {
                text += " ";
            }
            text += inline_text(array[i]);
            if (by_lines || i + 1 < array.size()) text += ",";
        }
        return text + (by_lines ? "\n]" : "]");
    }
    std::string operator()(const Table& table) const {
        std::string text = "{";
        for (const Entry& each : table.entries) {
            text += fmt::format("{} {} = {}", text.size() > 1 ? "," : "", key_text(each.key),
                                inline_text(each.value));
        }
        return text + (table.entries.empty() ? "}" : " }");
    }
};

std::string inline_text(const Value& value) {
    return std::visit(InlineText{}, value.is);
}

bool is_array_of_tables(const Value& value) {
    const Array* array = value.array();
    return array && !array->empty() &&
           std::ranges::all_of(*array, [](const Value& each) { return each.table() != nullptr; });
}

bool holds_only_tables(const Table& table) {
    return std::ranges::all_of(table.entries,
                               [](const Entry& each) { return each.value.table() != nullptr; });
}

std::string lines_of(const Table& table) {
    std::string text;
    for (const Entry& each : table.entries) {
        text += fmt::format("{} = {}\n", key_text(each.key), inline_text(each.value));
    }
    return text;
}

// How deep [a.b.c] goes before tables are written inline.
constexpr int kHeaderDepthMost = 2;

std::string section(const std::string& name, const Table& table, int depth) {
    std::string lines;
    std::string sections;
    for (const Entry& each : table.entries) {
        const Table* below = each.value.table();
        if (below && depth < kHeaderDepthMost) {
            sections += section(name + "." + key_text(each.key), *below, depth + 1);
        } else if (below && holds_only_tables(table)) {
            sections += fmt::format("\n[{}.{}]\n{}", name, key_text(each.key), lines_of(*below));
        } else {
            lines += fmt::format("{} = {}\n", key_text(each.key), inline_text(each.value));
        }
    }
    if (lines.empty() && !sections.empty()) return sections;
    return fmt::format("\n[{}]\n{}{}", name, lines, sections);
}

}  // namespace

std::string write_toml(const Table& table) {
    std::string text;
    std::string sections;
    for (const Entry& each : table.entries) {
        if (const Table* below = each.value.table()) {
            sections += section(key_text(each.key), *below, 1);
        } else if (is_array_of_tables(each.value)) {
            for (const Value& element : *each.value.array()) {
                sections +=
                    fmt::format("\n[[{}]]\n{}", key_text(each.key), lines_of(*element.table()));
            }
        } else {
            text += fmt::format("{} = {}\n", key_text(each.key), inline_text(each.value));
        }
    }
    return text + sections;
}

}  // namespace assize::scenarios::file
