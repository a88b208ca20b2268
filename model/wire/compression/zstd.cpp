#include "model/wire/compression/zstd.h"

#include <zstd.h>

#include <memory>

#include "model/wire/compression/growing_output.h"
#include "sim/invariant.h"

namespace assize::model::wire {

namespace {

using Unpacked = sim::Result<std::vector<std::byte>, CompressionError>;

struct FreePacker {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeUnpacker {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

std::unique_ptr<ZSTD_CCtx, FreePacker> make_packer() {
    std::unique_ptr<ZSTD_CCtx, FreePacker> packer(ZSTD_createCCtx());
    INVARIANT(packer != nullptr, "zstd has memory for a packer");
    return packer;
}

std::unique_ptr<ZSTD_DCtx, FreeUnpacker> make_unpacker() {
    constexpr int kWindowLogMax = 23;
    std::unique_ptr<ZSTD_DCtx, FreeUnpacker> unpacker(ZSTD_createDCtx());
    INVARIANT(unpacker != nullptr, "zstd has memory for an unpacker");
    ZSTD_DCtx_setParameter(unpacker.get(), ZSTD_d_windowLogMax, kWindowLogMax);
    return unpacker;
}

}  // namespace

std::vector<std::byte> zstd_compress(std::span<const std::byte> bytes) {
    constexpr int kLevel = 3;
    static thread_local const auto packer = make_packer();
    std::vector<std::byte> packed(ZSTD_compressBound(bytes.size()));
    const std::size_t size = ZSTD_compressCCtx(packer.get(), packed.data(), packed.size(),
                                               bytes.data(), bytes.size(), kLevel);
    INVARIANT(!ZSTD_isError(size), "ZSTD_compressBound() leaves room for all");
    packed.resize(size);
    return packed;
}

Unpacked zstd_decompress(std::span<const std::byte> bytes, std::size_t limit) {
    static thread_local const auto unpacker = make_unpacker();
    ZSTD_DCtx_reset(unpacker.get(), ZSTD_reset_session_only);
    GrowingOutput output(bytes.size(), limit);
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    for (std::size_t expected = 1; expected != 0;) {  // 0 when the frame is over.
        const auto room = output.room();
        const std::size_t read_before = input.pos;
        ZSTD_outBuffer out{room.data(), room.size(), 0};
        expected = ZSTD_decompressStream(unpacker.get(), &out, &input);
        if (ZSTD_isError(expected)) return sim::Failure(CompressionError::kMalformed);
        output.advance(out.pos);
        if (output.too_large()) return sim::Failure(CompressionError::kTooLarge);
        const bool stuck = out.pos == 0 && input.pos == read_before;
        if (expected != 0 && stuck) return sim::Failure(CompressionError::kMalformed);
    }
    if (input.pos != input.size) return sim::Failure(CompressionError::kMalformed);
    return output.take();
}

}  // namespace assize::model::wire
