#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

#include "sim/fact.h"
#include "sim/id.h"
#include "sim/network/address.h"
#include "sim/time.h"

namespace assize::model {

// The facts about requests and answers as such. What they did, who handles them says.

/// What was wrong with bytes that should have been a request.
enum class RefusalReason : std::uint8_t {
    kBadSize,              // A size that is negative, or beyond `socket.request.max.bytes`.
    kBadHeader,            // No request header, or an API that Kafka does not have.
    kUnsupportedApi,       // An API that this listener does not offer.
    kUnsupportedVersion,   // A version of it that this listener does not offer.
    kBadBody,              // The header promised something else.
    kFailedWithoutAnswer,  // A request that wants no answer failed: Kafka closes the connection.
};
std::string_view to_string(RefusalReason reason);

struct RequestRefused {
    static constexpr std::string_view kName = "request_refused";
    static constexpr std::string_view kMeaning =
        "a server closed a connection, for what came was not a request that it serves";
    sim::HostId peer;
    sim::Port peer_port;
    RefusalReason reason;
    std::int16_t api_key;
    std::int16_t api_version;
    std::string first_bytes;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("peer", &RequestRefused::peer, "which host sent it");
        field("peer_port", &RequestRefused::peer_port, "from which port");
        field("reason", &RequestRefused::reason, "what was wrong with it");
        field("api_key", &RequestRefused::api_key, "the API key that it claims, or -1");
        field("api_version", &RequestRefused::api_version, "the version that it claims, or -1");
        field("first_bytes", &RequestRefused::first_bytes, "the first of its bytes, in hex");
    }
};

struct ResponseRefused {
    static constexpr std::string_view kName = "response_refused";
    static constexpr std::string_view kMeaning =
        "a client closed a connection, for what came was not the answer to its request";
    sim::HostId peer;
    sim::Port peer_port;
    std::string first_bytes;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("peer", &ResponseRefused::peer, "which host sent it");
        field("peer_port", &ResponseRefused::peer_port, "from which port");
        field("first_bytes", &ResponseRefused::first_bytes, "the first of its bytes, in hex");
    }
};

struct RequestTimedOut {
    static constexpr std::string_view kName = "request_timed_out";
    static constexpr std::string_view kMeaning =
        "a client closed a connection, for an answer did not come in time";
    sim::HostId peer;
    sim::Port peer_port;
    std::int32_t correlation_id;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("peer", &RequestTimedOut::peer, "which host was asked");
        field("peer_port", &RequestTimedOut::peer_port, "on which port");
        field("correlation_id", &RequestTimedOut::correlation_id, "which request");
    }
};

enum class MessageSide : std::uint8_t { kRequest, kResponse };
std::string_view to_string(MessageSide side);

/// What is sent is received once, or never. Both facts name the frame (`About::message`), and
/// nothing else tells which belong together: correlation ids are those of one connection. They
/// changed nothing when the API only asks, is about nothing yet, or is repeated all the time.
struct MessageSent {
    static constexpr std::string_view kName = "message_sent";
    static constexpr std::string_view kMeaning = "a client sent a request, or a server an answer";
    std::string_view api;
    MessageSide side;
    sim::HostId peer;
    std::int32_t correlation_id;
    std::uint64_t bytes;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("api", &MessageSent::api, "Kafka's name of what is asked or answered");
        field("side", &MessageSent::side, "whether it asks or answers");
        field("peer", &MessageSent::peer, "to which host");
        field("correlation_id", &MessageSent::correlation_id, "which request of the connection");
        field("bytes", &MessageSent::bytes, "how long it is, its size included");
    }
};

struct MessageReceived {
    static constexpr std::string_view kName = "message_received";
    static constexpr std::string_view kMeaning =
        "a server received a request, or a client the answer to one; it is well-formed so far as "
        "its header goes";
    std::string_view api;
    MessageSide side;
    sim::HostId peer;
    std::int32_t correlation_id;
    std::uint64_t bytes;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("api", &MessageReceived::api, "Kafka's name of what is asked or answered");
        field("side", &MessageReceived::side, "whether it asks or answers");
        field("peer", &MessageReceived::peer, "from which host");
        field("correlation_id", &MessageReceived::correlation_id,
              "which request of the connection");
        field("bytes", &MessageReceived::bytes, "how long it is, its size included");
    }
};

using RpcFacts =
    std::tuple<RequestRefused, ResponseRefused, RequestTimedOut, MessageSent, MessageReceived>;

}  // namespace assize::model
