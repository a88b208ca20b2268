#include "model/broker/controller_node.h"

#include <utility>

#include "model/broker/controller_requests.h"
#include "model/broker/request_dispatch.h"
#include "model/rpc/resolve.h"
#include "model/rpc/server.h"
#include "sim/sync/task_group.h"

namespace assize::model::broker {

ControllerNode::ControllerNode(const sim::Life& life, const NodeSetup& setup,
                               kraft::RaftNode& quorum, Cpu& cpu)
    : log_(quorum),
      controller_(life, {.cluster_id = setup.cluster_id, .config = setup.config}),
      services_{.setup = setup, .quorum = quorum, .controller = controller_},
      cpu_(cpu) {
    controller_.write_to(log_);
}

void ControllerNode::run(sim::Fiber& fiber) {
    sim::TaskGroup tasks(fiber);
    bool ended = false;
    sim::Condition end;
    tasks.spawn([&](sim::Fiber& task) {
        controller_.run(task);
        ended = true;
        end.notify_all();
    });
    tasks.spawn([&](sim::Fiber& task) {
        const config::BrokerConfig& config = services_.setup.config;
        rpc::Server server(
            {.port = rpc::kControllerPort,
             .apis = versions_of(controller_requests()),
             .request_bytes_max = static_cast<std::size_t>(config.socket_request_max_bytes),
             .idle_max = config.connections_max_idle},
            RequestDispatch<ControllerServices>(controller_requests(), services_, cpu_));
        [[maybe_unused]] const auto served = server.serve(task);
        ended = true;
        end.notify_all();
    });
    end.wait_until(fiber, sim::Deadline::never(), [&] { return ended; });
}

}  // namespace assize::model::broker
