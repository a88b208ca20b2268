"""Writes api_key.h and error_code.h, and the tables behind them."""

from cpp import BANNER
from schema import Api, Message, Schema, Versions

API_KEY_HEADER = """#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace assize::model::wire {

/// The numbers of Kafka's requests.
enum class ApiKey : std::int16_t {
%(constants)s
};

struct VersionRange {
    std::int16_t min;
    std::int16_t max;

    constexpr bool contains(std::int16_t version) const {
        return min <= version && version <= max;
    }
    bool operator==(const VersionRange&) const = default;
};

/// Where Kafka answers a request.
struct Listeners {
    bool broker;
    bool controller;

    bool operator==(const Listeners&) const = default;
};

struct Api {
    ApiKey key;
    std::string_view name;
    std::optional<VersionRange> known;    // What the schema can encode.
    std::optional<VersionRange> offered;  // What Kafka 4.3 offers to its clients.
    std::int16_t flexible_from;           // INT16_MAX when never.
    Listeners listeners;                  // Of Kafka 4.3 with KRaft.
};

/// All of them, by key; keys have no gaps.
std::span<const Api> all_apis();
/// Nothing for a key that Kafka does not have.
const Api* find_api(ApiKey key);

/// Whether the schema can encode this version of the request.
bool is_known(ApiKey key, std::int16_t version);
/// Whether the version has tagged fields, and so the newer header.
bool is_flexible(ApiKey key, std::int16_t version);

/// Kafka's name, "Fetch"; "?" for none.
std::string_view to_string(ApiKey key);

}  // namespace assize::model::wire
"""

API_KEY_SOURCE = """#include "model/wire/api_key.h"

#include <array>
#include <cstddef>
#include <limits>

namespace assize::model::wire {
namespace {

constexpr std::int16_t kNever = std::numeric_limits<std::int16_t>::max();

constexpr std::array<Api, %(count)d> kApis{{
%(rows)s
}};

}  // namespace

std::span<const Api> all_apis() {
    return kApis;
}

const Api* find_api(ApiKey key) {
    const auto index = static_cast<std::size_t>(key);
    return index < kApis.size() ? &kApis[index] : nullptr;
}

bool is_known(ApiKey key, std::int16_t version) {
    const Api* api = find_api(key);
    return api != nullptr && api->known && api->known->contains(version);
}

bool is_flexible(ApiKey key, std::int16_t version) {
    const Api* api = find_api(key);
    return api != nullptr && version >= api->flexible_from;
}

std::string_view to_string(ApiKey key) {
    const Api* api = find_api(key);
    return api != nullptr ? api->name : "?";
}

}  // namespace assize::model::wire
"""

ERROR_CODE_HEADER = """#pragma once

#include <cstdint>
#include <string_view>

namespace assize::model::wire {

/// What Kafka answers instead of doing what it was asked. Another broker may send a number that is
/// not here.
enum class ErrorCode : std::int16_t {
%(constants)s
};

/// Kafka's name, "NOT_LEADER_OR_FOLLOWER"; "?" for a number that is not Kafka's.
std::string_view to_string(ErrorCode error);

/// Whether a client may try again: Kafka's RetriableException.
bool is_retriable(ErrorCode error);
/// Whether a client should first learn anew who leads: Kafka's InvalidMetadataException.
bool refreshes_metadata(ErrorCode error);

}  // namespace assize::model::wire
"""

ERROR_CODE_SOURCE = """#include "model/wire/error_code.h"

namespace assize::model::wire {

std::string_view to_string(ErrorCode error) {
    using enum ErrorCode;
    switch (error) {
%(names)s
    }
    return "?";
}

bool is_retriable(ErrorCode error) {
    using enum ErrorCode;
    switch (error) {
%(retriable)s
            return true;
        default: return false;
    }
}

bool refreshes_metadata(ErrorCode error) {
    using enum ErrorCode;
    switch (error) {
%(refreshes)s
            return true;
        default: return false;
    }
}

}  // namespace assize::model::wire
"""


def constant(name: str) -> str:
    """NOT_LEADER_OR_FOLLOWER is kNotLeaderOrFollower."""
    return "k" + "".join(word.capitalize() for word in name.split("_"))


def range_text(versions: Versions | None) -> str:
    return f"VersionRange{{{versions.first}, {versions.last}}}" if versions else "std::nullopt"


def api_row(api: Api, requests: dict[int, Message]) -> str:
    request = requests.get(api.key)
    flexible = "kNever" if api.flexible_from is None else str(api.flexible_from)
    listeners = ", ".join(
        str(name in api.listeners).lower() for name in ("broker", "controller"))
    return (f'    {{ApiKey::k{api.name}, "{api.name}", '
            f"{range_text(request.versions if request else None)}, {range_text(api.offered)}, "
            f"{flexible}, Listeners{{{listeners}}}}},")


def api_key_header(schema: Schema) -> str:
    lines = [f"    k{api.name} = {api.key}," for api in schema.apis]
    return BANNER + API_KEY_HEADER % {"constants": "\n".join(lines)}


def api_key_source(schema: Schema) -> str:
    requests = {one.key: one for one in schema.messages if one.kind == "request"}
    rows = [api_row(api, requests) for api in schema.apis]
    return BANNER + API_KEY_SOURCE % {"count": len(rows), "rows": "\n".join(rows)}


def error_code_header(schema: Schema) -> str:
    lines = [f"    {constant(error.name)} = {error.code}," for error in schema.errors]
    return BANNER + ERROR_CODE_HEADER % {"constants": "\n".join(lines)}


def error_code_source(schema: Schema) -> str:
    def cases(errors):
        return "\n".join(f"        case {constant(error.name)}:" for error in errors)

    names = [f'        case {constant(error.name)}: return "{error.name}";'
             for error in schema.errors]
    return BANNER + ERROR_CODE_SOURCE % {
        "names": "\n".join(names),
        "retriable": cases(error for error in schema.errors if error.is_retriable),
        "refreshes": cases(error for error in schema.errors if error.refreshes_metadata),
    }
