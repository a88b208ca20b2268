#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace assize::scenarios {

std::string text_of(const std::filesystem::path& path);

/// The scenario files of the library, by name.
std::vector<std::filesystem::path> library_files();

/// A small scenario without an error, for tests to spoil.
std::string small_scenario();

}  // namespace assize::scenarios
