#include "tests/determinism/cluster_world.h"

#include <memory>
#include <string>
#include <utility>

#include "model/client/admin.h"
#include "model/client/consumer.h"
#include "model/client/producer.h"
#include "model/cluster.h"
#include "sim/invariant.h"
#include "sim/network/network.h"
#include "sim/network/rules/partition.h"
#include "sim/simulation.h"

namespace assize {

namespace {

using namespace sim::literals;
using namespace model;

const std::vector<TopicPartition> kOrders{{"orders", 0}, {"orders", 1}, {"orders", 2}};

void produce(sim::Fiber& fiber, const std::vector<sim::Address>& brokers) {
    client::Admin admin(fiber, brokers, {});
    const auto created = admin.create_topic(fiber, {.name = "orders",
                                                    .partitions = 3,
                                                    .replication_factor = 3,
                                                    .configs = {{"min.insync.replicas", "2"}}});
    client::Producer producer(fiber, brokers,
                              {.linger = 5_ms, .compression_type = config::CompressionType::kLz4});
    for (int i = 0;; ++i) {
        const auto text = wire::Bytes::copy_of("order " + std::to_string(i));
        const auto sent = producer.send(fiber, {.topic = "orders", .key = text, .value = text});
        fiber.sleep(7_ms);
    }
}

void consume(sim::Fiber& fiber, const std::vector<sim::Address>& brokers) {
    client::Consumer consumer(fiber, brokers,
                              {.auto_offset_reset = config::AutoOffsetReset::kEarliest});
    consumer.assign(kOrders);
    for (;;) {
        const auto polled = consumer.poll(fiber, 1_s);
    }
}

/// Each kind of harm once: a crash, a power loss, a pause, a partition.
void do_harm(sim::Simulation& world, Cluster& cluster) {
    world.run_for(3_s);
    cluster.crash("broker-1");
    world.run_for(2_s);
    cluster.restart("broker-1");
    world.run_for(15_s);
    cluster.lose_power("broker-2");
    world.run_for(1_s);
    cluster.restart("broker-2");
    cluster.pause("controller-101");
    world.run_for(5_s);
    cluster.resume("controller-101");
    world.run_for(10_s);
    {
        const auto broker = cluster.host("broker-3").id();
        const auto controller = cluster.host("controller-102").id();
        const auto cut = world.network().install(std::make_unique<sim::Partition>(
            std::vector{sim::HostSet{broker}, sim::HostSet{controller}}));
        world.run_for(5_s);
    }
    world.run_for(10_s);
}

}  // namespace

ClusterOutcome run_cluster_world(std::uint64_t seed) {
    sim::Simulation world({.seed = seed});
    auto cluster = Cluster::make(world, ClusterConfig::separate(3, 3));
    INVARIANT(cluster, "the cluster is a possible one");
    (*cluster)->start();
    const auto brokers = (*cluster)->bootstrap();
    world.add_host({.name = "p"}).start("p", [&](sim::Fiber& fiber) { produce(fiber, brokers); });
    world.add_host({.name = "c"}).start("c", [&](sim::Fiber& fiber) { consume(fiber, brokers); });
    do_harm(world, **cluster);
    return {.trace_hash = world.trace().hash(), .facts = world.trace().size()};
}

}  // namespace assize
