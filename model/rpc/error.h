#pragma once

#include <cstdint>
#include <string_view>

#include "sim/network/error.h"

namespace assize::model::rpc {

/// Why a request has no answer. Except for kRefused, and for kTimedOut before it was sent, it may
/// have been done all the same.
enum class RpcError : std::uint8_t {
    kTimedOut,      // The deadline or the request timeout passed. The connection was closed.
    kDisconnected,  // The connection ended or broke before the answer came.
    kRefused,       // Nobody listens there.
    kBadResponse,   // What came was not the answer. The connection was closed.
};
std::string_view to_string(RpcError error);

RpcError rpc_error_of(sim::NetworkError error);

}  // namespace assize::model::rpc
