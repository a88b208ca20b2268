#pragma once

#include <string>
#include <vector>

namespace assize::scenarios {

/// What is wrong in a file, and where: a line of text for the user.
struct FileError {
    std::string path;     // Or the option: "--set cluster.brokers=0".
    int line = 0;         // From 1; 0: the whole file, or an option.
    int column = 0;       // From 1, in characters.
    std::string message;  // What was found; what is expected; what was probably meant.

    bool operator==(const FileError&) const = default;
};

/// "scenarios/x.toml:3:7: unknown key 'brokrs'; did you mean 'brokers'?"
std::string to_string(const FileError& error);
/// One line for each.
std::string to_string(const std::vector<FileError>& errors);

}  // namespace assize::scenarios
