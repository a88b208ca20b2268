#include "model/broker/api_versions_answer.h"

#include <algorithm>
#include <string_view>

#include "model/wire/error_code.h"

namespace assize::model::broker {

namespace {

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// [a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?
bool is_software_name(std::string_view name) {
    return !name.empty() && is_alphanumeric(name.front()) && is_alphanumeric(name.back()) &&
           std::ranges::all_of(name,
                               [](char c) { return is_alphanumeric(c) || c == '-' || c == '.'; });
}

}  // namespace

wire::ApiVersionsResponse answer_api_versions(const wire::ApiVersionsRequest& request,
                                              std::int16_t version,
                                              const rpc::ApiVersionTable& offered,
                                              const metadata::MetadataImage& image) {
    wire::ApiVersionsResponse response;
    const bool says_software = version >= 3;
    if (says_software && !(is_software_name(request.client_software_name) &&
                           is_software_name(request.client_software_version))) {
        response.error_code = wire::ErrorCode::kInvalidRequest;
        return response;
    }
    for (const rpc::ApiVersionRange& range : offered.ranges()) {
        response.api_keys.push_back({.api_key = static_cast<std::int16_t>(range.key),
                                     .min_version = range.min,
                                     .max_version = range.max});
    }
    for (const auto& [name, level] : *image.features) {
        if (level <= 0) continue;
        response.finalized_features.push_back(
            {.name = name, .max_version_level = level, .min_version_level = level});
    }
    if (image.applied && !response.finalized_features.empty()) {
        response.finalized_features_epoch = image.applied->offset.value();
    }
    return response;
}

}  // namespace assize::model::broker
