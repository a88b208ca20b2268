#include "tests/bench/cluster_bench.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <fstream>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "model/client/admin.h"
#include "model/client/consumer.h"
#include "model/client/producer.h"
#include "model/cluster.h"
#include "sim/disk/disk.h"
#include "sim/simulation.h"

namespace assize::bench {

namespace {

using namespace sim::literals;
using model::Cluster;
using model::ClusterConfig;

constexpr std::int32_t kPartitions = 6;
constexpr std::size_t kValueBytes = 100;
constexpr int kProducers = 4;
constexpr int kConsumers = 2;
constexpr double kMinSeconds = 2;  // Of the wall, for each figure.

double wall_seconds() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
}

std::int64_t resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::int64_t total = 0;
    std::int64_t resident = 0;
    statm >> total >> resident;
    return resident * sysconf(_SC_PAGESIZE);
}

/// How producers send.
enum class Sending : std::uint8_t { kOneByOne, kBatched };

class World {
public:
    World() : sim_({.seed = 1}), admin_(sim_.add_host({.name = "admin"})) {
        auto made = Cluster::make(sim_, ClusterConfig::separate(3, 3));
        if (!made) throw std::runtime_error(made.error().message);
        cluster_ = std::move(*made);
        cluster_->start();
        run_until([this] { return cluster_->is_up(); });
        bool created = false;
        admin_.start("admin", [this, &created](sim::Fiber& fiber) {
            model::client::Admin admin(fiber, cluster_->bootstrap(), {});
            created = admin
                          .create_topic(fiber, {.name = "bench",
                                                .partitions = kPartitions,
                                                .replication_factor = 3,
                                                .configs = {{"min.insync.replicas", "2"}}})
                          .has_value();
        });
        run_until([&] { return created; });
        sim_.run_for(2_s);
    }

    sim::Simulation& sim() { return sim_; }
    /// Records that all consumers have read.
    std::int64_t consumed() const { return *std::min_element(consumed_.begin(), consumed_.end()); }

    std::int64_t disk_bytes() {
        std::int64_t bytes = 0;
        for (const std::string& name : cluster_->names()) {
            bytes += cluster_->host(name).disk().used_bytes();
        }
        return bytes;
    }

    void start_clients(Sending sending) {
        for (int i = 0; i < kConsumers; ++i) {
            sim_.add_host({.name = fmt::format("consumer-{}", i)})
                .start("consumer", [this, i](sim::Fiber& fiber) { consume(fiber, i); });
        }
        for (int i = 0; i < kProducers; ++i) {
            sim_.add_host({.name = fmt::format("producer-{}", i)})
                .start("producer", [this, i, sending](sim::Fiber& fiber) {
                    if (sending == Sending::kOneByOne) return send_one_by_one(fiber, i);
                    send_batched(fiber, i);
                });
        }
    }

private:
    void run_until(const std::function<bool()>& holds) {
        for (int i = 0; i < 10'000 && !holds(); ++i) sim_.run_for(10_ms);
        if (!holds()) throw std::runtime_error("the cluster does not come up");
    }

    static model::client::ProducerRecord record_to(std::int32_t partition) {
        static const model::wire::Bytes value =
            model::wire::Bytes(std::vector<std::byte>(kValueBytes, std::byte{'x'}));
        return {.topic = "bench", .partition = partition, .value = value};
    }

    void send_one_by_one(sim::Fiber& fiber, int producer) {
        model::client::Producer client(fiber, cluster_->bootstrap(), {});
        for (std::int32_t n = producer;; ++n) {
            if (!client.send_and_wait(fiber, record_to(n % kPartitions))) {
                throw std::runtime_error("a record was refused");
            }
        }
    }

    void send_batched(sim::Fiber& fiber, int producer) {
        model::client::Producer client(fiber, cluster_->bootstrap(), {.linger = 5_ms});
        for (std::int32_t n = producer;; ++n) {
            if (!client.send(fiber, record_to(n / 256 % kPartitions))) {
                throw std::runtime_error("a record was refused");
            }
            if (n % 1024 == 0) fiber.sleep(1_ms);
        }
    }

    void consume(sim::Fiber& fiber, int consumer) {
        model::client::Consumer client(
            fiber, cluster_->bootstrap(),
            {.auto_offset_reset = model::config::AutoOffsetReset::kEarliest,
             .max_poll_records = 100'000});
        std::vector<model::TopicPartition> partitions;
        for (std::int32_t i = 0; i < kPartitions; ++i) partitions.push_back({"bench", i});
        client.assign(partitions);
        for (;;) {
            const auto polled = client.poll(fiber, 1_s);
            if (!polled) throw std::runtime_error("a poll failed");
            for (const auto& batch : *polled) {
                consumed_[static_cast<std::size_t>(consumer)] +=
                    static_cast<std::int64_t>(batch.records.size());
            }
        }
    }

    std::vector<std::int64_t> consumed_ = std::vector<std::int64_t>(kConsumers, 0);
    sim::Simulation sim_;
    sim::Host& admin_;
    std::unique_ptr<Cluster> cluster_;
};

double idle_speedup() {
    World world;
    const sim::Instant from = world.sim().now();
    const double started = wall_seconds();
    while (wall_seconds() - started < kMinSeconds) world.sim().run_for(100_s);
    const auto virtual_ms = (world.sim().now() - from) / 1_ms;
    return static_cast<double>(virtual_ms) / 1000 / (wall_seconds() - started);
}

struct Rate {
    double records_per_s;
    double events_per_s;
};

Rate rate_of(Sending sending) {
    World world;
    world.start_clients(sending);
    world.sim().run_for(1_s);
    const std::int64_t records = world.consumed();
    const std::uint64_t events = world.sim().trace().size();
    const double started = wall_seconds();
    while (wall_seconds() - started < kMinSeconds) world.sim().run_for(100_ms);
    const double took = wall_seconds() - started;
    return {static_cast<double>(world.consumed() - records) / took,
            static_cast<double>(world.sim().trace().size() - events) / took};
}

double resident_mib() {
    World world;
    const std::int64_t before = resident_bytes() - world.disk_bytes();
    world.start_clients(Sending::kOneByOne);
    world.sim().run_for(60_s);
    const std::int64_t after = resident_bytes() - world.disk_bytes();
    return static_cast<double>(after - before) / (1 << 20);
}

}  // namespace

ClusterFigures measure_cluster() {
    const double rss = resident_mib();  // First, so that no memory lies about to be used again.
    const double idle = idle_speedup();
    const Rate single = rate_of(Sending::kOneByOne);
    const Rate batched = rate_of(Sending::kBatched);
    return {.idle_speedup = idle,
            .single_records_per_s = single.records_per_s,
            .batched_records_per_s = batched.records_per_s,
            .events_per_s = single.events_per_s,
            .rss_mib = rss};
}

}  // namespace assize::bench
