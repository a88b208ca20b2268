#pragma once

#include <cstdint>
#include <string_view>

#include "model/wire/error_code.h"

namespace assize::model::wire {

/// Why bytes are no record batch, or not a good one.
enum class BatchError : std::uint8_t {
    kPartial,        // Shorter than a batch's header, or than its length says: perhaps cut off.
    kBadLength,      // Its length is too small for a batch.
    kBadMagic,       // Not version 2 of the format.
    kBadCrc,         // Its checksum is not that of its bytes.
    kBadAttributes,  // A codec, or a bit, that nobody has defined.
    kBadCount,       // Negative, or not the number of records that follow.
    kBadRecord,      // A length, number or attribute inside a record is impossible.
    kBadOffset,      // Records whose offsets do not increase, or leave their batch.
    kBadControl,     // A control batch without a control record that can be understood.
    kBadPacking,     // What the codec cannot unpack.
    kTooLarge,       // Unpacks to more than the reader allows.
};

std::string_view to_string(BatchError error);

/// What a broker answers to a producer that sends such a batch: kCorruptMessage when bytes must
/// have been lost or changed on the way, kInvalidRecord when they were meant. Departs: Kafka
/// unpacks without limit; kMessageTooLarge lets the producer split the batch.
ErrorCode error_code_of(BatchError error);

}  // namespace assize::model::wire
