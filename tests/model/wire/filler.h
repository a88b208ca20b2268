#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/types.h"
#include "model/wire/bytes.h"
#include "model/wire/error_code.h"
#include "model/wire/float64.h"

namespace assize::model::wire {

/// Fills messages with arbitrary values, drawn from bytes that RapidCheck chose. When they run out
/// all is zero and empty, so what RapidCheck shrinks is small.
class Filler {
public:
    explicit Filler(std::vector<std::uint8_t> choices) : choices_(std::move(choices)) {}

    /// Of an array.
    std::size_t count() { return choice() % 4; }
    bool null() { return choice() % 2 == 1; }

    void fill(bool& value) { value = choice() % 2 == 1; }
    void fill(std::integral auto& value) {
        // All sizes of numbers, of either sign.
        std::uint64_t bits = 0;
        for (std::size_t left = choice() % (sizeof value + 1); left > 0; --left) {
            bits = (bits << 8) | choice();
        }
        if (choice() % 2 == 1) bits = ~bits;
        value = static_cast<std::remove_reference_t<decltype(value)>>(bits);
    }
    void fill(ErrorCode& value) {
        std::int16_t code = 0;
        fill(code);
        value = static_cast<ErrorCode>(code);
    }
    void fill(Float64& value) {
        std::int32_t number = 0;
        fill(number);
        value = static_cast<Float64>(number) / 8;
    }
    void fill(Uuid& value) {
        std::uint64_t most_significant = 0;
        std::uint64_t least_significant = 0;
        fill(most_significant);
        fill(least_significant);
        value = Uuid(most_significant, least_significant);
    }
    void fill(std::string& value) {
        value.clear();
        for (std::size_t left = length(); left > 0; --left) {
            value += static_cast<char>(choice());
        }
    }
    void fill(Bytes& value) {
        std::string text;
        fill(text);
        value = Bytes::copy_of(text);
    }

private:
    std::uint8_t choice() { return next_ < choices_.size() ? choices_[next_++] : std::uint8_t{0}; }

    /// Mostly short, sometimes too long for one byte of a varint.
    std::size_t length() {
        const std::uint8_t chosen = choice();
        return chosen < 250 ? chosen % 8 : 100 + 10 * std::size_t{choice()};
    }

    std::vector<std::uint8_t> choices_;
    std::size_t next_ = 0;
};

}  // namespace assize::model::wire
