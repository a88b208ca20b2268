#pragma once

#include <cstddef>
#include <cstdint>

/// Where the numbers of a record batch lie, in bytes from its begin.
namespace assize::model::wire::layout {

inline constexpr std::size_t kBaseOffset = 0;
inline constexpr std::size_t kBatchLength = 8;  // Counts what comes after it.
inline constexpr std::size_t kLeaderEpoch = 12;
inline constexpr std::size_t kMagic = 16;
inline constexpr std::size_t kCrc = 17;
inline constexpr std::size_t kAttributes = 21;  // The checksum begins here.
inline constexpr std::size_t kLastOffsetDelta = 23;
inline constexpr std::size_t kBaseTimestamp = 27;
inline constexpr std::size_t kMaxTimestamp = 35;
inline constexpr std::size_t kProducerId = 43;
inline constexpr std::size_t kProducerEpoch = 51;
inline constexpr std::size_t kBaseSequence = 53;
inline constexpr std::size_t kRecordCount = 57;
inline constexpr std::size_t kHeaderSize = 61;

inline constexpr std::int8_t kMagic2 = 2;

// Bits 0-2 of the attributes are the codec.
inline constexpr unsigned kLogAppendTimeBit = 1U << 3;
inline constexpr unsigned kTransactionalBit = 1U << 4;
inline constexpr unsigned kControlBit = 1U << 5;
inline constexpr unsigned kDeleteHorizonBit = 1U << 6;
inline constexpr unsigned kDefinedBits = 0x7f;

/// What a batch has before its length is counted.
inline constexpr std::size_t kLengthEnd = kLeaderEpoch;

}  // namespace assize::model::wire::layout
