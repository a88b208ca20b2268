#pragma once

#include <array>
#include <cstddef>

#include "model/broker/cpu.h"
#include "model/broker/request_table.h"
#include "model/rpc/server.h"
#include "model/wire/reader.h"
#include "sim/fiber.h"

namespace assize::model::broker {

/// Hands requests to those who handle them, once the processor was spent on them.
/// Requires: what it refers to outlives it.
template <class Services>
class RequestDispatch {
public:
    RequestDispatch(const RequestTable<Services>& table, Services& services, Cpu& cpu)
        : services_(services), cpu_(cpu) {
        for (const RequestRow<Services>& row : table) {
            handles_[static_cast<std::size_t>(row.range.key)] = row.handle;
        }
    }

    rpc::Answer operator()(sim::Fiber& fiber, const rpc::RequestContext& context,
                           wire::Reader& body) const {
        cpu_.spend(fiber, context.size_bytes);
        const auto handle = handles_[static_cast<std::size_t>(context.header.api_key)];
        return handle(fiber, services_, context, body);
    }

private:
    static constexpr std::size_t kKeys = 128;

    std::array<typename RequestRow<Services>::Handle, kKeys> handles_{};  // By API key.
    Services& services_;
    Cpu& cpu_;
};

}  // namespace assize::model::broker
