#include "checkers/history/json_lines.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace assize::checkers {

namespace {

constexpr std::size_t kMaxLine = 64 << 20;
constexpr std::size_t kMaxValueDepth = 100;

// The characters of a line, which tells how far the parser has come: it tells places of errors
// only, and we need those of values.
class Cursor {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    Cursor(const char* at, const char** farthest) : at_(at), farthest_(farthest) {}
    reference operator*() const { return *at_; }
    Cursor& operator++() {
        *farthest_ = ++at_;
        return *this;
    }
    Cursor operator++(int) {
        const Cursor before = *this;
        ++*this;
        return before;
    }
    bool operator==(const Cursor& other) const { return at_ == other.at_; }

private:
    const char* at_;
    const char** farthest_;
};

bool is_of_number(char character) {
    return (character >= '0' && character <= '9') || character == '-' || character == '+' ||
           character == '.' || character == 'e' || character == 'E';
}

// Turns what the parser meets into forms.
class LineSax final : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit LineSax(Forms& forms) : forms_(forms) {}

    bool parse(std::string_view line, std::uint32_t number) {
        line_ = line;
        number_ = number;
        farthest_ = seen_ = line.data();
        open_.clear();
        const char* const end = line_.data() + line_.size();
        return nlohmann::json::sax_parse(Cursor(line_.data(), &farthest_), Cursor(end, &farthest_),
                                         this);
    }
    const ReadError& error() const { return error_; }

    bool null() override { return add(FormKind::kNull); }
    bool boolean(bool) override { return add(FormKind::kBoolean); }
    bool number_integer(std::int64_t integer) override { return add_integer(integer); }
    bool number_unsigned(std::uint64_t integer) override {
        if (integer > INT64_MAX) return add_text(FormKind::kOther, std::to_string(integer), true);
        return add_integer(static_cast<std::int64_t>(integer));
    }
    bool number_float(double, const std::string& text) override {
        return add_text(FormKind::kOther, text, true);
    }
    bool string(std::string& text) override { return add_text(FormKind::kText, text, false); }
    bool key(std::string& text) override { return add_text(FormKind::kText, text, false); }
    bool binary(nlohmann::json::binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(FormKind::kMap); }
    bool start_array(std::size_t) override { return open(FormKind::kList); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::json::exception& exception) override {
        const std::string_view why = exception.what();
        const std::size_t column = why.find(": ");
        const std::string_view tail = why.substr(column == std::string_view::npos ? 0 : column + 2);
        error_ = {.place = place_of(line_.data() + std::min(position, line_.size() + 1) - 1),
                  .what = "this is not JSON: " + std::string(tail)};
        return false;
    }

private:
    // Where the value begins that the parser has just come to the end of.
    SourcePlace begin_of_value() {
        const char* begin = seen_;
        const char* const end = line_.data() + line_.size();
        while (begin != end && std::string_view(" \t\r,:").find(*begin) != std::string_view::npos) {
            ++begin;
        }
        seen_ = farthest_;
        return place_of(begin);
    }
    // The parser knows the end of a number by the character after it.
    void give_back_after_number() {
        if (seen_ != line_.data() && !is_of_number(seen_[-1])) --seen_;
    }
    SourcePlace place_of(const char* at) const {
        const auto count = std::max<std::ptrdiff_t>(0, at - line_.data());
        const std::string_view before = line_.substr(0, static_cast<std::size_t>(count));
        // Bytes for now: characters are counted when somebody asks.
        return {.line = number_, .column = static_cast<std::uint32_t>(before.size() + 1)};
    }

    bool add(FormKind kind) {
        forms_.add(kind, begin_of_value());
        return true;
    }
    bool add_integer(std::int64_t integer) {
        forms_.add_integer(integer, begin_of_value());
        give_back_after_number();
        return true;
    }
    bool add_text(FormKind kind, std::string_view text, bool is_number) {
        forms_.add_text(kind, text, begin_of_value());
        if (is_number) give_back_after_number();
        return true;
    }
    bool open(FormKind kind) {
        const SourcePlace place = begin_of_value();
        if (open_.size() == kMaxValueDepth) {
            error_ = {.place = place, .what = "values lie too deep within one another"};
            return false;
        }
        open_.push_back(forms_.open(kind, place));
        return true;
    }
    bool close() {
        begin_of_value();
        forms_.close(open_.back());
        open_.pop_back();
        return true;
    }

    Forms& forms_;
    std::string_view line_;
    std::uint32_t number_ = 0;
    const char* farthest_ = nullptr;  // The parser has read up to here.
    const char* seen_ = nullptr;      // The end of the last value, bracket or name.
    std::vector<std::size_t> open_;
    ReadError error_;
};

// Turns a column counted in bytes into one counted in characters.
ReadError in_characters(ReadError error, std::string_view line) {
    const std::string_view before = line.substr(0, error.place.column - 1);
    const auto continues = std::ranges::count_if(
        before, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; });
    error.place.column -= static_cast<std::uint32_t>(continues);
    return error;
}

}  // namespace

std::optional<ReadError> read_json_lines(Source& source, OperationReader& operations) {
    Forms forms;
    LineSax sax(forms);
    std::string line;
    for (;;) {
        const std::uint32_t number = source.place().line;
        if (!source.next_line(line, kMaxLine)) break;
        if (line.size() > kMaxLine) {
            return ReadError{{.line = number, .column = kMaxLine}, "a line of more than 64 MiB"};
        }
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        forms.clear();
        if (!sax.parse(line, number)) return in_characters(sax.error(), line);
        if (const auto error = operations.add(forms)) return in_characters(*error, line);
    }
    return operations.finish();
}

}  // namespace assize::checkers
