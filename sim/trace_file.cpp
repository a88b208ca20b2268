#include "sim/trace_file.h"

#include <zstd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "sim/trace_line.h"

namespace assize::sim {

namespace {

constexpr std::size_t kLinesAtATime = 128 * 1024;

FileError error_of(const std::filesystem::path& path, int system_error) {
    return FileError{fmt::format("cannot write {}: {}", path.string(),
                                 std::generic_category().message(system_error))};
}

}  // namespace

void TraceFile::FreeCompressor::operator()(ZSTD_CCtx_s* compressor) const {
    ZSTD_freeCCtx(compressor);
}

Result<std::unique_ptr<TraceFile>, FileError> TraceFile::create(const std::filesystem::path& path,
                                                                Trace& trace) {
    std::filesystem::path part = path;
    part += ".part";
    std::FILE* file = std::fopen(part.c_str(), "wb");
    if (!file) return Failure(error_of(path, errno));
    return std::unique_ptr<TraceFile>(new TraceFile(path, std::move(part), file, trace));
}

TraceFile::TraceFile(std::filesystem::path path, std::filesystem::path part, std::FILE* file,
                     Trace& trace)
    : path_(std::move(path)),
      part_(std::move(part)),
      file_(file),
      compressor_(ZSTD_createCCtx()),
      trace_(&trace),
      compressed_(ZSTD_CStreamOutSize(), '\0') {
    trace.subscribe(*this);
}

TraceFile::~TraceFile() {
    stop_listening();
    if (file_) std::remove(part_.c_str());
}

void TraceFile::on_event(const Event& event) {
    append_trace_line(lines_, event, *trace_);
    if (lines_.size() >= kLinesAtATime) compress(Flush::kWhenFull);
}

Result<void, FileError> TraceFile::finish() {
    stop_listening();
    if (!error_) compress(Flush::kAll);
    if (!error_ && std::fclose(file_.release()) != 0) error_ = error_of(path_, errno);
    if (!error_ && std::rename(part_.c_str(), path_.c_str()) != 0) error_ = error_of(path_, errno);
    if (!error_) return {};
    std::remove(part_.c_str());
    return Failure(*error_);
}

void TraceFile::compress(Flush flush) {
    const ZSTD_EndDirective directive = flush == Flush::kAll ? ZSTD_e_end : ZSTD_e_continue;
    ZSTD_inBuffer in{lines_.data(), lines_.size(), 0};
    std::size_t left = 1;
    while (!error_ && (in.pos < in.size || (flush == Flush::kAll && left != 0))) {
        ZSTD_outBuffer out{compressed_.data(), compressed_.size(), 0};
        left = ZSTD_compressStream2(compressor_.get(), &out, &in, directive);
        write(compressed_.data(), out.pos);
    }
    lines_.clear();
}

void TraceFile::write(const char* bytes, std::size_t count) {
    if (count == 0) return;
    if (std::fwrite(bytes, 1, count, file_.get()) != count) error_ = error_of(path_, errno);
}

void TraceFile::stop_listening() {
    if (trace_) std::exchange(trace_, nullptr)->unsubscribe(*this);
}

}  // namespace assize::sim
