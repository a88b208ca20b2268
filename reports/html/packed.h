#pragma once

#include <string>
#include <string_view>

namespace assize::reports {

/// Text as deflate (zlib's form) in base64: what a browser unpacks with DecompressionStream.
std::string packed(std::string_view text);

}  // namespace assize::reports
