#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "model/wire/api_key.h"
#include "sim/network/rule.h"

namespace assize::scenarios {

/// Sees which API each frame belongs to, requests and answers, from the moment it is installed on:
/// before any rule that asks it, so that it has seen a frame when they do. Changes nothing.
class AnswerWatch final : public sim::Rule {
public:
    sim::Verdict on_frame(const sim::FrameInTransit& frame, sim::Random& random) override;
    std::string describe() const override { return "watch which answers are to what"; }

    /// To what the frame that is being sent is an answer; none when it is none.
    std::optional<model::wire::ApiKey> answered_by(const sim::FrameInTransit& frame) const;

private:
    using Call = std::pair<sim::ConnectionId, std::int32_t>;  // With its correlation id.

    std::map<Call, model::wire::ApiKey> under_way_;
    std::optional<std::pair<sim::MessageId, model::wire::ApiKey>> answer_;  // The last one seen.
};

/// Whether a client sent it. Servers listen on ports below those that clients are given.
bool is_request(const sim::FrameInTransit& frame);
/// What a request asks for.
std::optional<model::wire::ApiKey> asked_by(const sim::FrameInTransit& frame);

/// "Produce"; none when Kafka has no such API.
std::optional<model::wire::ApiKey> api_named(std::string_view name);

}  // namespace assize::scenarios
