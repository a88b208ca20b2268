// How QuorumController answers requests.

#include <utility>

#include "model/controller/alter_partition.h"
#include "model/controller/cluster_control.h"
#include "model/controller/configuration_control.h"
#include "model/controller/leadership_updates.h"
#include "model/controller/partition_admin.h"
#include "model/controller/producer_id_control.h"
#include "model/controller/quorum_controller.h"
#include "model/controller/refused_responses.h"
#include "model/controller/topic_control.h"
#include "model/facts/controller.h"

namespace assize::model::controller {

template <class Response, class Decide>
Decision<Response> QuorumController::write(sim::Fiber& fiber, Operation operation,
                                           sim::Deadline deadline, Decide decide) {
    if (!is_active()) {
        state_outcome(operation, 0, Offset(0), ErrorCode::kNotController);
        return refuse(ErrorCode::kNotController, "This is not the correct controller.");
    }
    Decision<ControllerResult<Response>> decided = decide(view());
    if (!decided) {
        state_outcome(operation, 0, Offset(0), decided.error().code);
        return sim::Failure(std::move(decided.error()));
    }
    operation.reason = decided->reason;
    operation.atomic = decided->atomic;
    const auto end = append(operation, decided->records);
    const ErrorCode error = end ? wait_until_committed(fiber, *end, deadline) : end.error();
    state_outcome(operation, decided->records.size(), end.value_or(Offset(0)), error);
    if (error != ErrorCode::kNone) {
        return refuse(error, error == ErrorCode::kNotController
                                 ? "This is not the correct controller."
                                 : "The records were not committed in time.");
    }
    return std::move(decided->response);
}

template <class Request, class Decide>
typename Request::Response QuorumController::answer(sim::Fiber& fiber, std::string_view name,
                                                    const Request& request, sim::Deadline deadline,
                                                    Decide decide) {
    using Response = typename Request::Response;
    auto response = write<Response>(fiber, Operation{.name = name, .reason = {}}, deadline, decide);
    if (!response) return refused(request, response.error());
    return std::move(*response);
}

wire::BrokerRegistrationResponse QuorumController::handle(
    sim::Fiber& fiber, const wire::BrokerRegistrationRequest& request, sim::Deadline deadline) {
    return answer(fiber, "register_broker", request, deadline, [&](const ClusterView& view) {
        auto decided =
            register_broker(view, heartbeats_, now(), options_.cluster_id, next_offset(), request);
        if (decided) heartbeats_.on_registered(BrokerId(request.broker_id), now());
        return decided;
    });
}

wire::BrokerHeartbeatResponse QuorumController::handle(sim::Fiber& fiber,
                                                       const wire::BrokerHeartbeatRequest& request,
                                                       sim::Deadline deadline) {
    const BrokerId broker(request.broker_id);
    const Operation operation{.name = "broker_heartbeat",
                              .reason = {},
                              .broker_metadata_offset = request.current_metadata_offset};
    auto response = write<wire::BrokerHeartbeatResponse>(
        fiber, operation, deadline,
        [&](const ClusterView& view) -> Decision<ControllerResult<wire::BrokerHeartbeatResponse>> {
            auto decided = process_heartbeat(view, heartbeats_, request);
            if (!decided) return decided;
            decided->atomic = false;
            heartbeats_.touch(broker, Offset(request.current_metadata_offset), now());
            const bool goes = request.want_shut_down && !decided->response.is_fenced;
            // Unfenced, its session may be the first to end.
            if (!decided->records.empty()) wake_.notify_all();
            if (goes && !decided->records.empty()) {
                const Offset begin = next_offset();
                heartbeats_.on_controlled_shutdown(
                    broker, begin + RecordCount(std::ssize(decided->records) - 1));
            }
            return decided;
        });
    if (!response) return refused(request, response.error());
    if (response->should_shut_down) state_shutdown_granted(request);
    return std::move(*response);
}

void QuorumController::state_shutdown_granted(const wire::BrokerHeartbeatRequest& request) {
    const metadata::MetadataImage& image = latest_image();
    const BrokerId broker(request.broker_id);
    const BrokerRegistration* registration = image.broker(broker);
    std::int64_t leads = 0;
    for_each_partition(image, [&](const PartitionRef& partition) {
        leads += partition.registration.leader == broker ? 1 : 0;
    });
    life_.emit(
        BrokerShutdownGranted{.controller = node().value(),
                              .epoch = active_epoch_->value(),
                              .broker = request.broker_id,
                              .broker_epoch = request.broker_epoch,
                              .controlled = registration && registration->in_controlled_shutdown,
                              .leads = leads},
        {.changed = sim::Changed::kNo});
}

wire::UnregisterBrokerResponse QuorumController::handle(
    sim::Fiber& fiber, const wire::UnregisterBrokerRequest& request, sim::Deadline deadline) {
    return answer(fiber, "unregister_broker", request, deadline, [&](const ClusterView& view) {
        auto decided = unregister_broker(view, request);
        if (decided) heartbeats_.forget(BrokerId(request.broker_id));
        return decided;
    });
}

wire::ControllerRegistrationResponse QuorumController::handle(
    sim::Fiber& fiber, const wire::ControllerRegistrationRequest& request, sim::Deadline deadline) {
    return answer(fiber, "register_controller", request, deadline, [&](const ClusterView& view) {
        return Decision<ControllerResult<wire::ControllerRegistrationResponse>>(
            register_controller(view, request));
    });
}

wire::AssignReplicasToDirsResponse QuorumController::handle(
    sim::Fiber& fiber, const wire::AssignReplicasToDirsRequest& request, sim::Deadline deadline) {
    return answer(
        fiber, "assign_replicas_to_dirs", request, deadline,
        [&](const ClusterView& view) { return assign_replicas_to_directories(view, request); });
}

wire::AlterPartitionResponse QuorumController::handle(sim::Fiber& fiber,
                                                      const wire::AlterPartitionRequest& request,
                                                      sim::Deadline deadline) {
    return answer(fiber, "alter_partition", request, deadline, [&](const ClusterView& view) {
        auto decided = alter_partition(view, request);
        if (decided) decided->atomic = false;
        return decided;
    });
}

wire::AllocateProducerIdsResponse QuorumController::handle(
    sim::Fiber& fiber, const wire::AllocateProducerIdsRequest& request, sim::Deadline deadline) {
    return answer(fiber, "allocate_producer_ids", request, deadline,
                  [&](const ClusterView& view) { return allocate_producer_ids(view, request); });
}

wire::CreateTopicsResponse QuorumController::handle(sim::Fiber& fiber,
                                                    const wire::CreateTopicsRequest& request,
                                                    sim::Deadline deadline) {
    return answer(fiber, "create_topics", request, deadline, [&](const ClusterView& view) {
        return Decision<ControllerResult<wire::CreateTopicsResponse>>(
            create_topics(view, request, random_));
    });
}

wire::DeleteTopicsResponse QuorumController::handle(sim::Fiber& fiber,
                                                    const wire::DeleteTopicsRequest& request,
                                                    sim::Deadline deadline) {
    return answer(fiber, "delete_topics", request, deadline, [&](const ClusterView& view) {
        return Decision<ControllerResult<wire::DeleteTopicsResponse>>(delete_topics(view, request));
    });
}

wire::CreatePartitionsResponse QuorumController::handle(
    sim::Fiber& fiber, const wire::CreatePartitionsRequest& request, sim::Deadline deadline) {
    return answer(fiber, "create_partitions", request, deadline, [&](const ClusterView& view) {
        return Decision<ControllerResult<wire::CreatePartitionsResponse>>(
            create_partitions(view, request, random_));
    });
}

wire::IncrementalAlterConfigsResponse QuorumController::handle(
    sim::Fiber& fiber, const wire::IncrementalAlterConfigsRequest& request,
    sim::Deadline deadline) {
    return answer(fiber, "incremental_alter_configs", request, deadline,
                  [&](const ClusterView& view) {
                      return Decision<ControllerResult<wire::IncrementalAlterConfigsResponse>>(
                          incremental_alter_configs(view, request));
                  });
}

wire::ElectLeadersResponse QuorumController::handle(sim::Fiber& fiber,
                                                    const wire::ElectLeadersRequest& request,
                                                    sim::Deadline deadline) {
    return answer(fiber, "elect_leaders", request, deadline, [&](const ClusterView& view) {
        auto decided = elect_leaders(view, request);
        if (decided) decided->atomic = false;
        return decided;
    });
}

wire::AlterPartitionReassignmentsResponse QuorumController::handle(
    sim::Fiber& fiber, const wire::AlterPartitionReassignmentsRequest& request,
    sim::Deadline deadline) {
    return answer(fiber, "alter_partition_reassignments", request, deadline,
                  [&](const ClusterView& view) {
                      return Decision<ControllerResult<wire::AlterPartitionReassignmentsResponse>>(
                          alter_partition_reassignments(view, request));
                  });
}

wire::ListPartitionReassignmentsResponse QuorumController::handle(
    sim::Fiber&, const wire::ListPartitionReassignmentsRequest& request, sim::Deadline) {
    if (!is_active()) {
        return refused(request,
                       Refusal{ErrorCode::kNotController, "This is not the correct controller."});
    }
    return list_partition_reassignments(committed_image(), request);
}

}  // namespace assize::model::controller
