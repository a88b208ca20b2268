#include "checkers/history/source.h"

namespace assize::checkers {

std::string_view Source::ahead() {
    if (at_ == size_) fill();
    return std::string_view(block_.data(), size_).substr(at_);
}

bool Source::next_line(std::string& line, std::size_t max_size) {
    line.clear();
    if (peek() == kEnd) return false;
    while (peek() != kEnd && line.size() <= max_size) {
        const std::string_view rest = ahead();
        const std::size_t end = rest.find('\n');
        line.append(rest.substr(0, end));
        if (end != std::string_view::npos) {
            at_ += end + 1;
            break;
        }
        at_ = size_;
    }
    place_ = {.line = place_.line + 1, .column = 1};
    return true;
}

bool Source::fill() {
    stream_.read(block_.data(), static_cast<std::streamsize>(block_.size()));
    at_ = 0;
    size_ = static_cast<std::size_t>(stream_.gcount());
    return size_ > 0;
}

}  // namespace assize::checkers
