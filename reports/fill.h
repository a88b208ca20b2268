#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace assize::reports {

class Describer;

/// Words (describe_words.h) with what the event holds in their places.
std::string fill(std::string_view words, const Describer& describer, std::size_t index);

}  // namespace assize::reports
