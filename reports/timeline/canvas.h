#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assize::reports {

/// Signs of a text timeline.
struct Glyphs {
    char32_t leader, in_sync, out_of_sync, up, active, paused, down;
    char32_t crash, restart, pause, resume;
    char32_t sent, right, left, line, dashed, doubled, lost;
    char32_t fold, banner, cut_short;

    static const Glyphs& unicode();
    static const Glyphs& ascii();
};

/// Text in lines of at most so many columns, parted at blanks.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// How many columns UTF-8 text takes: one for each of its characters.
std::size_t columns(std::string_view text);

/// One line of text that is drawn on in any order. Columns count from 0; what is beyond the width
/// is not drawn.
class TextLine {
public:
    explicit TextLine(std::size_t width) : cells_(width, U' ') {}

    std::size_t width() const { return cells_.size(); }
    /// Returns the column behind it.
    std::size_t put(std::size_t column, char32_t sign);
    void fill(std::size_t begin, std::size_t end, char32_t sign);
    /// Text from `column` on, cut short with `cut` where it does not fit before `end`.
    /// Returns the column behind it.
    std::size_t write(std::size_t column, std::string_view text, std::size_t end, char32_t cut);
    /// UTF-8 without blanks at its end; what is not ASCII is '?' when that is asked for.
    std::string text(bool ascii) const;

private:
    std::u32string cells_;
};

}  // namespace assize::reports
