#include "checkers/history/utf8.h"

#include <cstddef>

namespace assize::checkers {

bool is_utf8(std::string_view bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        const auto first = static_cast<unsigned char>(bytes[at++]);
        if (first < 0x80) continue;
        const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
        if (first < 0xc2 || first > 0xf4) return false;
        std::uint32_t point = first & (0x3fu >> more);
        for (int i = 0; i < more; ++i, ++at) {
            if (at == bytes.size() || (static_cast<unsigned char>(bytes[at]) & 0xc0) != 0x80) {
                return false;
            }
            point = point << 6 | (static_cast<unsigned char>(bytes[at]) & 0x3fu);
        }
        const bool overlong = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
        if (overlong || (point >= 0xd800 && point < 0xe000) || point > 0x10ffff) return false;
    }
    return true;
}

void append_utf8(std::string& bytes, std::uint32_t point) {
    if (point < 0x80) {
        bytes.push_back(static_cast<char>(point));
    } else if (point < 0x800) {
        bytes.push_back(static_cast<char>(0xc0 | point >> 6));
        bytes.push_back(static_cast<char>(0x80 | (point & 0x3f)));
    } else {
        bytes.push_back(static_cast<char>(0xe0 | point >> 12));
        bytes.push_back(static_cast<char>(0x80 | (point >> 6 & 0x3f)));
        bytes.push_back(static_cast<char>(0x80 | (point & 0x3f)));
    }
}

}  // namespace assize::checkers
