#include "model/metadata/topic_name.h"

#include <algorithm>
#include <cstddef>

namespace assize::model::metadata {

namespace {

constexpr std::size_t kLengthMax = 249;

bool is_legal(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

}  // namespace

bool is_valid_topic_name(std::string_view name) {
    if (name.empty() || name.size() > kLengthMax || name == "." || name == "..") return false;
    return std::ranges::all_of(name, is_legal);
}

bool is_internal_topic(std::string_view name) {
    return name == "__consumer_offsets" || name == "__transaction_state";
}

}  // namespace assize::model::metadata
