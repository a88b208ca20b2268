#include "model/wire/murmur2.h"

#include "sim/invariant.h"

namespace assize::model::wire {

namespace {

constexpr std::uint32_t kMultiplier = 0x5bd1e995;

std::uint32_t byte_at(std::span<const std::byte> bytes, std::size_t index) {
    return std::to_integer<std::uint32_t>(bytes[index]);
}

std::uint32_t little_endian_word(std::span<const std::byte> bytes, std::size_t at) {
    return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8 | byte_at(bytes, at + 2) << 16 |
           byte_at(bytes, at + 3) << 24;
}

}  // namespace

std::int32_t murmur2(std::span<const std::byte> bytes) {
    constexpr std::uint32_t kSeed = 0x9747b28c;
    std::uint32_t hash = kSeed ^ static_cast<std::uint32_t>(bytes.size());
    std::size_t at = 0;
    for (; bytes.size() - at >= 4; at += 4) {
        std::uint32_t word = little_endian_word(bytes, at) * kMultiplier;
        word = (word ^ word >> 24) * kMultiplier;
        hash = hash * kMultiplier ^ word;
    }
    const std::size_t tail = bytes.size() - at;
    if (tail >= 3) hash ^= byte_at(bytes, at + 2) << 16;
    if (tail >= 2) hash ^= byte_at(bytes, at + 1) << 8;
    if (tail >= 1) hash = (hash ^ byte_at(bytes, at)) * kMultiplier;
    hash = (hash ^ hash >> 13) * kMultiplier;
    return static_cast<std::int32_t>(hash ^ hash >> 15);
}

std::int32_t partition_of_key(std::span<const std::byte> key, std::int32_t partition_count) {
    INVARIANT(partition_count > 0, "a key needs a partition to go to");
    return (murmur2(key) & 0x7fffffff) % partition_count;
}

}  // namespace assize::model::wire
