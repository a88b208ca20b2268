#include "checkers/history/slips.h"

#include <algorithm>

namespace assize::checkers {

bool is_one_slip(std::string_view word, std::string_view meant) {
    const auto [left, right] = std::ranges::mismatch(word, meant);
    const std::string_view a(left, word.end());
    const std::string_view b(right, meant.end());
    if (a.empty() && b.empty()) return false;
    const bool added = !a.empty() && a.substr(1) == b;
    const bool dropped = !b.empty() && a == b.substr(1);
    const bool replaced = !a.empty() && !b.empty() && a.substr(1) == b.substr(1);
    const bool swapped =
        a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2);
    return added || dropped || replaced || swapped;
}

}  // namespace assize::checkers
