#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <string_view>

namespace assize::checkers {

/// A place in a file, counted from one. Columns count characters, not bytes.
struct SourcePlace {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    bool operator==(const SourcePlace&) const = default;
};

/// Why a file cannot be read, and where.
struct ReadError {
    SourcePlace place;
    std::string what;
};

/// The characters of a file one after another, or line by line, with the place of the next one.
/// Holds one block of it at a time.
class Source {
public:
    static constexpr int kEnd = -1;

    explicit Source(std::istream& stream) : stream_(stream) {}

    /// The next character as a byte, or kEnd.
    int peek() {
        if (at_ == size_ && !fill()) return kEnd;
        return static_cast<unsigned char>(block_[at_]);
    }
    int next() {
        const int character = peek();
        if (character == kEnd) return kEnd;
        ++at_;
        if (character == '\n') {
            place_ = {.line = place_.line + 1, .column = 1};
        } else if ((character & 0xc0) != 0x80) {
            ++place_.column;
        }
        return character;
    }
    SourcePlace place() const { return place_; }

    /// What is next, without taking it: the rest of the block.
    std::string_view ahead();

    /// The rest of the line without its end, which is taken. False when there is none.
    /// Stops within a line that is longer than `max_size`.
    bool next_line(std::string& line, std::size_t max_size);

private:
    bool fill();

    std::istream& stream_;
    std::array<char, 1 << 16> block_{};
    std::size_t at_ = 0;
    std::size_t size_ = 0;
    SourcePlace place_;
};

}  // namespace assize::checkers
