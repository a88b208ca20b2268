#include "model/rpc/error.h"

namespace assize::model::rpc {

std::string_view to_string(RpcError error) {
    switch (error) {
        case RpcError::kTimedOut: return "timed_out";
        case RpcError::kDisconnected: return "disconnected";
        case RpcError::kRefused: return "refused";
        case RpcError::kBadResponse: return "bad_response";
    }
    return "?";
}

RpcError rpc_error_of(sim::NetworkError error) {
    switch (error) {
        case sim::NetworkError::kTimedOut: return RpcError::kTimedOut;
        case sim::NetworkError::kRefused: return RpcError::kRefused;
        default: return RpcError::kDisconnected;
    }
}

}  // namespace assize::model::rpc
