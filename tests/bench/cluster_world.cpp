#include "tests/bench/cluster_world.h"

#include <algorithm>
#include <string>
#include <vector>

#include "model/client/admin.h"
#include "sim/disk/disk.h"
#include "sim/invariant.h"

namespace assize::bench {

namespace {

using namespace sim::literals;
using namespace model;

constexpr std::int32_t kPartitions = 6;
constexpr int kProducers = 4;
constexpr std::size_t kValueBytes = 100;
constexpr std::uint64_t kTakenAtOnce = 1024;  // By a producer that batches: between two looks.

client::ProducerRecord record() {
    static const wire::Bytes value = wire::Bytes::copy_of(std::string(kValueBytes, 'v'));
    return {.topic = "orders", .value = value};
}

std::unique_ptr<Cluster> make_cluster(sim::Simulation& simulation) {
    auto cluster = Cluster::make(simulation, ClusterConfig::separate(3, 3));
    INVARIANT(cluster, "the cluster to be measured is a possible one");
    return std::move(*cluster);
}

config::ProducerConfig producer_config() {
    config::ProducerConfig config;
    config.acks = config::Acks::kAll;
    return config;
}

}  // namespace

ClusterWorld::ClusterWorld(Writing writing)
    : writing_(writing), simulation_({.seed = 1}), cluster_(make_cluster(simulation_)) {
    cluster_->start();
    while (!cluster_->is_up()) simulation_.run_for(100_ms);
    create_topic();
    start_clients();
    simulation_.run_for(2_s);
}

void ClusterWorld::create_topic() {
    simulation_.add_host({.name = "admin"}).start("admin", [this](sim::Fiber& fiber) {
        client::Admin admin(fiber, cluster_->bootstrap(), {});
        const auto created = admin.create_topic(fiber, {.name = "orders",
                                                        .partitions = kPartitions,
                                                        .replication_factor = 3,
                                                        .configs = {{"min.insync.replicas", "2"}}});
        INVARIANT(created, "the topic to be measured is made");
        topic_ready_ = true;
    });
    while (!topic_ready_) simulation_.run_for(100_ms);
}

void ClusterWorld::start_clients() {
    for (int i = 1; i <= kProducers; ++i) {
        const std::string name = "producer-" + std::to_string(i);
        simulation_.add_host({.name = name}).start(name, [this](sim::Fiber& fiber) {
            write(fiber);
        });
    }
    for (std::uint64_t& count : read_) {
        const std::string name = "consumer-" + std::to_string(&count - read_ + 1);
        simulation_.add_host({.name = name}).start(name, [this, &count](sim::Fiber& fiber) {
            read(fiber, count);
        });
    }
}

void ClusterWorld::write(sim::Fiber& fiber) {
    client::Producer producer(fiber, cluster_->bootstrap(), producer_config());
    const client::ProducerRecord one = record();
    for (;;) {
        more_.wait_until(fiber, sim::Deadline::never(), [this] { return to_write_ > 0; });
        const bool batched = writing_ == Writing::kBatched;
        const std::uint64_t taken = batched ? std::min(to_write_, kTakenAtOnce) : 1;
        to_write_ -= taken;
        for (std::uint64_t i = 0; i < taken; ++i) {
            const auto sent = producer.send(fiber, one);
            INVARIANT(sent, "nothing fails in a world without faults");
            if (!batched) INVARIANT(sent->get(fiber), "nothing fails in a world without faults");
        }
        fiber.yield();  // So that all producers write, and none goes on until it is out of memory.
    }
}

void ClusterWorld::read(sim::Fiber& fiber, std::uint64_t& count) {
    client::Consumer consumer(fiber, cluster_->bootstrap(),
                              {.auto_offset_reset = config::AutoOffsetReset::kEarliest});
    std::vector<TopicPartition> all;
    for (std::int32_t i = 0; i < kPartitions; ++i) all.push_back({"orders", i});
    consumer.assign(all);
    for (;;) {
        const auto polled = consumer.poll(fiber, 1_s);
        INVARIANT(polled, "nothing fails in a world without faults");
        for (const client::PartitionRecords& part : *polled) count += part.records.size();
    }
}

void ClusterWorld::write_and_read(std::uint64_t records) {
    to_write_ += records;
    written_ += records;
    more_.notify_all();
    while (read_by_both() < written_) simulation_.run_for(10_ms);
}

std::uint64_t ClusterWorld::write_and_read_for(sim::Duration time) {
    const std::uint64_t before = read_by_both();
    constexpr std::uint64_t kMoreThanThereIsTime = 1'000'000'000;
    to_write_ += kMoreThanThereIsTime;
    more_.notify_all();
    simulation_.run_for(time);
    written_ += kMoreThanThereIsTime - to_write_;
    to_write_ = 0;
    return read_by_both() - before;
}

std::int64_t ClusterWorld::bytes_on_disk() {
    std::int64_t bytes = 0;
    for (std::uint32_t i = 0; i < simulation_.hosts(); ++i) {
        bytes += simulation_.host(sim::HostId(i)).disk().used_bytes();
    }
    return bytes;
}

}  // namespace assize::bench
