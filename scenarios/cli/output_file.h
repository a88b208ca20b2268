#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "sim/result.h"

namespace assize::scenarios {

/// A file that appears whole or not at all: written under another name and renamed. What is not a
/// regular file (/dev/null, a pipe) cannot be replaced, so it is written as it is.
/// Errors name the file and say what the system answered.
class OutputFile {
public:
    /// Fails: when nothing can be written there, which is better known before long work.
    static sim::Result<OutputFile, std::string> create(std::filesystem::path path);

    OutputFile(OutputFile&&) = default;
    OutputFile& operator=(OutputFile&&) = delete;
    /// Leaves nothing behind when write() was not called or failed.
    ~OutputFile();

    /// The whole content, once.
    sim::Result<void, std::string> write(std::string_view content);

private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    using Stream = std::unique_ptr<std::FILE, Closer>;

    OutputFile(std::filesystem::path path, std::filesystem::path written_to, Stream stream);

    std::filesystem::path path_;
    std::filesystem::path written_to_;  // Equal to path_ for what is written as it is.
    Stream stream_;                     // Null once written, or moved from.
};

}  // namespace assize::scenarios
