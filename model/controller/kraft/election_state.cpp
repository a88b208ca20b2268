#include "model/controller/kraft/election_state.h"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

namespace assize::model::kraft {

namespace {

using Json = nlohmann::json;

std::optional<std::int32_t> int32_at(const Json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number_integer()) return std::nullopt;
    const auto value = found->get<std::int64_t>();
    if (value < -1 || value > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
    return static_cast<std::int32_t>(value);
}

std::optional<BrokerId> id_of(std::int32_t value) {
    return value < 0 ? std::nullopt : std::optional(BrokerId(value));
}

}  // namespace

std::string to_json(const ElectionState& state) {
    const auto id_or_none = [](const auto& id) { return id ? id->value() : -1; };
    const std::optional<BrokerId> voted =
        state.voted ? std::optional(state.voted->id) : std::nullopt;
    const Uuid directory = state.voted ? state.voted->directory_id.value_or(Uuid()) : Uuid();
    return fmt::format(R"({{"leaderId":{},"leaderEpoch":{},"votedId":{},)"
                       R"("votedDirectoryId":"{}","data_version":1}})",
                       id_or_none(state.leader), state.epoch.value(), id_or_none(voted),
                       to_string(directory));
}

std::optional<ElectionState> from_json(const std::string& text) {
    const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) return std::nullopt;
    const auto leader = int32_at(json, "leaderId");
    const auto epoch = int32_at(json, "leaderEpoch");
    const auto voted = int32_at(json, "votedId");
    const auto version = int32_at(json, "data_version");
    const auto directory = json.find("votedDirectoryId");
    if (!leader || !epoch || *epoch < 0 || !voted || version != 1) return std::nullopt;
    if (directory == json.end() || !directory->is_string()) return std::nullopt;
    const auto uuid = uuid_from_string(directory->get<std::string>());
    if (!uuid) return std::nullopt;

    ElectionState state{.epoch = LeaderEpoch(*epoch), .leader = id_of(*leader)};
    if (const auto id = id_of(*voted)) {
        state.voted = ReplicaKey{.id = *id};
        if (!uuid->is_zero()) state.voted->directory_id = *uuid;
    }
    return state;
}

}  // namespace assize::model::kraft
