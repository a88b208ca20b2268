#include "scenarios/file/value.h"

#include <fmt/format.h>

#include <algorithm>

namespace assize::scenarios::file {

namespace {

constexpr std::size_t kShownTextMost = 60;

struct Describe {
    std::string operator()(bool flag) const { return fmt::format("{}", flag); }
    std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
    std::string operator()(const Fraction& fraction) const { return fraction.text; }
    std::string operator()(const std::string& text) const {
        // Long text is cut, but never in the middle of a character.
        std::size_t end = std::min(text.size(), kShownTextMost);
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
        return fmt::format("'{}{}'", text.substr(0, end), end < text.size() ? "..." : "");
    }
    std::string operator()(const Moment&) const { return "a date or time"; }
    std::string operator()(const Array&) const { return "an array"; }
    std::string operator()(const Table&) const { return "a table"; }
};

}  // namespace

const Entry* Table::find(std::string_view key) const {
    const auto found =
        std::ranges::find_if(entries, [key](const Entry& each) { return each.key == key; });
    return found == entries.end() ? nullptr : &*found;
}

Entry* Table::find(std::string_view key) {
    return const_cast<Entry*>(std::as_const(*this).find(key));
}

void Table::add(std::string key, Value value) {
    entries.push_back(Entry{.key = std::move(key), .place = {}, .value = std::move(value)});
}

std::string describe(const Value& value) {
    return std::visit(Describe{}, value.is);
}

}  // namespace assize::scenarios::file
