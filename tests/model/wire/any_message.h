#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/wire/message.h"
#include "tests/model/wire/filler.h"

namespace assize::model::wire {

/// What became of a message on its way from values to bytes and back.
struct Recoded {
    std::vector<std::byte> bytes;   // As we encode it.
    std::size_t promised_size = 0;  // What encoded_size() said.
    std::size_t decoded_size = 0;   // How many bytes the decoder took.
    bool is_same = false;           // What was decoded from `bytes` is equal.
    std::string text;
};

/// One message of the schema, without its type.
struct AnyMessage {
    enum class Kind { kRequest, kResponse, kRecord, kKey, kValue, kData };

    std::string_view name;
    Kind kind;
    std::optional<std::int16_t> key;
    std::int16_t version_min;
    std::int16_t version_max;
    std::int16_t flexible_from;
    /// Decodes, and encodes what it got.
    sim::Result<Recoded, DecodeError> (*decode)(const Bytes&, std::int16_t version);
    /// Encodes arbitrary values, and decodes them again.
    Recoded (*arbitrary)(Filler&, std::int16_t version);
};

/// All messages of the schema. Generated.
std::span<const AnyMessage> all_messages();

/// The request or response of a key.
const AnyMessage* find_message(AnyMessage::Kind kind, std::int16_t key);

template <class M>
Recoded recoded(const M& message, std::int16_t version) {
    Recoded result{.bytes = encode_whole(message, version),
                   .promised_size = encoded_size(message, version),
                   .decoded_size = 0,
                   .is_same = false,
                   .text = to_string(message)};
    Reader reader(Bytes(result.bytes));
    const auto again = decode<M>(reader, version);
    result.decoded_size = reader.position();
    result.is_same = again && *again == message;
    return result;
}

template <class M>
sim::Result<Recoded, DecodeError> recoded_from(const Bytes& bytes, std::int16_t version) {
    Reader reader(bytes);
    const auto message = decode<M>(reader, version);
    if (!message) return sim::Failure(message.error());
    Recoded result = recoded(*message, version);
    result.decoded_size = reader.position();
    return result;
}

template <class M, void (*kFill)(M&, std::int16_t, Filler&)>
Recoded arbitrary(Filler& filler, std::int16_t version) {
    M message;
    kFill(message, version, filler);
    return recoded(message, version);
}

template <class M, void (*kFill)(M&, std::int16_t, Filler&)>
constexpr AnyMessage entry(AnyMessage::Kind kind, std::optional<std::int16_t> key) {
    return {M::kName,
            kind,
            key,
            M::kVersionMin,
            M::kVersionMax,
            M::kFlexibleFrom,
            recoded_from<M>,
            arbitrary<M, kFill>};
}

}  // namespace assize::model::wire
