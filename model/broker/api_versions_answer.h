#pragma once

#include <cstdint>

#include "model/metadata/image.h"
#include "model/rpc/api_versions.h"
#include "model/wire/messages/api_versions.h"

namespace assize::model::broker {

/// What a node says of itself to who asks for ApiVersions: the same for brokers and controllers.
wire::ApiVersionsResponse answer_api_versions(const wire::ApiVersionsRequest& request,
                                              std::int16_t version,
                                              const rpc::ApiVersionTable& offered,
                                              const metadata::MetadataImage& image);

}  // namespace assize::model::broker
