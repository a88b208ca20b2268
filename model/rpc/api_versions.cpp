#include "model/rpc/api_versions.h"

#include <algorithm>
#include <utility>

namespace assize::model::rpc {

ApiVersionTable::ApiVersionTable(std::vector<ApiVersionRange> ranges) : ranges_(std::move(ranges)) {
    std::ranges::sort(ranges_, {}, &ApiVersionRange::key);
}

const ApiVersionRange* ApiVersionTable::find(wire::ApiKey key) const {
    const auto found = std::ranges::lower_bound(ranges_, key, {}, &ApiVersionRange::key);
    return found != ranges_.end() && found->key == key ? &*found : nullptr;
}

bool ApiVersionTable::offers(wire::ApiKey key, std::int16_t version) const {
    const ApiVersionRange* range = find(key);
    return range && range->min <= version && version <= range->max;
}

}  // namespace assize::model::rpc
