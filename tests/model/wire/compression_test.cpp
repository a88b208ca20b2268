#include "model/wire/compression.h"

#include <lz4frame.h>
#include <snappy.h>

#include <algorithm>
#include <array>
#include <string>

#include "sim/simulation.h"
#include "tests/model/wire/record_generators.h"

namespace assize::model::wire {
namespace {

constexpr std::size_t kLimit = 10'000'000;

constexpr Compression kCodecs[] = {Compression::kGzip, Compression::kSnappy, Compression::kLz4,
                                   Compression::kZstd};

/// What packs as well as anything.
std::vector<std::byte> zeros(std::size_t size) {
    return std::vector<std::byte>(size);
}

RC_GTEST_PROP(Compression, UnpacksWhatItPacked, ()) {
    const auto bytes = *rc::gen::oneOf(any_bytes(), repeated_bytes());
    for (const Compression codec : kEveryCompression) {
        const auto unpacked = decompress(codec, compress(codec, bytes), kLimit);
        RC_ASSERT(unpacked.has_value());
        RC_ASSERT(*unpacked == bytes);
    }
}

RC_GTEST_PROP(Compression, PacksTheSameIntoTheSame, ()) {
    const auto bytes = *repeated_bytes();
    for (const Compression codec : kCodecs) {
        const auto packed = compress(codec, bytes);
        compress(codec, *repeated_bytes());  // Nothing is left over from what came between.
        RC_ASSERT(compress(codec, bytes) == packed);
    }
}

RC_GTEST_PROP(Compression, SurvivesBytesThatAreNothing, ()) {
    const auto bytes = *any_bytes();
    for (const Compression codec : kCodecs) {
        const auto unpacked = decompress(codec, bytes, kLimit);
        RC_ASSERT(!unpacked || unpacked->size() <= kLimit);
    }
}

RC_GTEST_PROP(Compression, SurvivesDamage, ()) {
    const auto bytes = *repeated_bytes();
    for (const Compression codec : kCodecs) {
        auto packed = compress(codec, bytes);
        const auto at = *rc::gen::inRange<std::size_t>(0, packed.size());
        packed[at] ^= static_cast<std::byte>(1U << *rc::gen::inRange(0U, 8U));
        const auto unpacked = decompress(codec, packed, kLimit);
        RC_ASSERT(!unpacked || unpacked->size() <= kLimit);
        // It still works afterwards.
        RC_ASSERT(decompress(codec, compress(codec, bytes), kLimit) == bytes);
    }
}

TEST(Compression, RefusesWhatIsCutOff) {
    const auto bytes = zeros(1000);
    for (const Compression codec : kCodecs) {
        const auto packed = compress(codec, bytes);
        // In snappy's framing nothing tells that no block follows.
        const std::size_t first = codec == Compression::kSnappy ? 17 : 0;
        for (std::size_t size = first; size < packed.size(); ++size) {
            const auto unpacked = decompress(codec, std::span(packed).first(size), kLimit);
            ASSERT_FALSE(unpacked) << to_string(codec) << ' ' << size;
            EXPECT_EQ(unpacked.error(), CompressionError::kMalformed);
        }
    }
}

TEST(Compression, RefusesWhatFollowsTheEnd) {
    for (const Compression codec : kCodecs) {
        auto packed = compress(codec, zeros(1000));
        packed.push_back(std::byte{0});
        const auto unpacked = decompress(codec, packed, kLimit);
        ASSERT_FALSE(unpacked) << to_string(codec);
        EXPECT_EQ(unpacked.error(), CompressionError::kMalformed);
    }
}

TEST(Compression, RefusesABombAtItsLimitAndNoEarlier) {
    constexpr std::size_t kSize = 3'000'000;
    for (const Compression codec : kEveryCompression) {
        const auto packed = compress(codec, zeros(kSize));
        EXPECT_EQ(decompress(codec, packed, kSize), zeros(kSize)) << to_string(codec);
        const auto bomb = decompress(codec, packed, kSize - 1);
        ASSERT_FALSE(bomb) << to_string(codec);
        EXPECT_EQ(bomb.error(), CompressionError::kTooLarge) << to_string(codec);
    }
}

TEST(Compression, HasKafkasNames) {
    for (const Compression codec : kEveryCompression) {
        EXPECT_EQ(compression_named(to_string(codec)), codec);
    }
    EXPECT_EQ(compression_named("producer"), std::nullopt);
}

TEST(Compression, FitsTheStackOfAFiber) {
    sim::Simulation world({.seed = 1});
    sim::Host& host = world.add_host({.name = "h1"});
    int done = 0;
    const auto work = [&done](sim::Fiber&) {
        std::vector<std::byte> bytes(300'000);
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            bytes[at] = static_cast<std::byte>(at * at >> 7);
        }
        for (const Compression codec : kEveryCompression) {
            if (decompress(codec, compress(codec, bytes), kLimit) == bytes) ++done;
        }
    };
    host.start("packer", work);
    world.run_until_idle();
    EXPECT_EQ(done, 5);
}

TEST(Snappy, WritesTheFramingOfJava) {
    const auto packed = compress(Compression::kSnappy, bytes_of("abc"));
    // Magic, two versions, then one block: its length, 3 bytes to come, a literal of 3.
    EXPECT_EQ(to_hex(packed),
              "82534e4150505900"
              "00000001"
              "00000001"
              "00000005"
              "0308616263");
}

TEST(Snappy, WritesBlocksOf32KiB) {
    const auto packed = compress(Compression::kSnappy, zeros(32 * 1024 + 1));
    const std::string last_block =
        "00000003"
        "01"
        "00"
        "00";
    EXPECT_TRUE(to_hex(packed).ends_with(last_block));
}

TEST(Snappy, ReadsOneRawBlock) {
    std::string text(5000, 'x');
    text += "end";
    std::string packed;
    snappy::Compress(text.data(), text.size(), &packed);
    const auto unpacked = decompress(Compression::kSnappy, bytes_of(packed), kLimit);
    ASSERT_TRUE(unpacked);
    EXPECT_TRUE(std::ranges::equal(*unpacked, bytes_of(text)));
}

TEST(Snappy, RefusesABlockThatClaimsMoreThanItCanHold) {
    // 2^31 bytes out of nothing: refused by the claim alone.
    const auto unpacked =
        decompress(Compression::kSnappy, from_hex("8080808008"), std::size_t{1} << 40);
    ASSERT_FALSE(unpacked);
    EXPECT_EQ(unpacked.error(), CompressionError::kMalformed);
}

TEST(Lz4, WritesTheFrameOfJava) {
    const auto packed = to_hex(compress(Compression::kLz4, bytes_of("a")));
    // Magic; version 1 with independent blocks; of 64 KiB; checksum of these; one stored block;
    // end.
    EXPECT_EQ(packed,
              "04224d18"
              "60"
              "40"
              "82"
              "01000080"
              "61"
              "00000000");
}

TEST(Lz4, RefusesBlocksThatReferToEachOtherAsJavaDoes) {
    const auto text = std::string(200'000, 'x');
    LZ4F_preferences_t preferences = LZ4F_INIT_PREFERENCES;
    preferences.frameInfo.blockMode = LZ4F_blockLinked;
    std::vector<std::byte> packed(LZ4F_compressFrameBound(text.size(), &preferences));
    packed.resize(
        LZ4F_compressFrame(packed.data(), packed.size(), text.data(), text.size(), &preferences));
    EXPECT_FALSE(decompress(Compression::kLz4, packed, kLimit));
}

TEST(Zstd, RefusesAFrameThatAsksForALargeWindow) {
    // Magic, a descriptor without content size, a window of 2^27, an empty last block.
    const auto unpacked = decompress(Compression::kZstd, from_hex("28b52ffd 00 88 010000"), kLimit);
    ASSERT_FALSE(unpacked);
    EXPECT_EQ(unpacked.error(), CompressionError::kMalformed);
    // The same with a window of 2^20 is a frame of nothing.
    EXPECT_TRUE(decompress(Compression::kZstd, from_hex("28b52ffd 00 50 010000"), kLimit));
}

}  // namespace
}  // namespace assize::model::wire
