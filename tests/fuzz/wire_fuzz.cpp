#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/wire/frame.h"
#include "sim/invariant.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/model/wire/any_message.h"

// Decodes requests, responses and every other message from bytes that libFuzzer chose. What is
// understood must be encoded as long as promised, and mean the same when decoded again.
//
// The first byte says what follows: 0 a request with its header; 1 a response, after its key and
// version; 2 a message, after its number in the schema and its version.

namespace assize::model::wire {
namespace {

constexpr std::int8_t kRequest = 0;
constexpr std::int8_t kResponse = 1;

void decode_message(const AnyMessage* message, std::int16_t version, const Bytes& body) {
    if (message == nullptr) return;
    const auto once = message->decode(body, version);
    if (!once) return;
    INVARIANT(once->decoded_size <= body.size(), "a decoder stays within its bytes");
    INVARIANT(once->promised_size == once->bytes.size(), "encoded_size() keeps its promise");
    const auto twice = message->decode(Bytes(once->bytes), version);
    INVARIANT(twice, "what was encoded can be decoded");
    INVARIANT(twice->decoded_size == once->bytes.size(), "nothing more was encoded");
    INVARIANT(twice->bytes == once->bytes, "it means the same");
    INVARIANT(twice->text == once->text, "it says the same");
}

void decode_request(Reader& reader) {
    const auto header = decode_request_header(reader);
    if (!header) return;
    const auto key = static_cast<std::int16_t>(header->api_key);
    decode_message(find_message(AnyMessage::Kind::kRequest, key), header->api_version,
                   reader.rest());
}

void decode_response(Reader& reader) {
    const std::int16_t key = reader.int16();
    const std::int16_t version = reader.int16();
    if (!decode_response_header(reader, static_cast<ApiKey>(key), version)) return;
    decode_message(find_message(AnyMessage::Kind::kResponse, key), version, reader.rest());
}

void decode_any(Reader& reader) {
    const std::uint16_t number = reader.uint16();
    const std::int16_t version = reader.int16();
    if (!reader.ok() || number >= all_messages().size()) return;
    decode_message(&all_messages()[number], version, reader.rest());
}

void decode_input(std::span<const std::uint8_t> input) {
    Reader reader(Bytes::copy_of(std::as_bytes(input)));
    switch (reader.int8()) {
        case kRequest: return decode_request(reader);
        case kResponse: return decode_response(reader);
        default: return decode_any(reader);
    }
}

}  // namespace
}  // namespace assize::model::wire

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    assize::model::wire::decode_input({data, size});
    return 0;
}
