#include "model/wire/compression/lz4.h"

#include <lz4frame.h>

#include "model/wire/compression/growing_output.h"
#include "sim/invariant.h"

namespace assize::model::wire {

namespace {

using Unpacked = sim::Result<std::vector<std::byte>, CompressionError>;

LZ4F_preferences_t as_java_writes() {
    LZ4F_preferences_t preferences = LZ4F_INIT_PREFERENCES;
    preferences.frameInfo.blockSizeID = LZ4F_max64KB;
    preferences.frameInfo.blockMode = LZ4F_blockIndependent;
    return preferences;
}

/// Packs in memory of its own: the library's one-call form would take 16 KiB of a fiber's stack.
class Packer {
public:
    Packer() {
        const auto made = LZ4F_createCompressionContext(&context_, LZ4F_VERSION);
        INVARIANT(!LZ4F_isError(made), "lz4 has memory for a packer");
    }
    ~Packer() { LZ4F_freeCompressionContext(context_); }
    Packer(const Packer&) = delete;
    Packer& operator=(const Packer&) = delete;

    std::vector<std::byte> pack(std::span<const std::byte> bytes) {
        const LZ4F_preferences_t preferences = as_java_writes();
        const std::size_t bound = LZ4F_compressBound(bytes.size(), &preferences);
        packed_.resize(LZ4F_HEADER_SIZE_MAX + bound);
        size_ = 0;
        step(LZ4F_compressBegin(context_, to(), room(), &preferences));
        step(LZ4F_compressUpdate(context_, to(), room(), bytes.data(), bytes.size(), nullptr));
        step(LZ4F_compressEnd(context_, to(), room(), nullptr));
        packed_.resize(size_);
        return std::move(packed_);
    }

private:
    std::byte* to() { return packed_.data() + size_; }
    std::size_t room() const { return packed_.size() - size_; }
    void step(std::size_t written) {
        INVARIANT(!LZ4F_isError(written), "LZ4F_compressBound() leaves room for all");
        size_ += written;
    }

    LZ4F_cctx* context_ = nullptr;
    std::vector<std::byte> packed_;
    std::size_t size_ = 0;
};

class Unpacker {
public:
    Unpacker() {
        const auto made = LZ4F_createDecompressionContext(&context_, LZ4F_VERSION);
        INVARIANT(!LZ4F_isError(made), "lz4 has memory for an unpacker");
    }
    ~Unpacker() { LZ4F_freeDecompressionContext(context_); }
    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;

    Unpacked unpack(std::span<const std::byte> bytes, std::size_t limit) {
        LZ4F_resetDecompressionContext(context_);
        GrowingOutput output(bytes.size(), limit);
        for (std::size_t expected = 1; expected != 0;) {  // 0 when the frame is over.
            const auto room = output.room();
            std::size_t written = room.size();
            std::size_t read = bytes.size();
            expected =
                LZ4F_decompress(context_, room.data(), &written, bytes.data(), &read, nullptr);
            if (LZ4F_isError(expected)) return sim::Failure(CompressionError::kMalformed);
            bytes = bytes.subspan(read);
            output.advance(written);
            if (output.too_large()) return sim::Failure(CompressionError::kTooLarge);
            const bool stuck = read == 0 && written == 0;
            if (expected != 0 && stuck) return sim::Failure(CompressionError::kMalformed);
        }
        if (!bytes.empty()) return sim::Failure(CompressionError::kMalformed);
        return output.take();
    }

private:
    LZ4F_dctx* context_ = nullptr;
};

/// Neither a legacy or skippable frame, nor one whose blocks refer to each other: Java reads none.
bool is_frame_of_independent_blocks(std::span<const std::byte> bytes) {
    constexpr std::size_t kMagicSize = 4;
    constexpr std::byte kVersionAndMode{0xe0};  // Of the flags behind the magic number.
    constexpr std::byte kVersion1Independent{0x60};
    return bytes.size() > kMagicSize && bytes[0] == std::byte{0x04} &&
           (bytes[kMagicSize] & kVersionAndMode) == kVersion1Independent;
}

}  // namespace

std::vector<std::byte> lz4_compress(std::span<const std::byte> bytes) {
    static thread_local Packer packer;
    return packer.pack(bytes);
}

Unpacked lz4_decompress(std::span<const std::byte> bytes, std::size_t limit) {
    if (!is_frame_of_independent_blocks(bytes)) return sim::Failure(CompressionError::kMalformed);
    static thread_local Unpacker unpacker;
    return unpacker.unpack(bytes, limit);
}

}  // namespace assize::model::wire
