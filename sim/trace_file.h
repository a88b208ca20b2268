#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "sim/result.h"
#include "sim/trace.h"

struct ZSTD_CCtx_s;

namespace assize::sim {

/// Why a file of the real world could not be written: names it, and says what the system said.
struct FileError {
    std::string what;
};

/// Writes each fact of a trace as a line of JSON (trace_line.h) into a zstd-compressed file.
///
/// The file appears under its name when it is complete, with finish(); until then it is called
/// `<name>.part`, and a TraceFile that goes unfinished removes it.
class TraceFile final : public TraceSubscriber {
public:
    /// Subscribes to the trace. Requires: the trace outlives the file.
    /// Fails: the file cannot be created.
    static Result<std::unique_ptr<TraceFile>, FileError> create(const std::filesystem::path& path,
                                                                Trace& trace);
    ~TraceFile() override;
    TraceFile(const TraceFile&) = delete;
    TraceFile& operator=(const TraceFile&) = delete;

    void on_event(const Event& event) override;

    /// Writes what is left and gives the file its name. Facts after that are not recorded.
    /// Fails: the disk is full, or whatever else went wrong since the beginning.
    Result<void, FileError> finish();

private:
    struct CloseFile {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    struct FreeCompressor {
        void operator()(ZSTD_CCtx_s* compressor) const;
    };
    enum class Flush : bool { kWhenFull, kAll };

    TraceFile(std::filesystem::path path, std::filesystem::path part, std::FILE* file,
              Trace& trace);
    void compress(Flush flush);
    void write(const char* bytes, std::size_t count);
    void stop_listening();

    const std::filesystem::path path_;
    const std::filesystem::path part_;
    std::unique_ptr<std::FILE, CloseFile> file_;
    std::unique_ptr<ZSTD_CCtx_s, FreeCompressor> compressor_;
    Trace* trace_;  // Null when it listens no more.
    fmt::memory_buffer lines_;
    std::string compressed_;
    std::optional<FileError> error_;  // The first: after it nothing is written.
};

}  // namespace assize::sim
