#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assize::checkers::ledger {

/// Stands for "none" where a number takes the place of a reference.
inline constexpr std::uint32_t kNone = 0xffffffff;

/// Texts that recur, numbered from 0 in the order in which they are met.
class Names {
public:
    std::uint32_t of(std::string_view text) {
        const auto found = numbers_.find(text);
        if (found != numbers_.end()) return found->second;
        const auto number = static_cast<std::uint32_t>(texts_.size());
        texts_.emplace_back(text);
        numbers_.emplace(text, number);
        return number;
    }
    /// kNone when it was never met.
    std::uint32_t find(std::string_view text) const {
        const auto found = numbers_.find(text);
        return found == numbers_.end() ? kNone : found->second;
    }
    const std::string& operator[](std::uint32_t number) const { return texts_[number]; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(texts_.size()); }

private:
    std::vector<std::string> texts_;
    std::map<std::string, std::uint32_t, std::less<>> numbers_;
};

}  // namespace assize::checkers::ledger
