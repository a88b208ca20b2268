#include "model/wire/printer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace assize::model::wire {

void Printer::name(std::string_view name) {
    separate();
    text_ += name;
    text_ += ": ";
}

void Printer::value(std::int64_t number) {
    text_ += fmt::to_string(number);
}

void Printer::value(Float64 number) {
    text_ += fmt::to_string(number);
}

void Printer::value(ErrorCode error) {
    text_ += to_string(error);
    if (to_string(error) == "?") value(static_cast<std::int16_t>(error));
}

void Printer::value(const Uuid& uuid) {
    text_ += to_string(uuid);
}

void Printer::value(std::string_view text) {
    text_ += '"';
    for (const char character : text) {
        const auto code = static_cast<unsigned char>(character);
        if (code < 0x20 || code >= 0x7f || character == '"' || character == '\\') {
            text_ += fmt::format("\\x{:02x}", code);
        } else {
            text_ += character;
        }
    }
    text_ += '"';
}

void Printer::value(const Bytes& bytes) {
    constexpr std::size_t kShown = 16;
    text_ += fmt::format("<{} bytes: {}{}>", bytes.size(),
                         to_hex(bytes.span().first(std::min(kShown, bytes.size()))),
                         bytes.size() > kShown ? "..." : "");
}

void Printer::open(char bracket) {
    text_ += bracket;
    first_ = true;
}

void Printer::close(char bracket) {
    text_ += bracket;
    first_ = false;
}

void Printer::separate() {
    if (!first_) text_ += ", ";
    first_ = false;
}

}  // namespace assize::model::wire
