#include "scenarios/run/faults/answer_watch.h"

#include "model/wire/frame.h"

namespace assize::scenarios {

namespace {
constexpr std::uint16_t kFirstPortOfClients = 32768;
}

bool is_request(const sim::FrameInTransit& frame) {
    return frame.to.port.value() < kFirstPortOfClients;
}

std::optional<model::wire::ApiKey> asked_by(const sim::FrameInTransit& frame) {
    if (!is_request(frame)) return std::nullopt;
    const auto request = model::wire::peek_request(frame.bytes);
    return request ? std::optional(request->api_key) : std::nullopt;
}

sim::Verdict AnswerWatch::on_frame(const sim::FrameInTransit& frame, sim::Random&) {
    if (is_request(frame)) {
        if (const auto request = model::wire::peek_request(frame.bytes)) {
            under_way_.insert_or_assign({frame.connection, request->correlation_id},
                                        request->api_key);
        }
        return sim::Verdict::pass();
    }
    answer_.reset();
    if (const auto id = model::wire::peek_correlation_id(frame.bytes)) {
        if (const auto call = under_way_.extract({frame.connection, *id})) {
            answer_.emplace(frame.message, call.mapped());
        }
    }
    return sim::Verdict::pass();
}

std::optional<model::wire::ApiKey> AnswerWatch::answered_by(
    const sim::FrameInTransit& frame) const {
    if (!answer_ || answer_->first != frame.message || is_request(frame)) return std::nullopt;
    return answer_->second;
}

std::optional<model::wire::ApiKey> api_named(std::string_view name) {
    for (const model::wire::Api& api : model::wire::all_apis()) {
        if (api.name == name) return api.key;
    }
    return std::nullopt;
}

}  // namespace assize::scenarios
