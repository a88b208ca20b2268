#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>

#include "model/client/consumer.h"
#include "model/client/producer.h"
#include "model/cluster.h"
#include "sim/simulation.h"
#include "sim/sync/condition.h"

namespace assize::bench {

/// How producers write.
enum class Writing : std::uint8_t {
    kOneByOne,  // One record a request; the next when it is acknowledged.
    kBatched,   // As fast as they can, in batches of 16 KiB.
};

/// 3 brokers and 3 controllers; a topic of 6 partitions on 3 replicas with min.insync.replicas 2;
/// 4 producers with acks=all and values of 100 bytes; 2 consumers, each of which reads all.
class ClusterWorld {
public:
    /// Returns when the topic is there, and clients wait for their turn.
    explicit ClusterWorld(Writing writing);

    /// Has the producers write in another way. Requires: all that was to be written is.
    void write_from_now_on(Writing writing) { writing_ = writing; }

    /// Lets the world go on, without producers writing more.
    void run_idle(sim::Duration time) { simulation_.run_for(time); }
    /// Has so many more records written, and returns when both consumers have read them.
    void write_and_read(std::uint64_t records);
    /// Has records written and read for so long. Returns how many both consumers have read.
    std::uint64_t write_and_read_for(sim::Duration time);

    std::uint64_t events() { return simulation_.scheduler().events_handled(); }
    /// What lies on all disks.
    std::int64_t bytes_on_disk();

private:
    void start_clients();
    void create_topic();
    void write(sim::Fiber& fiber);
    void read(sim::Fiber& fiber, std::uint64_t& count);
    std::uint64_t read_by_both() const { return std::min(read_[0], read_[1]); }

    Writing writing_;
    sim::Condition more_;         // There is more to write.
    std::uint64_t to_write_ = 0;  // Taken on by producers, one by one.
    std::uint64_t written_ = 0;   // So far.
    std::uint64_t read_[2] = {0, 0};
    bool topic_ready_ = false;
    sim::Simulation simulation_;  // Goes before all that its fibers use.
    std::unique_ptr<model::Cluster> cluster_;
};

}  // namespace assize::bench
