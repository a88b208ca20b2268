#include "reports/timeline/canvas.h"

#include <algorithm>

namespace assize::reports {

namespace {

/// The characters of UTF-8 text; a byte that makes no sense is a character of its own.
std::u32string characters(std::string_view text) {
    std::u32string characters;
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at++]);
        const int more = lead < 0xC0 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        char32_t character = more == 0   ? lead
                             : more == 1 ? lead & 0x1Fu
                             : more == 2 ? lead & 0x0Fu
                                         : lead & 0x07u;
        for (int i = 0; i < more && at < text.size(); ++i) {
            character = (character << 6) | (static_cast<unsigned char>(text[at++]) & 0x3Fu);
        }
        characters += character < U' ' ? U' ' : character;
    }
    return characters;
}

void append_utf8(std::string& text, char32_t character) {
    const auto byte = [&](char32_t bits) { text += static_cast<char>(bits); };
    if (character < 0x80) {
        byte(character);
    } else if (character < 0x800) {
        byte(0xC0 | (character >> 6));
        byte(0x80 | (character & 0x3F));
    } else if (character < 0x10000) {
        byte(0xE0 | (character >> 12));
        byte(0x80 | ((character >> 6) & 0x3F));
        byte(0x80 | (character & 0x3F));
    } else {
        byte(0xF0 | (character >> 18));
        byte(0x80 | ((character >> 12) & 0x3F));
        byte(0x80 | ((character >> 6) & 0x3F));
        byte(0x80 | (character & 0x3F));
    }
}

// A blank between digits parts no words: "4 118".
std::size_t end_of_word(std::string_view text) {
    const auto is_digit = [&](std::size_t at) {
        return at < text.size() && text[at] >= '0' && text[at] <= '9';
    };
    std::size_t end = text.find(' ');
    while (end != text.npos && end > 0 && is_digit(end - 1) && is_digit(end + 1)) {
        end = text.find(' ', end + 1);
    }
    return std::min(end, text.size());
}

}  // namespace

const Glyphs& Glyphs::unicode() {
    static constexpr Glyphs kGlyphs{.leader = U'┃',
                                    .in_sync = U'│',
                                    .out_of_sync = U'┊',
                                    .up = U'│',
                                    .active = U'║',
                                    .paused = U'░',
                                    .down = U' ',
                                    .crash = U'✖',
                                    .restart = U'◉',
                                    .pause = U'‖',
                                    .resume = U'▷',
                                    .sent = U'●',
                                    .right = U'▶',
                                    .left = U'◀',
                                    .line = U'─',
                                    .dashed = U'╌',
                                    .doubled = U'═',
                                    .lost = U'✕',
                                    .fold = U'≈',
                                    .banner = U'═',
                                    .cut_short = U'…'};
    return kGlyphs;
}

const Glyphs& Glyphs::ascii() {
    static constexpr Glyphs kGlyphs{.leader = U'#',
                                    .in_sync = U'|',
                                    .out_of_sync = U':',
                                    .up = U'|',
                                    .active = U'%',
                                    .paused = U'z',
                                    .down = U' ',
                                    .crash = U'X',
                                    .restart = U'O',
                                    .pause = U'"',
                                    .resume = U'>',
                                    .sent = U'*',
                                    .right = U'>',
                                    .left = U'<',
                                    .line = U'-',
                                    .dashed = U'.',
                                    .doubled = U'=',
                                    .lost = U'x',
                                    .fold = U'~',
                                    .banner = U'=',
                                    .cut_short = U'~'};
    return kGlyphs;
}

std::size_t columns(std::string_view text) {
    return characters(text).size();
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = end_of_word(text);
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (lines.empty() || columns(lines.back()) + 1 + columns(word) > width) {
            lines.emplace_back(word);
        } else {
            lines.back() += ' ';
            lines.back() += word;
        }
    }
    return lines;
}

std::size_t TextLine::put(std::size_t column, char32_t sign) {
    if (column < cells_.size()) cells_[column] = sign;
    return column + 1;
}

void TextLine::fill(std::size_t begin, std::size_t end, char32_t sign) {
    for (std::size_t column = begin; column < end; ++column) put(column, sign);
}

std::size_t TextLine::write(std::size_t column, std::string_view text, std::size_t end,
                            char32_t cut) {
    std::u32string all = characters(text);
    end = std::min(end, cells_.size());
    if (column >= end) return column;
    const std::size_t room = end - column;
    if (all.size() > room) {
        all.resize(room);
        all.back() = cut;
    }
    for (const char32_t character : all) put(column++, character);
    return column;
}

std::string TextLine::text(bool ascii) const {
    const std::size_t last = cells_.find_last_not_of(U' ');
    std::string text;
    for (std::size_t i = 0; last != std::u32string::npos && i <= last; ++i) {
        append_utf8(text, ascii && cells_[i] >= 0x80 ? U'?' : cells_[i]);
    }
    return text;
}

}  // namespace assize::reports
