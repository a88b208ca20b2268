#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace assize::scenarios {

/// A scenario file that comes with Assize.
struct LibraryScenario {
    std::string name;  // "leader_crash"
    std::filesystem::path path;
    std::string title;                         // Empty when the file says none.
    std::vector<std::string> expect_violated;  // The properties that it is meant to break.
};

/// Where they lie: beside the installed program (../share/assize/scenarios), or where Assize was
/// built. Empty when neither is there any more.
std::filesystem::path library_folder();

/// All of them, by name. Files that are no TOML are listed without a title.
std::vector<LibraryScenario> scenario_library();

}  // namespace assize::scenarios
