#include "model/wire/frame.h"

#include <limits>

namespace assize::model::wire {
namespace {

using What = DecodeError::What;

/// Before clients had names. Only this request still is that old.
bool has_client_id(ApiKey key, std::int16_t version) {
    return key != ApiKey::kControlledShutdown || version > 0;
}

/// A client reads the answer to ApiVersions before it knows the broker, so its header never grew.
bool has_tags_in_response(ApiKey key, std::int16_t version) {
    return key != ApiKey::kApiVersions && is_flexible(key, version);
}

void skip_tags(Reader& reader) {
    for (TaggedFields fields(reader); fields.next();) fields.skip();
}

}  // namespace

std::size_t encoded_size(const RequestHeader& header) {
    std::size_t size = 8;
    // The name keeps its old form even where all else is flexible.
    if (has_client_id(header.api_key, header.api_version)) {
        size += nullable_string_size(Format::kPlain, header.client_id);
    }
    return size + (is_flexible(header.api_key, header.api_version) ? 1 : 0);
}

void encode(const RequestHeader& header, Writer& writer) {
    writer.int16(static_cast<std::int16_t>(header.api_key));
    writer.int16(header.api_version);
    writer.int32(header.correlation_id);
    if (has_client_id(header.api_key, header.api_version)) {
        writer.nullable_string(Format::kPlain, header.client_id);
    }
    if (is_flexible(header.api_key, header.api_version)) writer.uvarint(0);
}

sim::Result<RequestHeader, DecodeError> decode_request_header(Reader& reader) {
    const auto key = static_cast<ApiKey>(reader.int16());
    if (find_api(key) == nullptr) reader.fail(What::kUnknownApiKey);
    const std::int16_t version = reader.int16();
    if (version < 0) reader.fail(What::kUnsupportedVersion);
    const std::int32_t correlation_id = reader.int32();
    std::optional<std::string> client_id;
    if (has_client_id(key, version)) client_id = reader.nullable_string(Format::kPlain);
    if (is_flexible(key, version)) skip_tags(reader);
    if (!reader.ok()) return sim::Failure(reader.error());
    return RequestHeader{key, version, correlation_id, std::move(client_id)};
}

std::size_t encoded_size(const ResponseHeader&, ApiKey key, std::int16_t version) {
    return has_tags_in_response(key, version) ? 5 : 4;
}

void encode(const ResponseHeader& header, ApiKey key, std::int16_t version, Writer& writer) {
    writer.int32(header.correlation_id);
    if (has_tags_in_response(key, version)) writer.uvarint(0);
}

sim::Result<ResponseHeader, DecodeError> decode_response_header(Reader& reader, ApiKey key,
                                                                std::int16_t version) {
    const ResponseHeader header{reader.int32()};
    if (has_tags_in_response(key, version)) skip_tags(reader);
    if (!reader.ok()) return sim::Failure(reader.error());
    return header;
}

std::optional<RequestPeek> peek_request(std::span<const std::byte> frame) {
    if (frame.size() < kFramePrefixSize + 8) return std::nullopt;
    const std::byte* at = frame.data() + kFramePrefixSize;
    const auto key = static_cast<ApiKey>(load_big_endian<std::int16_t>(at));
    if (find_api(key) == nullptr) return std::nullopt;
    return RequestPeek{key, load_big_endian<std::int16_t>(at + 2),
                       load_big_endian<std::int32_t>(at + 4)};
}

std::optional<std::int32_t> peek_correlation_id(std::span<const std::byte> frame) {
    if (frame.size() < kFramePrefixSize + 4) return std::nullopt;
    return load_big_endian<std::int32_t>(frame.data() + kFramePrefixSize);
}

void encode_frame_prefix(std::size_t size, Writer& writer) {
    INVARIANT(size <= std::numeric_limits<std::int32_t>::max(), "a frame is smaller than 2 GiB");
    writer.int32(static_cast<std::int32_t>(size));
}

}  // namespace assize::model::wire
