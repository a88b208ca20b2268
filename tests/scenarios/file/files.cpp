#include "tests/scenarios/file/files.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace assize::scenarios {

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::filesystem::path> library_files() {
    std::vector<std::filesystem::path> files;
    const auto folder = std::filesystem::path(ASSIZE_SOURCE_FOLDER) / "scenarios";
    for (const auto& each : std::filesystem::directory_iterator(folder)) {
        if (each.path().extension() == ".toml") files.push_back(each.path());
    }
    std::ranges::sort(files);
    return files;
}

std::string small_scenario() {
    return R"toml([[topic]]
name = "orders"
partitions = 3

[[producer]]
count = 2
topic = "orders"
rate = 20
keys = 5

[[consumer]]
topics = ["orders"]

[phases]
warm_up = "1s"
faults = "5s"

[[fault]]
at = "1s"
crash = "leader(orders-0)"
for = "2s"
)toml";
}

}  // namespace assize::scenarios
