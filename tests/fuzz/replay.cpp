// The main of a fuzz program without libFuzzer: gives it each file of the corpus, and what is left
// of each file when it is cut off, or one of its bits flipped.

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <vector>

#include "tests/fuzz/fuzz_target.h"

namespace {

using Input = std::vector<std::uint8_t>;

constexpr std::size_t kVariantsMax = 4096;  // Of one file, whatever its size.

void give(std::span<const std::uint8_t> input) {
    // In memory of exactly its size, so that a sanitizer sees who reads too far.
    const Input exact(input.begin(), input.end());
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

void give_with_variants(Input input) {
    give(input);
    const std::size_t step = std::max<std::size_t>(1, input.size() * 8 / kVariantsMax);
    for (std::size_t bit = 0; bit < input.size() * 8; bit += step) {
        const auto mask = static_cast<std::uint8_t>(1U << bit % 8);
        input[bit / 8] ^= mask;
        give(input);
        input[bit / 8] ^= mask;
    }
    for (std::size_t size = 0; size < input.size(); size += step) {
        give(std::span(input).first(size));
    }
}

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

Input read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return Input(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        fmt::print(stderr, "usage: {} CORPUS_FOLDER\n", argv[0]);
        return 2;
    }
    const auto files = files_of(argv[1]);
    for (const auto& path : files) {
        fmt::print("{}\n", path.filename().string());
        give_with_variants(read_file(path));
    }
    return files.empty() ? 1 : 0;  // An empty corpus tests nothing.
}
