#include "model/broker/handlers/produce.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/broker/handlers/leader_hint.h"
#include "model/broker/request_table.h"
#include "model/metadata/topic_name.h"
#include "model/wire/error_code.h"
#include "model/wire/messages/produce.h"
#include "model/wire/record_batch_view.h"

namespace assize::model::broker {

namespace {

using wire::ErrorCode;

// Kafka keeps what the group and the transaction coordinators write to themselves.
ErrorCode refusal_of_topic(std::string_view topic) {
    return metadata::is_internal_topic(topic) ? ErrorCode::kInvalidTopicException
                                              : ErrorCode::kNone;
}

// Exactly one batch, in a format that this version of the request may bring.
ErrorCode refusal_of_records(const std::optional<wire::Bytes>& records, std::int16_t version) {
    constexpr std::int16_t kFirstWithZstd = 7;
    if (!records || records->empty()) return ErrorCode::kInvalidRecord;
    const auto batch = wire::first_batch(records->span());
    if (!batch) return ErrorCode::kCorruptMessage;
    if (batch->size_bytes() != records->size()) return ErrorCode::kInvalidRecord;
    if (batch->compression() == wire::Compression::kZstd && version < kFirstWithZstd) {
        return ErrorCode::kUnsupportedCompressionType;
    }
    return ErrorCode::kNone;
}

/// A partition of a request that may be appended to, and where its answer goes.
struct Accepted {
    std::size_t topic;
    std::size_t partition;
};

class Production {
public:
    Production(BrokerServices& broker, const wire::ProduceRequest& request, std::int16_t version)
        : broker_(broker), request_(request), version_(version) {}

    // Answers all partitions; those that may be are appended to.
    wire::ProduceResponse run(sim::Fiber& fiber) {
        for (const wire::ProduceRequest::TopicData& topic : request_.topic_data) take(topic);
        if (appends_.empty()) return std::move(response_);
        const auto acks = static_cast<replication::Acks>(request_.acks);
        const auto patience = sim::Duration::milliseconds(std::max(request_.timeout_ms, 0));
        const auto results = broker_.replicas.append(
            fiber, appends_, {.acks = acks, .deadline = fiber.after(patience)});
        for (std::size_t i = 0; i < results.size(); ++i) answer(accepted_[i], results[i]);
        return std::move(response_);
    }

private:
    void take(const wire::ProduceRequest::TopicData& topic) {
        wire::ProduceResponse::Response& answers = response_.responses.emplace_back();
        answers.name = topic.name;
        answers.topic_id = topic.topic_id;
        std::string_view name = topic.name;
        ErrorCode refusal = ErrorCode::kNone;
        if (version_ >= 13) {
            const metadata::TopicImage* known = broker_.image().topics.find(topic.topic_id);
            if (!known) refusal = ErrorCode::kUnknownTopicId;
            // The replicas know the topic by the name that it has now, for as long as this takes.
            if (known) name = names_.emplace_back(known->name);
        }
        if (refusal == ErrorCode::kNone) refusal = refusal_of_topic(name);
        if (!is_acks(request_.acks)) refusal = ErrorCode::kInvalidRequiredAcks;
        if (request_.transactional_id) refusal = ErrorCode::kInvalidProducerIdMapping;
        for (const auto& data : topic.partition_data) take(answers, name, data, refusal);
    }

    void take(wire::ProduceResponse::Response& answers, std::string_view name,
              const wire::ProduceRequest::TopicData::PartitionData& data, ErrorCode refusal) {
        if (refusal == ErrorCode::kNone) refusal = refusal_of_records(data.records, version_);
        auto& partition = answers.partition_responses.emplace_back();
        partition.index = data.index;
        partition.base_offset = -1;
        partition.error_code = refusal;
        if (refusal != ErrorCode::kNone) return;
        accepted_.push_back(
            {response_.responses.size() - 1, answers.partition_responses.size() - 1});
        appends_.push_back({.topic = name, .partition = data.index, .records = *data.records});
    }

    void answer(const Accepted& to, const replication::AppendedPartition& result) {
        auto& partition = response_.responses[to.topic].partition_responses[to.partition];
        partition.error_code = result.error;
        partition.base_offset = or_minus_one(result.base_offset);
        partition.log_append_time_ms = result.log_append_time_ms.value_or(-1);
        partition.log_start_offset = or_minus_one(result.log_start);
        partition.error_message = std::nullopt;
        if (result.error != ErrorCode::kNotLeaderOrFollower || version_ < 10) return;
        const replication::PartitionAppend& append = appends_[append_of(to)];
        hint_at_leader(broker_.image(), append.topic, append.partition, partition.current_leader,
                       response_.node_endpoints);
    }

    std::size_t append_of(const Accepted& to) const {
        return static_cast<std::size_t>(&to - accepted_.data());
    }
    static bool is_acks(std::int16_t acks) { return acks >= -1 && acks <= 1; }

    BrokerServices& broker_;
    const wire::ProduceRequest& request_;
    const std::int16_t version_;
    wire::ProduceResponse response_;
    std::vector<replication::PartitionAppend> appends_;
    std::vector<Accepted> accepted_;  // accepted_[i] is where the answer to appends_[i] goes.
    std::deque<std::string> names_;   // Of topics that were named by id.
};

bool failed(const wire::ProduceResponse& response) {
    for (const auto& topic : response.responses) {
        for (const auto& partition : topic.partition_responses) {
            if (partition.error_code != ErrorCode::kNone) return true;
        }
    }
    return false;
}

}  // namespace

rpc::Answer on_produce(sim::Fiber& fiber, BrokerServices& broker,
                       const rpc::RequestContext& context, wire::Reader& body) {
    const auto request = read_request<wire::ProduceRequest>(context, body);
    if (!request) return rpc::Answer::close(request.error());
    const wire::ProduceResponse response =
        Production(broker, *request, context.header.api_version).run(fiber);
    if (request->acks != 0) return rpc::Answer::with(context, response);
    return failed(response) ? rpc::Answer::close(RefusalReason::kFailedWithoutAnswer)
                            : rpc::Answer::none();
}

}  // namespace assize::model::broker
