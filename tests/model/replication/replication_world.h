#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/config/broker_config.h"
#include "model/metadata/delta.h"
#include "model/replication/replica_manager.h"
#include "model/wire/messages/alter_partition.h"
#include "sim/network/network.h"
#include "sim/simulation.h"
#include "sim/sync/condition.h"

namespace assize::model::replication {

using namespace sim::literals;

inline const Uuid kOrdersId(7, 9);
inline const TopicPartition kOrders{"orders", 0};

/// Facts by name, and what the tests look at in them.
class FactLog final : public sim::TraceSubscriber {
public:
    void on_event(const sim::Event& event) override;
    std::size_t count(std::string_view name) const;
    /// The facts of one name, as `field=value` in the order of the fields.
    std::vector<std::string> of(std::string_view name) const;

private:
    std::vector<std::pair<std::string, std::string>> facts_;
};

/// Brokers with real logs and connections, and a test that decides in place of a controller.
class ReplicationWorld {
public:
    struct Node {
        BrokerId id;
        sim::Host* host;
        sim::Process* process = nullptr;
        ReplicaManager* replicas = nullptr;  // Null when it does not run.
        BrokerEpoch epoch{0};
        bool hears = true;  // What the controller says, and is heard by it.
    };

    explicit ReplicationWorld(std::int32_t brokers, config::BrokerConfig config = {},
                              std::uint64_t seed = 1);
    ~ReplicationWorld();

    FactLog facts;  // Outlives the simulation.

private:
    sim::Condition changed_;  // So do those who wait for it.

public:
    sim::Simulation sim;

    Node& node(std::int32_t broker) { return nodes_[static_cast<std::size_t>(broker) - 1]; }
    ReplicaManager& replicas(std::int32_t broker) { return *node(broker).replicas; }
    Partition& orders(std::int32_t broker);
    log::PartitionLog& log(std::int32_t broker) { return *orders(broker).log(); }

    // What a controller decides.

    void create_orders(const std::vector<std::int32_t>& brokers,
                       std::optional<std::vector<std::int32_t>> isr = std::nullopt);
    /// That broker leads in a new epoch. The ISR stays as it is if none is given.
    void elect(std::int32_t leader, std::optional<std::vector<std::int32_t>> isr = std::nullopt);
    void change(const wire::PartitionChangeRecord& record);
    void set_topic_config(const std::string& key, const std::string& value);
    void fence(std::int32_t broker);
    void unfence(std::int32_t broker);
    /// It hears of what it has missed.
    void let_hear(std::int32_t broker);
    /// What the controller answers to the next AlterPartition requests, if not the truth.
    std::optional<wire::ErrorCode> refuse_isr_changes = std::nullopt;
    bool controller_is_away = false;
    int isr_changes_asked = 0;
    void delete_orders();
    const metadata::PartitionRegistration& truth() const;
    bool is_active(std::int32_t broker) const { return image_.is_active(BrokerId(broker)); }

    // What befalls brokers.

    void start(std::int32_t broker);
    void crash(std::int32_t broker) { node(broker).process->crash(); }
    /// Nothing reaches it, or comes from it, as long as the guard lives.
    sim::RuleGuard isolate(std::int32_t broker);

    // What clients do. Each runs the simulation until it is answered.

    AppendedPartition produce(std::int32_t broker, const std::vector<std::string>& values,
                              Acks acks = Acks::kAll, sim::Duration timeout = 10_s);
    /// As produce, but does not wait: `then` is told the result, unless the broker dies before.
    void begin_to_produce(std::int32_t broker, const std::string& value, Acks acks,
                          std::function<void(const AppendedPartition&)> then);
    /// Runs this on a fiber of that broker, to its end.
    void on(std::int32_t broker, std::function<void(sim::Fiber&, ReplicaManager&)> body);
    FetchedPartition consume(std::int32_t broker, std::int64_t offset,
                             FetchParams params = {.max_bytes = 1 << 20});
    /// The values in that broker's log, from its start.
    std::vector<std::string> values(std::int32_t broker);

private:
    friend class FakeControlPlane;
    void run_broker(sim::Fiber& fiber, Node& node);
    void apply(const metadata::MetadataRecord& record);
    wire::AlterPartitionResponse alter_partition(const wire::AlterPartitionRequest& request);

    config::BrokerConfig config_;
    metadata::MetadataImage image_;
    std::int64_t next_offset_ = 0;
    std::vector<Node> nodes_;
};

}  // namespace assize::model::replication
