#include "model/wire/compression/gzip.h"

#include <zlib.h>

#include <limits>

#include "model/wire/compression/growing_output.h"
#include "sim/invariant.h"

namespace assize::model::wire {

namespace {

constexpr int kGzipWindow = 15 + 16;  // 32 KiB, in a gzip member rather than a zlib stream.

Bytef* input_of(std::span<const std::byte> bytes) {  // zlib reads it, through a non-const pointer.
    return reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
}

/// A packer whose quarter of a megabyte is made once: it is reset before each use.
class Deflater {
public:
    Deflater() {
        constexpr int kMemoryLevel = 8;  // zlib's own default.
        const int made = deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow,
                                      kMemoryLevel, Z_DEFAULT_STRATEGY);
        INVARIANT(made == Z_OK, "zlib has memory for a packer");
    }
    ~Deflater() { deflateEnd(&stream_); }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;

    std::vector<std::byte> pack(std::span<const std::byte> bytes) {
        deflateReset(&stream_);
        std::vector<std::byte> packed(deflateBound(&stream_, bytes.size()));
        stream_.next_in = input_of(bytes);
        stream_.avail_in = static_cast<uInt>(bytes.size());
        stream_.next_out = reinterpret_cast<Bytef*>(packed.data());
        stream_.avail_out = static_cast<uInt>(packed.size());
        const int done = deflate(&stream_, Z_FINISH);
        INVARIANT(done == Z_STREAM_END, "deflateBound() leaves room for all");
        packed.resize(packed.size() - stream_.avail_out);
        return packed;
    }

private:
    z_stream stream_{};
};

class Inflater {
public:
    Inflater() {
        const int made = inflateInit2(&stream_, kGzipWindow);
        INVARIANT(made == Z_OK, "zlib has memory for an unpacker");
    }
    ~Inflater() { inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    sim::Result<std::vector<std::byte>, CompressionError> unpack(std::span<const std::byte> bytes,
                                                                 std::size_t limit) {
        inflateReset(&stream_);
        stream_.next_in = input_of(bytes);
        stream_.avail_in = static_cast<uInt>(bytes.size());
        GrowingOutput output(bytes.size(), limit);
        for (int done = Z_OK; done != Z_STREAM_END;) {
            const auto room = output.room();
            stream_.next_out = reinterpret_cast<Bytef*>(room.data());
            stream_.avail_out = static_cast<uInt>(room.size());
            done = inflate(&stream_, Z_NO_FLUSH);
            output.advance(room.size() - stream_.avail_out);
            if (output.too_large()) return sim::Failure(CompressionError::kTooLarge);
            const bool goes_on = done == Z_OK && stream_.avail_out == 0;
            if (done != Z_STREAM_END && !goes_on) return sim::Failure(CompressionError::kMalformed);
        }
        if (stream_.avail_in != 0) return sim::Failure(CompressionError::kMalformed);
        return output.take();
    }

private:
    z_stream stream_{};
};

}  // namespace

std::vector<std::byte> gzip_compress(std::span<const std::byte> bytes) {
    INVARIANT(bytes.size() < std::numeric_limits<std::int32_t>::max(), "a batch counts in int32");
    static thread_local Deflater deflater;
    return deflater.pack(bytes);
}

sim::Result<std::vector<std::byte>, CompressionError> gzip_decompress(
    std::span<const std::byte> bytes, std::size_t limit) {
    constexpr std::size_t kMost = std::numeric_limits<std::int32_t>::max();
    if (bytes.size() > kMost || limit >= kMost) return sim::Failure(CompressionError::kTooLarge);
    static thread_local Inflater inflater;
    return inflater.unpack(bytes, limit);
}

}  // namespace assize::model::wire
