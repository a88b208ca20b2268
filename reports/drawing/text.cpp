#include "reports/drawing/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace assize::reports {

namespace {

// The advance widths of DejaVu Sans 2.37, in units of 1/2048 of its size, from U+0020 to U+017F.
constexpr std::uint32_t kUnits = 2048;
constexpr char32_t kFirst = 0x20;
using Table = std::array<std::uint16_t, 0x160>;

// clang-format off
constexpr Table kRegularAdvances{
    651, 821, 942, 1716, 1303, 1946, 1597, 563, 799, 799, 1024, 1716, 651, 739, 651, 690, 1303,
    1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 690, 690, 1716, 1716, 1716, 1087, 2048,
    1401, 1405, 1430, 1577, 1294, 1178, 1587, 1540, 604, 604, 1343, 1141, 1767, 1532, 1612, 1235,
    1612, 1423, 1300, 1251, 1499, 1401, 2025, 1403, 1251, 1403, 799, 690, 799, 1716, 1024, 1024,
    1255, 1300, 1126, 1300, 1260, 721, 1300, 1298, 569, 569, 1186, 569, 1995, 1298, 1253, 1300,
    1300, 842, 1067, 803, 1298, 1212, 1675, 1212, 1212, 1075, 1303, 690, 1303, 1716, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 651, 821,
    1303, 1303, 1303, 1303, 690, 1024, 1024, 2048, 965, 1253, 1716, 739, 2048, 1024, 1024, 1716,
    821, 821, 1024, 1303, 1303, 651, 1024, 821, 965, 1253, 1985, 1985, 1985, 1087, 1401, 1401,
    1401, 1401, 1401, 1401, 1995, 1430, 1294, 1294, 1294, 1294, 604, 604, 604, 604, 1587, 1532,
    1612, 1612, 1612, 1612, 1612, 1716, 1612, 1499, 1499, 1499, 1499, 1251, 1239, 1290, 1255, 1255,
    1255, 1255, 1255, 1255, 2011, 1126, 1260, 1260, 1260, 1260, 569, 569, 569, 569, 1253, 1298,
    1253, 1253, 1253, 1253, 1253, 1716, 1253, 1298, 1298, 1298, 1298, 1212, 1300, 1212, 1401, 1255,
    1401, 1255, 1401, 1255, 1430, 1126, 1430, 1126, 1430, 1126, 1430, 1126, 1577, 1300, 1587, 1300,
    1294, 1260, 1294, 1260, 1294, 1260, 1294, 1260, 1294, 1260, 1587, 1300, 1587, 1300, 1587, 1300,
    1587, 1300, 1540, 1298, 1876, 1423, 604, 569, 604, 569, 604, 569, 604, 569, 604, 569, 1208,
    1138, 604, 569, 1343, 1186, 1186, 1141, 569, 1141, 569, 1141, 768, 1141, 700, 1151, 582, 1532,
    1298, 1532, 1298, 1532, 1298, 1666, 1532, 1298, 1612, 1253, 1612, 1253, 1612, 1253, 2191, 2095,
    1423, 842, 1423, 842, 1423, 842, 1300, 1067, 1300, 1067, 1300, 1067, 1300, 1067, 1251, 803,
    1251, 803, 1251, 803, 1499, 1298, 1499, 1298, 1499, 1298, 1499, 1298, 1499, 1298, 1499, 1298,
    2025, 1675, 1251, 1212, 1251, 1403, 1075, 1403, 1075, 1403, 1075, 721,
};

constexpr Table kBoldAdvances{
    713, 934, 1067, 1716, 1425, 2052, 1786, 627, 936, 936, 1071, 1716, 778, 850, 778, 748, 1425,
    1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 819, 819, 1716, 1716, 1716, 1188, 2048,
    1585, 1561, 1503, 1700, 1399, 1399, 1681, 1714, 762, 762, 1587, 1305, 2038, 1714, 1741, 1501,
    1741, 1577, 1475, 1397, 1663, 1585, 2259, 1579, 1483, 1485, 936, 748, 936, 1716, 1024, 1024,
    1382, 1466, 1214, 1466, 1389, 891, 1466, 1458, 702, 702, 1362, 702, 2134, 1458, 1407, 1466,
    1466, 1010, 1219, 979, 1458, 1335, 1892, 1321, 1335, 1192, 1458, 748, 1458, 1716, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 713,
    934, 1425, 1425, 1303, 1425, 748, 1024, 1024, 2048, 1155, 1323, 1716, 850, 2048, 1024, 1024,
    1716, 897, 897, 1024, 1507, 1303, 778, 1024, 897, 1155, 1323, 2120, 2120, 2120, 1188, 1585,
    1585, 1585, 1585, 1585, 1585, 2222, 1503, 1399, 1399, 1399, 1399, 762, 762, 762, 762, 1716,
    1714, 1741, 1741, 1741, 1741, 1741, 1716, 1741, 1663, 1663, 1663, 1663, 1483, 1511, 1473, 1382,
    1382, 1382, 1382, 1382, 1382, 2146, 1214, 1389, 1389, 1389, 1389, 702, 702, 702, 702, 1407,
    1458, 1407, 1407, 1407, 1407, 1407, 1716, 1407, 1458, 1458, 1458, 1458, 1335, 1466, 1335, 1585,
    1382, 1585, 1382, 1585, 1382, 1503, 1214, 1503, 1214, 1503, 1214, 1503, 1214, 1700, 1466, 1716,
    1466, 1399, 1389, 1399, 1389, 1399, 1389, 1399, 1389, 1399, 1389, 1681, 1466, 1681, 1466, 1681,
    1466, 1681, 1466, 1714, 1458, 1994, 1618, 762, 702, 762, 702, 762, 702, 762, 702, 762, 702,
    1524, 1404, 762, 702, 1587, 1362, 1362, 1305, 702, 1305, 702, 1305, 982, 1305, 1140, 1315, 760,
    1714, 1458, 1714, 1458, 1714, 1458, 2013, 1714, 1458, 1741, 1407, 1741, 1407, 1741, 1407, 2390,
    2241, 1577, 1010, 1577, 1010, 1577, 1010, 1475, 1219, 1475, 1219, 1475, 1219, 1475, 1219, 1397,
    979, 1397, 979, 1397, 979, 1663, 1458, 1663, 1458, 1663, 1458, 1663, 1458, 1663, 1458, 1663,
    1458, 2259, 1892, 1483, 1335, 1483, 1485, 1192, 1485, 1192, 1485, 1192, 891,
};
// clang-format on

// And of some beyond.
struct Symbol {
    char32_t character;
    std::uint16_t regular;
    std::uint16_t bold;
};
constexpr Symbol kSymbols[] = {
    {0x2013, 1024, 1024}, {0x2014, 2048, 2048}, {0x2016, 1024, 1024}, {0x2018, 651, 778},
    {0x2019, 651, 778},   {0x201C, 1061, 1346}, {0x201D, 1061, 1346}, {0x2022, 1208, 1309},
    {0x2026, 2048, 2048}, {0x2190, 1716, 1716}, {0x2191, 1716, 1716}, {0x2192, 1716, 1716},
    {0x2193, 1716, 1716}, {0x221E, 1706, 1706}, {0x2260, 1716, 1716}, {0x2264, 1716, 1716},
    {0x2265, 1716, 1716}, {0x25B2, 1575, 1575}, {0x25BC, 1575, 1575}, {0x25CF, 1787, 1787},
    {0x2605, 1836, 1836}, {0x26A0, 1836, 1836}, {0x2702, 1716, 1716}, {0x2714, 1716, 1716},
    {0x2715, 1716, 1716}, {0x2716, 1716, 1716}, {0x27F3, 1716, 1716}};

std::uint32_t advance(char32_t character, FontWeight weight) {
    const bool bold = weight == FontWeight::kBold;
    if (character - kFirst < kRegularAdvances.size()) {
        return (bold ? kBoldAdvances : kRegularAdvances)[character - kFirst];
    }
    const auto found = std::ranges::lower_bound(kSymbols, character, {}, &Symbol::character);
    if (found == std::end(kSymbols) || found->character != character) return kUnits;
    return bold ? found->bold : found->regular;
}

// One character and how many bytes it takes. None: no UTF-8 begins there.
struct Decoded {
    char32_t character;
    std::size_t bytes;
};

std::size_t length_by(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first < 0xe0) return 2;
    if (first >= 0xe0 && first < 0xf0) return 3;
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

std::optional<Decoded> decode(std::string_view text) {
    constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const std::size_t bytes = length_by(byte(0));
    if (bytes == 0 || bytes > text.size()) return std::nullopt;
    if (bytes == 1) return Decoded{byte(0), 1};
    char32_t character = byte(0) & (0x7fU >> bytes);
    for (std::size_t at = 1; at < bytes; ++at) {
        if ((byte(at) & 0xc0U) != 0x80U) return std::nullopt;
        character = character << 6U | (byte(at) & 0x3fU);
    }
    const bool surrogate = character >= 0xd800 && character < 0xe000;
    if (character < kLeast[bytes] || surrogate || character > 0x10ffff) return std::nullopt;
    return Decoded{character, bytes};
}

// XML 1.0, section 2.2; and no control characters.
bool is_printable(char32_t character) {
    if (character < 0x20 || (character >= 0x7f && character < 0xa0)) return false;
    return character != 0xfffe && character != 0xffff;
}

}  // namespace

std::int32_t width_of(std::string_view text, std::int32_t size, FontWeight weight) {
    std::uint32_t units = 0;
    while (!text.empty()) {
        const Decoded next = decode(text).value_or(Decoded{kUnits, 1});
        units += advance(next.character, weight);
        text.remove_prefix(next.bytes);
    }
    const std::uint32_t points = (units * static_cast<std::uint32_t>(size) + kUnits - 1) / kUnits;
    return static_cast<std::int32_t>(points);
}

std::string clean(std::string_view text) {
    std::string cleaned;
    cleaned.reserve(text.size());
    while (!text.empty()) {
        const auto next = decode(text);
        const std::size_t bytes = next ? next->bytes : 1;
        if (text[0] == '\n' || text[0] == '\t') {
            cleaned += ' ';
        } else if (next && is_printable(next->character)) {
            cleaned += text.substr(0, bytes);
        } else {
            cleaned += "\ufffd";
        }
        text.remove_prefix(bytes);
    }
    return cleaned;
}

std::string fitted(std::string_view text, std::int32_t size, FontWeight weight,
                   std::int32_t width) {
    if (width_of(text, size, weight) <= width) return std::string(text);
    const auto at_most = static_cast<std::uint32_t>(std::max(width, 0)) * kUnits;
    std::uint32_t units = advance(U'\u2026', weight);
    std::size_t kept = 0;
    while (kept < text.size()) {
        const Decoded next = decode(text.substr(kept)).value_or(Decoded{kUnits, 1});
        units += advance(next.character, weight);
        if (units * static_cast<std::uint32_t>(size) > at_most) break;
        kept += next.bytes;
    }
    while (kept > 0 && text[kept - 1] == ' ') kept -= 1;
    return std::string(text.substr(0, kept)) + "\u2026";
}

std::vector<std::string> wrapped(std::string_view text, std::int32_t size, FontWeight weight,
                                 std::int32_t width, std::size_t lines_most) {
    std::vector<std::string> lines;
    while (!text.empty() && lines.size() + 1 < lines_most) {
        std::size_t taken = std::min(text.find(' '), text.size());
        while (taken < text.size()) {
            const std::size_t next = std::min(text.find(' ', taken + 1), text.size());
            if (width_of(text.substr(0, next), size, weight) > width) break;
            taken = next;
        }
        lines.push_back(fitted(text.substr(0, taken), size, weight, width));
        text.remove_prefix(std::min(taken + 1, text.size()));
    }
    if (!text.empty()) lines.push_back(fitted(text, size, weight, width));
    return lines;
}

}  // namespace assize::reports
