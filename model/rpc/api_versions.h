#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/wire/api_key.h"

namespace assize::model::rpc {

/// Which versions of an API a server offers: all of [min, max].
struct ApiVersionRange {
    wire::ApiKey key;
    std::int16_t min;
    std::int16_t max;
};

/// All that a server offers. Invariant: in the order of the keys, each once.
class ApiVersionTable {
public:
    explicit ApiVersionTable(std::vector<ApiVersionRange> ranges);

    std::span<const ApiVersionRange> ranges() const { return ranges_; }
    /// Null when the API is not offered.
    const ApiVersionRange* find(wire::ApiKey key) const;
    bool offers(wire::ApiKey key, std::int16_t version) const;

private:
    std::vector<ApiVersionRange> ranges_;
};

}  // namespace assize::model::rpc
