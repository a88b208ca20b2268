// Controllers above a real quorum: real logs on disks, real connections, nodes that die.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/controller/kraft/raft_node.h"
#include "model/controller/quorum_controller.h"
#include "model/facts/controller.h"
#include "model/facts/metadata.h"
#include "model/log/log_directory.h"
#include "model/rpc/server.h"
#include "sim/network/network.h"
#include "sim/simulation.h"
#include "sim/sync/task_group.h"
#include "tests/model/controller/kraft/rpc_transport.h"

namespace assize::model::controller {
namespace {

using namespace sim::literals;

constexpr int kNodes = 3;

/// What all nodes say of their images and decisions, held against each other.
class Witness : public sim::TraceSubscriber {
public:
    void on_event(const sim::Event& event) override {
        if (const auto* fact = event.as<MetadataApplied>()) {
            // K15: equal offsets, equal images.
            const auto [known, is_new] = digests_.emplace(fact->end, fact->digest);
            if (known->second != fact->digest) {
                wrong.push_back("images differ at " + std::to_string(fact->end));
            }
        } else if (const auto* activation = event.as<ControllerActivated>()) {
            // K16: one active controller per epoch.
            if (!epochs_.insert(activation->epoch).second) wrong.push_back("two in an epoch");
            activations += 1;
            active = activation->controller;
        } else if (const auto* broker = event.as<BrokerRegistrationAccepted>()) {
            // K17: the epoch is the offset.
            if (broker->broker_epoch != broker->offset) wrong.push_back("epoch is no offset");
        } else if (event.as<ControllerFailed>()) {
            wrong.push_back("a controller failed");
        }
    }

    std::vector<std::string> wrong;
    int activations = 0;
    int active = 0;

private:
    std::map<std::int64_t, std::uint64_t> digests_;
    std::set<std::int32_t> epochs_;
};

class ControllerQuorum {
public:
    explicit ControllerQuorum(std::uint64_t seed)
        : sim_({.seed = seed}), random_(sim_.random("test")) {
        sim_.trace().subscribe(witness);
        std::vector<BrokerId> voters;
        for (int n = 0; n < kNodes; ++n) voters.emplace_back(n);
        voters_ = kraft::VoterSet::of(voters);
        for (int n = 0; n < kNodes; ++n) {
            sim_.add_host({.name = "node-" + std::to_string(n)});
            nodes_.push_back(&host(n).start("controller-" + std::to_string(n),
                                            [this, n](sim::Fiber& fiber) { run(fiber, n); }));
        }
    }

    /// A node dies now and then, by itself or with its machine, and comes back.
    void storm(int deaths) {
        for (int i = 0; i < deaths; ++i) {
            sim_.run_for(random_.between(2_s, 9_s));
            // Every other time whoever decides.
            const int victim =
                i % 2 == 0 ? witness.active : static_cast<int>(random_.below(kNodes));
            if (random_.below(2) == 0) {
                nodes_[static_cast<std::size_t>(victim)]->crash();
            } else {
                host(victim).lose_power();
            }
            sim_.run_for(random_.between(0_s, 5_s));
            host(victim).restore_power();
            nodes_[static_cast<std::size_t>(victim)]->start();
        }
        sim_.run_for(30_s);
    }

    Witness witness;  // Outlives the trace.
    std::set<std::string> acknowledged;
    std::map<int, metadata::MetadataImage> images;  // Of each node, as it is committed.

private:
    sim::Host& host(int node) { return sim_.host(sim::HostId(static_cast<std::uint32_t>(node))); }

    void run(sim::Fiber& fiber, int id) {
        const BrokerId node(id);
        log::LogDirectory directory(
            fiber.life(),
            {.path = "/data", .broker = node, .id = Uuid(static_cast<std::uint64_t>(id) + 1, 1)});
        ControllerOptions options{.cluster_id = "test", .config = {.node_id = node}};
        options.config.metadata_log_max_record_bytes_between_snapshots = 2000;
        QuorumController controller(fiber.life(), options);
        auto raft = kraft::RaftNode::open(fiber, directory,
                                          {.node = node,
                                           .cluster_id = "test",
                                           .voters = voters_,
                                           .retention = {.bytes = 40'000},
                                           .segment_bytes = 1 << 20},
                                          controller);
        ASSERT_TRUE(raft.has_value());
        RaftMetadataLog log(**raft);
        controller.write_to(log);
        kraft::RpcTransport transport(voters_, 2_s);
        rpc::Server server({.port = rpc::kControllerPort, .apis = kraft::raft_apis()},
                           kraft::handler_of(**raft));
        sim::TaskGroup tasks(fiber);
        tasks.spawn([&](sim::Fiber& own) { directory.run_background(own); });
        tasks.spawn([&](sim::Fiber& own) { server.serve(own); });
        tasks.spawn([&](sim::Fiber& own) { controller.run(own); });
        tasks.spawn([&](sim::Fiber& own) { work(own, controller); });
        (*raft)->run(fiber, transport);
    }

    // Whoever is active is asked to create topics, one after the other.
    void work(sim::Fiber& fiber, QuorumController& controller) {
        for (;;) {
            fiber.sleep(100_ms);
            images[controller.node().value()] = controller.committed_image();
            if (!controller.is_active()) continue;
            if (!controller.latest_image().is_active(BrokerId(7))) join(fiber, controller);
            wire::CreateTopicsRequest request;
            auto& topic = request.topics.emplace_back();
            topic.name = "t" + std::to_string(++topics_);
            topic.num_partitions = 2;
            topic.replication_factor = 1;
            const auto response = controller.handle(fiber, request, fiber.after(5_s));
            if (response.topics[0].error_code == ErrorCode::kNone) {
                acknowledged.insert(topic.name);
            }
        }
    }

    void join(sim::Fiber& fiber, QuorumController& controller) {
        wire::BrokerRegistrationRequest request;
        request.broker_id = 7;
        request.cluster_id = "test";
        request.incarnation_id = Uuid(7, ++incarnations_);
        const auto registered = controller.handle(fiber, request, fiber.after(5_s));
        if (registered.error_code != ErrorCode::kNone) return;
        wire::BrokerHeartbeatRequest heartbeat;
        heartbeat.broker_id = 7;
        heartbeat.broker_epoch = registered.broker_epoch;
        heartbeat.current_metadata_offset = registered.broker_epoch;
        (void)controller.handle(fiber, heartbeat, fiber.after(5_s));
    }

    sim::Simulation sim_;
    sim::Random random_;
    kraft::VoterSet voters_ = kraft::VoterSet::of({});
    std::vector<sim::Process*> nodes_;
    int topics_ = 0;
    std::uint64_t incarnations_ = 0;
};

// K7, K15, K16, K17 through crashes and power failures of any node.
TEST(ControllerQuorumTest, what_was_acknowledged_is_there_on_all_nodes_after_any_deaths) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        ControllerQuorum quorum(seed);
        quorum.storm(6);
        EXPECT_EQ(quorum.witness.wrong, std::vector<std::string>()) << "seed " << seed;
        EXPECT_GT(quorum.witness.activations, 3) << "seed " << seed;
        EXPECT_GT(quorum.acknowledged.size(), 50u) << "seed " << seed;
        ASSERT_EQ(quorum.images.size(), 3u);
        for (const auto& [node, image] : quorum.images) {
            // The last ones may be on their way to a node yet.
            std::size_t missing = 0;
            for (const std::string& name : quorum.acknowledged) {
                if (!image.topics.find(std::string_view(name))) missing += 1;
            }
            EXPECT_LE(missing, 8u) << "seed " << seed << ", node " << node;
        }
    }
}

}  // namespace
}  // namespace assize::model::controller
