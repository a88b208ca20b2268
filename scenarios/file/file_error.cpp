#include "scenarios/file/file_error.h"

#include <fmt/format.h>

namespace assize::scenarios {

std::string to_string(const FileError& error) {
    if (error.line == 0) return fmt::format("{}: {}", error.path, error.message);
    return fmt::format("{}:{}:{}: {}", error.path, error.line, error.column, error.message);
}

std::string to_string(const std::vector<FileError>& errors) {
    std::string text;
    for (const FileError& error : errors) text += to_string(error) + "\n";
    return text;
}

}  // namespace assize::scenarios
