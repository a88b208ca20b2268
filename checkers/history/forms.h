#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/history/source.h"

namespace assize::checkers {

/// What EDN and JSON have in common. Keywords, symbols and characters count as texts; a map is a
/// list of keys and values by turns; numbers that are no 64-bit integers are something else.
enum class FormKind : std::uint8_t { kNull, kBoolean, kInteger, kText, kOther, kList, kMap };

/// One value of a file, and where it begins.
struct Form {
    FormKind kind;
    SourcePlace place;
    std::int64_t integer = 0;      // Of kInteger.
    std::uint32_t text_begin = 0;  // Of kText and kOther, within Forms.
    std::uint32_t text_size = 0;
    std::uint32_t end = 0;  // The form after this one and all that it contains.
};

/// One op map, taken apart: forms in the order of the file, each before what it contains.
/// Used again for the next one, so that reading allocates nothing.
class Forms {
public:
    void clear() {
        forms_.clear();
        text_.clear();
    }

    const Form& operator[](std::size_t at) const { return forms_[at]; }
    std::size_t size() const { return forms_.size(); }
    std::string_view text(const Form& form) const {
        return std::string_view(text_).substr(form.text_begin, form.text_size);
    }

    void add(FormKind kind, SourcePlace place) {
        forms_.push_back({.kind = kind, .place = place, .end = next()});
    }
    void add_integer(std::int64_t integer, SourcePlace place) {
        forms_.push_back(
            {.kind = FormKind::kInteger, .place = place, .integer = integer, .end = next()});
    }
    void add_text(FormKind kind, std::string_view text, SourcePlace place) {
        forms_.push_back({.kind = kind,
                          .place = place,
                          .text_begin = static_cast<std::uint32_t>(text_.size()),
                          .text_size = static_cast<std::uint32_t>(text.size()),
                          .end = next()});
        text_.append(text);
    }
    /// Returns the number under which to close it.
    std::size_t open(FormKind kind, SourcePlace place) {
        add(kind, place);
        return forms_.size() - 1;
    }
    void close(std::size_t opened) { forms_[opened].end = next() - 1; }
    /// Forgets all from there on.
    void cut(std::size_t size) { forms_.resize(size, Form{.kind = FormKind::kNull, .place = {}}); }

private:
    std::uint32_t next() const { return static_cast<std::uint32_t>(forms_.size() + 1); }

    std::vector<Form> forms_;
    std::string text_;
};

}  // namespace assize::checkers
