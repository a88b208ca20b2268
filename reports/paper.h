#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assize::reports {

/// How many columns a text takes: of UTF-8, one a character.
std::size_t columns_of(std::string_view text);
/// With spaces up to `columns`.
std::string padded(std::string_view text, std::size_t columns);
/// At most `columns` of it, "..." at its end when there is more.
std::string clipped(std::string_view text, std::size_t columns);

/// Lines of text, no wider than a page. Phrases that do not fit go on in the next line, indented.
class Paper {
public:
    explicit Paper(std::size_t columns) : columns_(columns) {}

    /// One line, which is clipped if it does not fit.
    void line(std::string_view text) { lines_.push_back(clipped(text, columns_)); }
    void blank() { lines_.emplace_back(); }
    /// `head`, then phrases one after another, `gap` between them. A phrase is broken between
    /// words only when it alone does not fit.
    void phrases(std::string_view head, const std::vector<std::string>& phrases,
                 std::string_view gap, std::size_t indent);
    /// `head`, then text that is broken between words; what goes on is indented as far as `head`.
    void text(std::string_view head, std::string_view text);

    std::size_t columns() const { return columns_; }
    std::vector<std::string>& lines() { return lines_; }
    const std::vector<std::string>& lines() const { return lines_; }

private:
    std::size_t columns_;
    std::vector<std::string> lines_;
};

}  // namespace assize::reports
