#include "scenarios/cli/input_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

namespace assize::scenarios {

sim::Result<std::ifstream, std::string> open_input(const std::string& path) {
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    // A folder opens, and fails when it is read.
    if (file) file.peek();
    if (!file.is_open() || file.bad()) {
        return sim::Failure(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
    }
    file.clear();
    return file;
}

sim::Result<void, std::string> check_all_read(const std::ifstream& file, const std::string& path) {
    if (file.bad()) return sim::Failure(fmt::format("cannot read all of {}", path));
    return {};
}

sim::Result<std::string, std::string> read_whole_file(const std::string& path) {
    auto file = open_input(path);
    if (!file) return sim::Failure(std::move(file.error()));
    std::string text{std::istreambuf_iterator<char>(*file), std::istreambuf_iterator<char>()};
    if (auto all = check_all_read(*file, path); !all) return sim::Failure(std::move(all.error()));
    return text;
}

}  // namespace assize::scenarios
