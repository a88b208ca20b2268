#pragma once

#include <string_view>

namespace assize::reports {

/// Expects that the file of that name in golden/ holds this text. With ASSIZE_REWRITE=1 it is
/// written instead: read it as a stranger before you commit that.
void expect_golden(std::string_view name, std::string_view text);

}  // namespace assize::reports
