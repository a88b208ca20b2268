#pragma once

#include <span>
#include <string_view>

namespace assize::reports {

// The fixed parts of report.html, in pieces to be put one after another. Made by assemble.py.

/// Up to the place for the run's data.
std::span<const std::string_view> page_before_data();
/// After it.
std::span<const std::string_view> page_after_data();

}  // namespace assize::reports
