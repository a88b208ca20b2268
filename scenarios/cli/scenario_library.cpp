#include "scenarios/cli/scenario_library.h"

#include <toml++/toml.h>

#include <algorithm>
#include <system_error>

namespace assize::scenarios {

namespace fs = std::filesystem;

fs::path library_folder() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path installed = program.parent_path().parent_path() / ASSIZE_SHARED_SCENARIOS;
    if (!error && fs::is_directory(installed, error)) return installed;
    const fs::path source = ASSIZE_SOURCE_SCENARIOS;
    return fs::is_directory(source, error) ? source : fs::path();
}

namespace {

LibraryScenario read(const fs::path& path) {
    LibraryScenario scenario{
        .name = path.stem().string(), .path = path, .title = {}, .expect_violated = {}};
    try {
        const toml::table file = toml::parse_file(path.string());
        scenario.title = file["title"].value_or(std::string());
        if (const toml::table* expect = file["expect"].as_table()) {
            for (const auto& [property, status] : *expect) {
                if (status.value_or(std::string()) == "violated") {
                    scenario.expect_violated.emplace_back(property.str());
                }
            }
        }
    } catch (const toml::parse_error&) {
        // Who runs it is told what is wrong with it.
    }
    return scenario;
}

}  // namespace

std::vector<LibraryScenario> scenario_library() {
    std::vector<LibraryScenario> all;
    const fs::path folder = library_folder();
    if (folder.empty()) return all;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() == ".toml") all.push_back(read(entry.path()));
    }
    std::ranges::sort(all, {}, &LibraryScenario::name);
    return all;
}

}  // namespace assize::scenarios
