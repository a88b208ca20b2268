#include "reports/paper.h"

#include <algorithm>

namespace assize::reports {

namespace {

bool begins_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t begin = text.find_first_not_of(' ');
        if (begin == text.npos) break;
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        words.emplace_back(text.substr(begin, end - begin));
        text.remove_prefix(end);
    }
    return words;
}

}  // namespace

std::size_t columns_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::string padded(std::string_view text, std::size_t columns) {
    const std::size_t taken = columns_of(text);
    return std::string(text) + std::string(columns > taken ? columns - taken : 0, ' ');
}

std::string clipped(std::string_view text, std::size_t columns) {
    if (columns_of(text) <= columns) return std::string(text);
    std::string kept;
    std::size_t characters = 0;
    for (const char byte : text) {
        if (begins_character(byte) && ++characters > columns - 3) break;
        kept += byte;
    }
    return kept + "...";
}

void Paper::phrases(std::string_view head, const std::vector<std::string>& phrases,
                    std::string_view gap, std::size_t indent) {
    std::string line(head);
    bool fresh = true;  // Nothing is in the line yet but its beginning.
    for (const std::string& phrase : phrases) {
        const std::size_t needed = (fresh ? 0 : gap.size()) + columns_of(phrase);
        if (columns_of(line) + needed > columns_ && columns_of(line) > indent) {
            this->line(line);
            line = std::string(indent, ' ');
            fresh = true;
        }
        if (columns_of(line) + columns_of(phrase) > columns_) {
            text(line, phrase);
            line = std::string(indent, ' ');
            continue;
        }
        line += fresh ? phrase : std::string(gap) + phrase;
        fresh = false;
    }
    if (!fresh) lines_.push_back(std::move(line));
}

void Paper::text(std::string_view head, std::string_view text) {
    if (columns_of(head) + columns_of(text) <= columns_) return line(std::string(head) += text);
    const std::string margin(columns_of(head), ' ');
    std::string line(head);
    bool fresh = true;
    for (const std::string& word : words_of(text)) {
        if (!fresh && columns_of(line) + 1 + columns_of(word) > columns_) {
            lines_.push_back(std::move(line));
            line = margin;
            fresh = true;
        }
        line += fresh ? clipped(word, columns_ - margin.size()) : " " + word;
        fresh = false;
    }
    lines_.push_back(std::move(line));
}

}  // namespace assize::reports
