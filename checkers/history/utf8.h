#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assize::checkers {

/// Whether the bytes are UTF-8, without surrogates and overlong forms.
bool is_utf8(std::string_view bytes);

/// Requires: `point` < 0x10000. Half of a surrogate pair becomes bytes that are not UTF-8.
void append_utf8(std::string& bytes, std::uint32_t point);

}  // namespace assize::checkers
