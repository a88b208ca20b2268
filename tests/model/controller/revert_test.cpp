// Whatever is asked for, committed or lost on the way: partitions obey R2, R3 and R18, and what a
// controller believes is what its log says.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/controller/quorum_controller.h"
#include "tests/model/controller/controller_world.h"
#include "tests/model/controller/invariants.h"

namespace assize::model::controller {
namespace {

/// Asks a controller for this and that, drawn at random.
class RandomRequests {
public:
    RandomRequests(ControllerWorld& world, std::uint64_t seed) : world_(world), random_(seed) {}

    void one(sim::Fiber& fiber, sim::TaskGroup& tasks) {
        switch (random_.below(12)) {
            case 0: return ask(tasks, world_.registration(broker(), random_.below(2)));
            case 1:
            case 2: return ask(tasks, heartbeat());
            case 3: return ask(tasks, world_.new_topic(topic(), factor()));
            case 4:
            case 5:
            case 6: return ask(tasks, alter_partition());
            case 7: return ask(tasks, reassignment());
            case 8: return ask(tasks, election());
            case 9: return ask(tasks, config());
            case 10: fiber.sleep(sim::Duration::milliseconds(random_.between(0, 4000))); return;
            default: return rare(tasks);
        }
    }

    std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }

private:
    template <class Request>
    void ask(sim::TaskGroup& tasks, const Request& request) {
        tasks.spawn([this, request](sim::Fiber& fiber) {
            (void)world_.controller->handle(fiber, request, fiber.after(60_s));
        });
    }

    std::int32_t broker() { return static_cast<std::int32_t>(1 + random_.below(4)); }
    std::int16_t factor() { return static_cast<std::int16_t>(1 + random_.below(3)); }
    std::string topic() { return std::string(1, static_cast<char>('a' + random_.below(3))); }
    const MetadataImage& image() const { return world_.controller->latest_image(); }

    std::vector<std::int32_t> some_brokers() {
        std::vector<std::int32_t> brokers;
        for (std::int32_t id = 1; id <= 4; ++id) {
            if (random_.below(2) == 0) brokers.insert(brokers.begin(), id);
        }
        return brokers;
    }

    wire::BrokerHeartbeatRequest heartbeat() {
        wire::BrokerHeartbeatRequest request = world_.heartbeat(broker());
        request.want_fence = random_.below(5) == 0;
        request.want_shut_down = random_.below(5) == 0;
        return request;
    }

    // Mostly what a leader would ask for.
    wire::AlterPartitionRequest alter_partition() {
        wire::AlterPartitionRequest request;
        const TopicImage* found = image().topics.find(std::string_view(topic()));
        if (!found) return request;
        const PartitionRegistration& partition = *found->partition(0);
        request.broker_id = partition.leader ? partition.leader->value() : 1;
        request.broker_epoch = world_.heartbeat(request.broker_id).broker_epoch;
        request.topics.emplace_back().topic_id = found->id;
        auto& wanted = request.topics[0].partitions.emplace_back();
        wanted.leader_epoch = partition.leader_epoch.value();
        wanted.partition_epoch = partition.partition_epoch.value();
        for (BrokerId id : partition.replicas) {
            if (random_.below(4) == 0 && id.value() != request.broker_id) continue;
            wanted.new_isr_with_epochs.push_back(
                {id.value(), world_.heartbeat(id.value()).broker_epoch});
        }
        return request;
    }

    wire::AlterPartitionReassignmentsRequest reassignment() {
        wire::AlterPartitionReassignmentsRequest request;
        auto& of_topic = request.topics.emplace_back();
        of_topic.name = topic();
        auto& partition = of_topic.partitions.emplace_back();
        if (random_.below(3) != 0) partition.replicas = some_brokers();
        return request;
    }

    wire::ElectLeadersRequest election() {
        wire::ElectLeadersRequest request;
        request.election_type = static_cast<std::int8_t>(random_.below(2));
        request.topic_partitions.reset();
        return request;
    }

    wire::IncrementalAlterConfigsRequest config() {
        wire::IncrementalAlterConfigsRequest request;
        auto& resource = request.resources.emplace_back();
        resource.resource_type = 2;
        resource.resource_name = topic();
        if (random_.below(2) == 0) {
            resource.configs.push_back(
                {"unclean.leader.election.enable", 0, random_.below(2) == 0 ? "true" : "false"});
        } else {
            resource.configs.push_back(
                {"min.insync.replicas", 0, std::to_string(1 + random_.below(3))});
        }
        return request;
    }

    void rare(sim::TaskGroup& tasks) {
        if (random_.below(2) == 0) {
            wire::UnregisterBrokerRequest request;
            request.broker_id = broker();
            return ask(tasks, request);
        }
        wire::DeleteTopicsRequest request;
        request.topic_names = {topic()};
        ask(tasks, request);
    }

    ControllerWorld& world_;
    sim::Random random_;
};

/// What is wrong, or nothing.
std::string play_randomly(std::uint64_t seed, bool elr) {
    ControllerWorld world;
    world.options.config.eligible_leader_replicas_enable = elr;
    world.options.config.min_insync_replicas = 2;
    std::string wrong;
    world.play([&](sim::Fiber& fiber, sim::TaskGroup& tasks) {
        RandomRequests requests(world, seed);
        world.lead();
        world.start_brokers(fiber, 3);
        MetadataImage last = world.controller->committed_image();
        for (int step = 0; step < 120 && wrong.empty(); ++step) {
            requests.one(fiber, tasks);
            fiber.yield();
            if (requests.below(2) == 0) world.commit(requests.below(3));
            if (requests.below(40) == 0) {
                world.lose(requests.below(3));
                if (world.controller->latest_image() != world.controller->committed_image()) {
                    wrong = "something was not taken back";
                }
                world.lead();
            }
            const ClusterView latest{.image = world.controller->latest_image(),
                                     .config = world.options.config};
            if (wrong.empty()) wrong = broken_in(latest);
            const MetadataImage& committed = world.controller->committed_image();
            if (wrong.empty()) wrong = broken_between(last, committed);
            last = committed;
            if (!(replayed(world.log->committed) == committed)) wrong = "not what the log says";
        }
    });
    return wrong;
}

RC_GTEST_PROP(ControllerStateTest, partitions_keep_their_invariants_without_elr,
              (std::uint64_t seed)) {
    RC_ASSERT(play_randomly(seed, false) == "");
}

RC_GTEST_PROP(ControllerStateTest, partitions_keep_their_invariants_with_elr,
              (std::uint64_t seed)) {
    RC_ASSERT(play_randomly(seed, true) == "");
}

}  // namespace
}  // namespace assize::model::controller
