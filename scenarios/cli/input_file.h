#pragma once

#include <fstream>
#include <string>

#include "sim/result.h"

namespace assize::scenarios {

// Files that a user names, to be read. Errors are sentences that name the file and say what the
// system answered.

/// Fails: there is no such file, it may not be read, or it is a folder.
sim::Result<std::ifstream, std::string> open_input(const std::string& path);

/// Says, after reading, whether all of it could be read.
sim::Result<void, std::string> check_all_read(const std::ifstream& file, const std::string& path);

/// What a file holds.
sim::Result<std::string, std::string> read_whole_file(const std::string& path);

}  // namespace assize::scenarios
