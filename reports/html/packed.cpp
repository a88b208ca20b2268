#include "reports/html/packed.h"

#include <zlib.h>

#include <cstdint>

namespace assize::reports {

namespace {

std::string base64(std::string_view bytes) {
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t three = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            const unsigned char byte =
                at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0;
            three = three << 8 | byte;
        }
        for (std::size_t i = 0; i < 4; ++i) {
            const bool is_padding = at + i > bytes.size();
            text += is_padding ? '=' : kDigits[three >> (18 - 6 * i) & 63];
        }
    }
    return text;
}

}  // namespace

std::string packed(std::string_view text) {
    uLongf size = compressBound(text.size());
    std::string bytes(size, '\0');
    // Only a lack of memory makes it fail, and the bound is enough.
    compress2(reinterpret_cast<Bytef*>(bytes.data()), &size,
              reinterpret_cast<const Bytef*>(text.data()), text.size(), Z_BEST_SPEED);
    return base64({bytes.data(), size});
}

}  // namespace assize::reports
