#pragma once

#include <span>
#include <string_view>

namespace assize::reports {

/// A guarantee by its name, and what it says.
struct PropertyWords {
    std::string_view name;
    std::string_view meaning;
};

/// All that runs are held to, by name.
std::span<const PropertyWords> all_properties();

/// Empty when the name is not among them.
std::string_view meaning_of(std::string_view property);

}  // namespace assize::reports
