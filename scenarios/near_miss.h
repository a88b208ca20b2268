#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assize::scenarios {

/// " (did you mean X?)" with the one of `known` that `word` most likely misspells, or nothing when
/// none is near: at most a third of its letters are wrong, and one slip is always forgiven.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

/// The whole complaint about a word that is none of `known`: "unknown benchmark 'krenel' (did you
/// mean kernel?); the benchmarks are ...". `kind` is the noun, and takes an s in the plural.
std::string unknown_word(std::string_view kind, std::string_view word,
                         const std::vector<std::string>& known);

}  // namespace assize::scenarios
