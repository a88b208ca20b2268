#pragma once

#include <cstdint>
#include <vector>

#include "model/rpc/api_versions.h"
#include "model/rpc/server.h"
#include "model/wire/frame.h"
#include "model/wire/message.h"
#include "model/wire/reader.h"
#include "sim/fiber.h"

namespace assize::model::broker {

/// A row of the table of what a node answers: an API, the versions it offers of it, and who
/// handles it. `Services` is what the handlers of that table have at hand.
template <class Services>
struct RequestRow {
    using Handle = rpc::Answer (*)(sim::Fiber&, Services&, const rpc::RequestContext&,
                                   wire::Reader&);

    rpc::ApiVersionRange range;
    Handle handle;
};

template <class Services>
using RequestTable = std::vector<RequestRow<Services>>;

template <class Services>
rpc::ApiVersionTable versions_of(const RequestTable<Services>& table) {
    std::vector<rpc::ApiVersionRange> ranges;
    for (const RequestRow<Services>& row : table) ranges.push_back(row.range);
    return rpc::ApiVersionTable(std::move(ranges));
}

/// Decodes a request, or says why it cannot be. Some APIs are offered from versions on that no
/// client uses, since clients look for them, see protocol.md 1.5.
template <class Request>
sim::Result<Request, RefusalReason> read_request(const rpc::RequestContext& context,
                                                 wire::Reader& body) {
    const std::int16_t version = context.header.api_version;
    if (!wire::has_version<Request>(version)) {
        return sim::Failure(RefusalReason::kUnsupportedVersion);
    }
    auto request = wire::decode<Request>(body, version);
    if (!request) return sim::Failure(RefusalReason::kBadBody);
    return std::move(*request);
}

/// A row for a handler that takes a request and gives a response.
template <class Services, class Request,
          typename Request::Response (*handle)(sim::Fiber&, Services&, const rpc::RequestContext&,
                                               const Request&)>
RequestRow<Services> row(std::int16_t min, std::int16_t max) {
    return {{Request::kApiKey, min, max},
            [](sim::Fiber& fiber, Services& services, const rpc::RequestContext& context,
               wire::Reader& body) {
                const auto request = read_request<Request>(context, body);
                if (!request) return rpc::Answer::close(request.error());
                return rpc::Answer::with(context, handle(fiber, services, context, *request));
            }};
}

}  // namespace assize::model::broker
