#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assize::scenarios {

/// A name that users write, and what it stands for.
struct CatalogEntry {
    std::string_view name;
    std::string_view meaning;
    std::string_view example;  // As in a scenario file.
};

/// What the `[[fault]]` of a scenario can do.
std::span<const CatalogEntry> fault_catalog();

}  // namespace assize::scenarios
