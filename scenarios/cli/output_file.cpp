#include "scenarios/cli/output_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace assize::scenarios {

namespace fs = std::filesystem;

namespace {

std::string cannot_write(const fs::path& path) {
    return fmt::format("cannot write {}: {}", path.string(), std::strerror(errno));
}

}  // namespace

sim::Result<OutputFile, std::string> OutputFile::create(fs::path path) {
    const fs::file_status status = fs::status(path);
    fs::path written_to = path;
    if (!fs::exists(status) || fs::is_regular_file(status)) written_to += ".part";
    Stream stream(std::fopen(written_to.c_str(), "w"));
    if (!stream) return sim::Failure(cannot_write(path));
    return OutputFile(std::move(path), std::move(written_to), std::move(stream));
}

OutputFile::OutputFile(fs::path path, fs::path written_to, Stream stream)
    : path_(std::move(path)), written_to_(std::move(written_to)), stream_(std::move(stream)) {}

OutputFile::~OutputFile() {
    if (stream_ && written_to_ != path_) std::remove(written_to_.c_str());
}

sim::Result<void, std::string> OutputFile::write(std::string_view content) {
    const bool arrived =
        std::fwrite(content.data(), 1, content.size(), stream_.get()) == content.size() &&
        std::fflush(stream_.get()) == 0;
    if (!arrived) return sim::Failure(cannot_write(path_));
    if (written_to_ != path_ && std::rename(written_to_.c_str(), path_.c_str()) != 0) {
        return sim::Failure(cannot_write(path_));
    }
    stream_.reset();
    return {};
}

}  // namespace assize::scenarios
