#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>

#include "sim/random.h"
#include "tests/model/wire/any_message.h"
#include "tests/model/wire/hex.h"

// Decodes, encodes and invents messages for scripts. Each line of the input is a command, each line
// of the output its answer; messages have no headers:
//
//     decode request 3 1 ffffffff     ->  ffffffff MetadataRequest{topics: null, ...
//     invent response 3 1 SEED        ->  the bytes of arbitrary values, and what they are
//
// and "error ..." for what cannot be.

namespace assize::model::wire {
namespace {

/// Strings made of them are ASCII, since others decode no other.
std::vector<std::uint8_t> choices_from(std::uint64_t seed) {
    sim::Random random(seed);
    std::vector<std::uint8_t> choices(2000);
    for (std::uint8_t& choice : choices) choice = static_cast<std::uint8_t>(random.next() % 128);
    return choices;
}

std::string answer(const std::string& line) {
    std::istringstream words(line);
    std::string command, kind;
    std::int16_t key = -1;
    std::int16_t version = -1;
    std::string argument;
    words >> command >> kind >> key >> version >> argument;
    const AnyMessage* message = find_message(
        kind == "request" ? AnyMessage::Kind::kRequest : AnyMessage::Kind::kResponse, key);
    if (message == nullptr) return "error no such message";
    if (version < message->version_min || version > message->version_max) {
        return "error no such version";
    }
    if (command == "invent") {
        Filler filler(choices_from(std::stoull(argument)));
        const Recoded recoded = message->arbitrary(filler, version);
        return to_hex(recoded.bytes) + " " + recoded.text;
    }
    const auto bytes = parse_hex(argument);
    if (!bytes) return "error not hexadecimal";
    const auto recoded = message->decode(Bytes(*bytes), version);
    if (!recoded) return "error " + to_string(recoded.error());
    if (recoded->decoded_size != bytes->size()) return "error bytes left over";
    return to_hex(recoded->bytes) + " " + recoded->text;
}

}  // namespace
}  // namespace assize::model::wire

int main() {
    std::string line;
    while (std::getline(std::cin, line)) std::puts(assize::model::wire::answer(line).c_str());
}
