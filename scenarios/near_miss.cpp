#include "scenarios/near_miss.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace assize::scenarios {

namespace {

// How many letters to add, drop, replace or swap with their neighbour to turn one word into the
// other (optimal string alignment).
std::size_t slips_between(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> slips(a.size() + 1,
                                                std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                slips[i][j] = i + j;
                continue;
            }
            const std::size_t replaced = slips[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            slips[i][j] = std::min({replaced, slips[i - 1][j] + 1, slips[i][j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                slips[i][j] = std::min(slips[i][j], slips[i - 2][j - 2] + 1);
            }
        }
    }
    return slips[a.size()][b.size()];
}

}  // namespace

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
    // No slip of the hand is that long, and comparing takes memory.
    constexpr std::size_t kLettersMost = 200;
    if (word.size() > kLettersMost) return "";
    const auto distance = [word](const std::string& other) { return slips_between(word, other); };
    const auto nearest = std::ranges::min_element(known, {}, distance);
    if (nearest == known.end()) return "";
    if (distance(*nearest) > std::max<std::size_t>(1, nearest->size() / 3)) return "";
    return fmt::format(" (did you mean {}?)", *nearest);
}

std::string unknown_word(std::string_view kind, std::string_view word,
                         const std::vector<std::string>& known) {
    return fmt::format("unknown {} '{}'{}; the {}s are {}", kind, word, did_you_mean(word, known),
                       kind, fmt::join(known, ", "));
}

}  // namespace assize::scenarios
