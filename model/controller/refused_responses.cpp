#include "model/controller/refused_responses.h"

namespace assize::model::controller {

wire::CreateTopicsResponse refused(const wire::CreateTopicsRequest& request,
                                   const Refusal& refusal) {
    wire::CreateTopicsResponse response;
    for (const auto& topic : request.topics) {
        auto& answer = response.topics.emplace_back();
        answer.name = topic.name;
        answer.error_code = refusal.code;
        answer.error_message = refusal.message;
    }
    return response;
}

wire::DeleteTopicsResponse refused(const wire::DeleteTopicsRequest& request,
                                   const Refusal& refusal) {
    wire::DeleteTopicsResponse response;
    const auto add = [&](std::optional<std::string> name, const Uuid& id) {
        auto& answer = response.responses.emplace_back();
        answer.name = std::move(name);
        answer.topic_id = id;
        answer.error_code = refusal.code;
        answer.error_message = refusal.message;
    };
    for (const auto& topic : request.topics) add(topic.name, topic.topic_id);
    for (const std::string& name : request.topic_names) add(name, Uuid());
    return response;
}

wire::CreatePartitionsResponse refused(const wire::CreatePartitionsRequest& request,
                                       const Refusal& refusal) {
    wire::CreatePartitionsResponse response;
    for (const auto& topic : request.topics) {
        auto& answer = response.results.emplace_back();
        answer.name = topic.name;
        answer.error_code = refusal.code;
        answer.error_message = refusal.message;
    }
    return response;
}

wire::IncrementalAlterConfigsResponse refused(const wire::IncrementalAlterConfigsRequest& request,
                                              const Refusal& refusal) {
    wire::IncrementalAlterConfigsResponse response;
    for (const auto& resource : request.resources) {
        auto& answer = response.responses.emplace_back();
        answer.resource_type = resource.resource_type;
        answer.resource_name = resource.resource_name;
        answer.error_code = refusal.code;
        answer.error_message = refusal.message;
    }
    return response;
}

}  // namespace assize::model::controller
