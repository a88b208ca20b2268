#include "checkers/history/edn.h"

#include <fmt/format.h>

#include <charconv>
#include <string>

#include "checkers/history/utf8.h"

namespace assize::checkers {

namespace {

constexpr int kMaxFormDepth = 100;

bool is_space(int character) {
    return character == ' ' || character == ',' || character == '\n' || character == '\t' ||
           character == '\r' || character == '\f';
}

bool ends_token(int character) {
    return character == Source::kEnd || is_space(character) ||
           std::string_view("()[]{}\";").find(static_cast<char>(character)) !=
               std::string_view::npos;
}

class EdnReader {
public:
    EdnReader(Source& source, Forms& forms) : source_(source), forms_(forms) {}

    /// Skips what means nothing. False when the file is damaged there.
    bool skip_space();
    /// One form, which must be there.
    bool read_form(int depth);

    bool refuse(SourcePlace place, std::string what) {
        error_ = {.place = place, .what = std::move(what)};
        return false;
    }
    const ReadError& error() const { return error_; }

private:
    bool skip_discarded();
    bool read_hash(SourcePlace place, int depth);
    bool read_collection(FormKind kind, char close, SourcePlace place, int depth);
    bool read_string(SourcePlace place);
    bool read_escape(SourcePlace place);
    bool read_unicode_escape(SourcePlace place);
    bool read_character(SourcePlace place);
    bool read_token(SourcePlace place);
    bool add_token(SourcePlace place);
    void take_token();

    Source& source_;
    Forms& forms_;
    std::string token_;
    ReadError error_;
    int discarding_ = 0;
};

// Discarded forms (#_) count as space, comments too.
bool EdnReader::skip_space() {
    for (;;) {
        const int character = source_.peek();
        if (is_space(character)) {
            source_.next();
        } else if (character == ';') {
            while (source_.peek() != Source::kEnd && source_.peek() != '\n') source_.next();
        } else if (character == '#' && source_.ahead().starts_with("#_")) {
            if (!skip_discarded()) return false;
        } else {
            return true;
        }
    }
}

bool EdnReader::skip_discarded() {
    const SourcePlace place = source_.place();
    source_.next();
    source_.next();
    const std::size_t size = forms_.size();
    if (++discarding_ > kMaxFormDepth)
        return refuse(place, "forms lie too deep within one another");
    const bool read = skip_space() && read_form(kMaxFormDepth / 2);
    --discarding_;
    forms_.cut(size);
    return read;
}

bool EdnReader::read_form(int depth) {
    const SourcePlace place = source_.place();
    if (depth > kMaxFormDepth) return refuse(place, "forms lie too deep within one another");
    switch (source_.peek()) {
        case Source::kEnd: return refuse(place, "the file ends where a value should be");
        case '{': return read_collection(FormKind::kMap, '}', place, depth);
        case '[': return read_collection(FormKind::kList, ']', place, depth);
        case '(': return read_collection(FormKind::kList, ')', place, depth);
        case '#': return read_hash(place, depth);
        case '"': return read_string(place);
        case '\\': return read_character(place);
        case '}':
        case ']':
        case ')':
            return refuse(place,
                          fmt::format("'{}' closes nothing", static_cast<char>(source_.peek())));
        default: return read_token(place);
    }
}

// A set, a symbolic number (##NaN), or a tag before a form.
bool EdnReader::read_hash(SourcePlace place, int depth) {
    source_.next();
    if (source_.peek() == '{') return read_collection(FormKind::kList, '}', place, depth);
    if (source_.peek() == '#') {
        source_.next();
        take_token();
        forms_.add_text(FormKind::kOther, token_, place);
        return true;
    }
    take_token();
    if (token_.empty()) return refuse(place, "'#' without a tag");
    return skip_space() && read_form(depth + 1);
}

bool EdnReader::read_collection(FormKind kind, char close, SourcePlace place, int depth) {
    source_.next();
    const std::size_t opened = forms_.open(kind, place);
    std::size_t elements = 0;
    for (;;) {
        if (!skip_space()) return false;
        const int character = source_.peek();
        if (character == close) break;
        if (character == Source::kEnd) {
            return refuse(source_.place(),
                          fmt::format("the file ends before the '{}' of what begins at {}:{}",
                                      close, place.line, place.column));
        }
        if (character == '}' || character == ']' || character == ')') {
            return refuse(source_.place(), fmt::format("expected '{}', found '{}'", close,
                                                       static_cast<char>(character)));
        }
        if (!read_form(depth + 1)) return false;
        ++elements;
    }
    if (kind == FormKind::kMap && elements % 2 != 0) {
        return refuse(source_.place(), "a map ends after a key without a value");
    }
    source_.next();
    forms_.close(opened);
    return true;
}

bool EdnReader::read_string(SourcePlace place) {
    source_.next();
    token_.clear();
    for (;;) {
        const int character = source_.next();
        if (character == '"') break;
        if (character == Source::kEnd) {
            return refuse(source_.place(), fmt::format("the file ends within the string at {}:{}",
                                                       place.line, place.column));
        }
        if (character != '\\') {
            token_.push_back(static_cast<char>(character));
        } else if (!read_escape(place)) {
            return false;
        }
    }
    if (!is_utf8(token_)) return refuse(place, "a string that is not UTF-8");
    forms_.add_text(FormKind::kText, token_, place);
    return true;
}

bool EdnReader::read_escape(SourcePlace place) {
    constexpr std::string_view kNames = "tnrbf\\\"";
    constexpr std::string_view kMeanings = "\t\n\r\b\f\\\"";
    const int character = source_.next();
    if (character == 'u') return read_unicode_escape(place);
    const std::size_t at = character == Source::kEnd ? std::string_view::npos
                                                     : kNames.find(static_cast<char>(character));
    if (at == std::string_view::npos) return refuse(place, "a string with an unknown escape");
    token_.push_back(kMeanings[at]);
    return true;
}

bool EdnReader::read_unicode_escape(SourcePlace place) {
    std::string digits;
    while (digits.size() < 4 && !ends_token(source_.peek())) {
        digits.push_back(static_cast<char>(source_.next()));
    }
    std::uint32_t point = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), point, 16);
    if (digits.size() != 4 || error != std::errc{} || end != digits.data() + 4) {
        return refuse(place, "a string with \\u and not four hexadecimal digits");
    }
    append_utf8(token_, point);
    return true;
}

// \a, \newline, \u0041: only what it is matters, not which character.
bool EdnReader::read_character(SourcePlace place) {
    source_.next();
    if (source_.peek() == Source::kEnd) return refuse(place, "the file ends after '\\'");
    token_.assign(1, static_cast<char>(source_.next()));
    while (!ends_token(source_.peek())) token_.push_back(static_cast<char>(source_.next()));
    if (!is_utf8(token_)) return refuse(place, "a character that is not UTF-8");
    forms_.add_text(FormKind::kText, token_, place);
    return true;
}

void EdnReader::take_token() {
    token_.clear();
    while (!ends_token(source_.peek())) token_.push_back(static_cast<char>(source_.next()));
}

bool EdnReader::read_token(SourcePlace place) {
    take_token();
    if (!is_utf8(token_)) return refuse(place, "this is not UTF-8");
    for (const char character : token_) {
        if (static_cast<unsigned char>(character) < 0x20 || character == 0x7f) {
            return refuse(place, "a control character; is this a text file?");
        }
    }
    return add_token(place);
}

bool EdnReader::add_token(SourcePlace place) {
    const bool negative = token_[0] == '-' || token_[0] == '+';
    const std::size_t first_digit = negative ? 1 : 0;
    if (token_.size() > first_digit && token_[first_digit] >= '0' && token_[first_digit] <= '9') {
        std::string_view digits = token_;
        if (digits.starts_with('+')) digits.remove_prefix(1);
        if (digits.ends_with('N')) digits.remove_suffix(1);
        std::int64_t integer = 0;
        const char* const last = digits.data() + digits.size();
        const auto [end, error] = std::from_chars(digits.data(), last, integer);
        if (error == std::errc{} && end == last) {
            forms_.add_integer(integer, place);
        } else {
            forms_.add_text(FormKind::kOther, token_, place);
        }
        return true;
    }
    if (token_ == "nil") {
        forms_.add(FormKind::kNull, place);
    } else if (token_ == "true" || token_ == "false") {
        forms_.add(FormKind::kBoolean, place);
    } else if (token_ == ":") {
        return refuse(place, "a keyword without a name");
    } else {
        const std::string_view name = token_;
        forms_.add_text(FormKind::kText, name.substr(name[0] == ':' ? 1 : 0), place);
    }
    return true;
}

}  // namespace

std::optional<ReadError> read_edn(Source& source, OperationReader& operations) {
    Forms forms;
    EdnReader reader(source, forms);
    if (!reader.skip_space()) return reader.error();
    const SourcePlace begin = source.place();
    const bool in_vector = source.peek() == '[';
    if (in_vector) source.next();
    for (;;) {
        if (!reader.skip_space()) return reader.error();
        if (source.peek() == Source::kEnd) {
            if (!in_vector) return operations.finish();
            return ReadError{source.place(),
                             fmt::format("the file ends before the ']' of the vector at {}:{}",
                                         begin.line, begin.column)};
        }
        if (in_vector && source.peek() == ']') break;
        forms.clear();
        if (!reader.read_form(0)) return reader.error();
        if (const auto error = operations.add(forms)) return error;
    }
    source.next();
    if (!reader.skip_space()) return reader.error();
    if (source.peek() != Source::kEnd) {
        return ReadError{source.place(), "more after the ']' of the vector"};
    }
    return operations.finish();
}

}  // namespace assize::checkers
