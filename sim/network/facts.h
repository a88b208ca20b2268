#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

#include "sim/fact.h"
#include "sim/id.h"
#include "sim/network/address.h"
#include "sim/network/rule.h"
#include "sim/time.h"

namespace assize::sim {

// The facts about the network. Ordinary frames are not among them: who sends and receives them
// knows what they mean, and says so. What is about a connection has the subject
// `{"connection", "a:49152-b:9092", n, n + 1}`; what is about a frame has its message id.

/// How one end of a connection came to be aborted.
enum class ResetCause : std::uint8_t {
    kProcess,  // Its process wanted to.
    kUnread,   // It was closed, or its process died, while bytes were there to read.
    kPeer,     // The other side aborted it, or does not know it any more.
    kFault,    // A fault of the network.
};
std::string_view to_string(ResetCause cause);

struct ListenerOpened {
    static constexpr std::string_view kName = "listener_opened";
    static constexpr std::string_view kMeaning = "a process began to listen on a port";
    HostId host;
    Port port;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &ListenerOpened::host, "where");
        field("port", &ListenerOpened::port, "on which port");
    }
};

struct ListenerClosed {
    static constexpr std::string_view kName = "listener_closed";
    static constexpr std::string_view kMeaning = "nobody listens on a port any more";
    HostId host;
    Port port;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("host", &ListenerClosed::host, "where");
        field("port", &ListenerClosed::port, "on which port");
    }
};

struct ConnectionOpened {
    static constexpr std::string_view kName = "connection_opened";
    static constexpr std::string_view kMeaning =
        "a process is connected to an address that listens";
    ConnectionId connection;
    HostId host;
    Port port;
    HostId to_host;
    Port to_port;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("connection", &ConnectionOpened::connection, "which");
        field("host", &ConnectionOpened::host, "from where");
        field("port", &ConnectionOpened::port, "a port of its own");
        field("to_host", &ConnectionOpened::to_host, "to which host");
        field("to_port", &ConnectionOpened::to_port, "and its port");
    }
};

struct ConnectionRefused {
    static constexpr std::string_view kName = "connection_refused";
    static constexpr std::string_view kMeaning = "a process was told that nobody listens there";
    ConnectionId connection;
    HostId to_host;
    Port to_port;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("connection", &ConnectionRefused::connection, "which it would have been");
        field("to_host", &ConnectionRefused::to_host, "to which host");
        field("to_port", &ConnectionRefused::to_port, "and its port");
    }
};

struct ConnectionAccepted {
    static constexpr std::string_view kName = "connection_accepted";
    static constexpr std::string_view kMeaning = "a listening process took a connection";
    ConnectionId connection;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("connection", &ConnectionAccepted::connection, "which");
    }
};

struct ConnectionClosed {
    static constexpr std::string_view kName = "connection_closed";
    static constexpr std::string_view kMeaning = "one end of a connection was closed in order";
    ConnectionId connection;
    HostId host;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("connection", &ConnectionClosed::connection, "which");
        field("host", &ConnectionClosed::host, "whose end");
    }
};

struct ConnectionReset {
    static constexpr std::string_view kName = "connection_reset";
    static constexpr std::string_view kMeaning = "one end of a connection was aborted";
    ConnectionId connection;
    HostId host;
    ResetCause cause;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("connection", &ConnectionReset::connection, "which");
        field("host", &ConnectionReset::host, "whose end");
        field("cause", &ConnectionReset::cause, "process, unread, peer or fault");
    }
};

struct ConnectionTimedOut {
    static constexpr std::string_view kName = "connection_timed_out";
    static constexpr std::string_view kMeaning =
        "one end of a connection gave up sending, or connecting";
    ConnectionId connection;
    HostId host;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("connection", &ConnectionTimedOut::connection, "which");
        field("host", &ConnectionTimedOut::host, "whose end");
    }
};

struct RuleInstalled {
    static constexpr std::string_view kName = "rule_installed";
    static constexpr std::string_view kMeaning = "a fault of the network began";
    RuleId rule;
    std::string description;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("rule", &RuleInstalled::rule, "which");
        field("description", &RuleInstalled::description, "what it does");
    }
};

struct RuleRemoved {
    static constexpr std::string_view kName = "rule_removed";
    static constexpr std::string_view kMeaning = "a fault of the network ended";
    RuleId rule;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("rule", &RuleRemoved::rule, "which");
    }
};

struct FrameDelayed {
    static constexpr std::string_view kName = "frame_delayed";
    static constexpr std::string_view kMeaning = "a rule delays a frame";
    RuleId rule;
    ConnectionId connection;
    Duration by;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("rule", &FrameDelayed::rule, "which rule");
        field("connection", &FrameDelayed::connection, "on which connection");
        field("by_ns", &FrameDelayed::by, "by how long");
    }
};

struct FrameHeld {
    static constexpr std::string_view kName = "frame_held";
    static constexpr std::string_view kMeaning =
        "a rule holds a frame for as long as it is installed";
    RuleId rule;
    ConnectionId connection;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("rule", &FrameHeld::rule, "which rule");
        field("connection", &FrameHeld::connection, "on which connection");
    }
};

struct FrameReleased {
    static constexpr std::string_view kName = "frame_released";
    static constexpr std::string_view kMeaning = "the last rule that held a frame was removed";
    RuleId rule;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("rule", &FrameReleased::rule, "which rule");
    }
};

struct FrameDropped {
    static constexpr std::string_view kName = "frame_dropped";
    static constexpr std::string_view kMeaning = "a rule drops a frame, and the connection with it";
    RuleId rule;
    ConnectionId connection;
    std::uint64_t bytes_kept;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("rule", &FrameDropped::rule, "which rule");
        field("connection", &FrameDropped::connection, "on which connection");
        field("bytes_kept", &FrameDropped::bytes_kept, "how much of it arrives all the same");
    }
};

struct FrameCorrupted {
    static constexpr std::string_view kName = "frame_corrupted";
    static constexpr std::string_view kMeaning = "a rule flips bits in a frame";
    RuleId rule;
    ConnectionId connection;
    std::uint32_t bits;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("rule", &FrameCorrupted::rule, "which rule");
        field("connection", &FrameCorrupted::connection, "on which connection");
        field("bits", &FrameCorrupted::bits, "how many");
    }
};

using NetworkFacts = std::tuple<ListenerOpened, ListenerClosed, ConnectionOpened, ConnectionRefused,
                                ConnectionAccepted, ConnectionClosed, ConnectionReset,
                                ConnectionTimedOut, RuleInstalled, RuleRemoved, FrameDelayed,
                                FrameHeld, FrameReleased, FrameDropped, FrameCorrupted>;

}  // namespace assize::sim
