#pragma once

#include <cstdint>
#include <vector>

#include "model/wire/reader.h"
#include "model/wire/writer.h"
#include "sim/invariant.h"
#include "sim/result.h"

namespace assize::model::wire {

// Of every message M, whose struct is generated from the tables in schema/, there are
//
//     std::size_t encoded_size(const M&, version);
//     void encode(const M&, version, Writer&);          fields that the version lacks are dropped
//     void decode_into(M&, version, Reader&);           M as it was made; the Reader says if it
//     failed std::string to_string(const M&);
//
// and what follows. A version is one of [M::kVersionMin, M::kVersionMax].

template <class M>
constexpr bool has_version(std::int16_t version) {
    return M::kVersionMin <= version && version <= M::kVersionMax;
}

template <class M>
void require_version(std::int16_t version) {
    INVARIANT(has_version<M>(version), "only versions of the schema are encoded");
}

/// The message at the front of what the reader has; fields that the version lacks keep their
/// defaults. What follows stays unread.
template <class M>
sim::Result<M, DecodeError> decode(Reader& reader, std::int16_t version) {
    sim::Result<M, DecodeError> message;
    decode_into(*message, version, reader);
    if (!reader.ok()) return sim::Failure(reader.error());
    return message;
}

/// The message that takes all the bytes. Fails: also with bytes left over.
template <class M>
sim::Result<M, DecodeError> decode_whole(const Bytes& bytes, std::int16_t version) {
    Reader reader(bytes);
    sim::Result<M, DecodeError> message;
    decode_into(*message, version, reader);
    if (!reader.at_end()) reader.fail(DecodeError::What::kTrailingBytes);
    if (!reader.ok()) return sim::Failure(reader.error());
    return message;
}

/// The message alone, without a header.
template <class M>
std::vector<std::byte> encode_whole(const M& message, std::int16_t version) {
    Writer writer(encoded_size(message, version));
    encode(message, version, writer);
    return writer.take();
}

}  // namespace assize::model::wire
