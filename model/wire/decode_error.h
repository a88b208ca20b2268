#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace assize::model::wire {

/// Why bytes are no message, and where reading them stopped.
struct DecodeError {
    enum class What : std::uint8_t {
        kTruncated,           // A field goes on after the last byte.
        kBadVarint,           // A varint too long for its type.
        kBadLength,           // A negative length, or a string longer than Kafka allows.
        kTooManyElements,     // An array that the remaining bytes cannot hold.
        kUnexpectedNull,      // Null where this version has none.
        kBadTag,              // A tagged field that is not as long as it says.
        kTrailingBytes,       // Bytes after the end of the message.
        kUnknownApiKey,       // No API of Kafka.
        kUnsupportedVersion,  // A version that the schema does not have.
    };

    What what;
    std::size_t offset = 0;  // In the bytes that the Reader began with.

    bool operator==(const DecodeError&) const = default;
};

/// "truncated at byte 17".
std::string to_string(const DecodeError& error);

}  // namespace assize::model::wire
