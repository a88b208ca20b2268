#pragma once

#include <string_view>

namespace assize::model::metadata {

/// Whether a topic may have that name: 1 to 249 of ASCII letters, digits, '.', '_' and '-', and
/// neither "." nor "..".
bool is_valid_topic_name(std::string_view name);

/// Topics that only Kafka itself writes to.
bool is_internal_topic(std::string_view name);

}  // namespace assize::model::metadata
