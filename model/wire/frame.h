#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/wire/api_key.h"
#include "model/wire/message.h"
#include "model/wire/reader.h"
#include "model/wire/writer.h"
#include "sim/result.h"

namespace assize::model::wire {

// What travels is frames: four bytes that say how many follow, a header, a message.

inline constexpr std::size_t kFramePrefixSize = 4;

struct RequestHeader {
    ApiKey api_key;
    std::int16_t api_version;
    std::int32_t correlation_id;
    std::optional<std::string> client_id;

    bool operator==(const RequestHeader&) const = default;
};

struct ResponseHeader {
    std::int32_t correlation_id;

    bool operator==(const ResponseHeader&) const = default;
};

std::size_t encoded_size(const RequestHeader& header);
void encode(const RequestHeader& header, Writer& writer);

/// Reads a header and leaves the message. The version may be one that is_known() does not know,
/// since ApiVersions is answered nevertheless.
/// Fails: kUnknownApiKey, kUnsupportedVersion (negative).
sim::Result<RequestHeader, DecodeError> decode_request_header(Reader& reader);

std::size_t encoded_size(const ResponseHeader& header, ApiKey key, std::int16_t version);
void encode(const ResponseHeader& header, ApiKey key, std::int16_t version, Writer& writer);
sim::Result<ResponseHeader, DecodeError> decode_response_header(Reader& reader, ApiKey key,
                                                                std::int16_t version);

/// What can be told of a request without decoding it.
struct RequestPeek {
    ApiKey api_key;
    std::int16_t api_version;
    std::int32_t correlation_id;

    bool operator==(const RequestPeek&) const = default;
};

/// Looks into a frame that begins with its size. Nothing for bytes too short, or an unknown key.
std::optional<RequestPeek> peek_request(std::span<const std::byte> frame);

/// The correlation id in a frame with a response.
std::optional<std::int32_t> peek_correlation_id(std::span<const std::byte> frame);

/// Writes the four bytes before a frame of `size`.
void encode_frame_prefix(std::size_t size, Writer& writer);

/// A whole frame. Requires: the header names M and a version of it.
template <class M>
std::vector<std::byte> encode_request(const RequestHeader& header, const M& message) {
    INVARIANT(header.api_key == M::kApiKey, "a header names its message");
    const std::size_t size = encoded_size(header) + encoded_size(message, header.api_version);
    Writer writer(kFramePrefixSize + size);
    encode_frame_prefix(size, writer);
    encode(header, writer);
    encode(message, header.api_version, writer);
    return writer.take();
}

template <class M>
std::vector<std::byte> encode_response(std::int32_t correlation_id, std::int16_t version,
                                       const M& message) {
    const ResponseHeader header{correlation_id};
    const std::size_t size =
        encoded_size(header, M::kApiKey, version) + encoded_size(message, version);
    Writer writer(kFramePrefixSize + size);
    encode_frame_prefix(size, writer);
    encode(header, M::kApiKey, version, writer);
    encode(message, version, writer);
    return writer.take();
}

}  // namespace assize::model::wire
