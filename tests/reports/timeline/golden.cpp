#include "tests/reports/timeline/golden.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace assize::reports {

void expect_golden(std::string_view name, std::string_view text) {
    const std::filesystem::path path = std::filesystem::path(GOLDEN_FOLDER) / name;
    if (std::getenv("ASSIZE_REWRITE") != nullptr) {
        std::filesystem::create_directories(GOLDEN_FOLDER);
        std::ofstream(path, std::ios::binary) << text;
    }
    std::ifstream file(path, std::ios::binary);
    std::ostringstream kept;
    kept << file.rdbuf();
    EXPECT_EQ(text, kept.str()) << path << " differs: ASSIZE_REWRITE=1 writes it anew";
}

}  // namespace assize::reports
