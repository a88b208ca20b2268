#include <fmt/format.h>
#include <model/client/admin.h>
#include <model/client/producer.h>
#include <model/cluster.h>

using namespace assize;
using namespace sim::literals;

/// Writes a record every two seconds, and says what became of it.
void write_orders(sim::Fiber& fiber, const std::vector<sim::Address>& brokers) {
    model::client::Admin admin(fiber, brokers, {});
    const auto created =
        admin.create_topic(fiber, {.name = "orders", .partitions = 1, .replication_factor = 3});
    if (!created) fmt::print("no topic: {}\n", created.error().message);

    model::client::Producer producer(fiber, brokers, {});
    for (int i = 0; i < 10; ++i) {
        const auto value = model::wire::Bytes::copy_of(fmt::format("order {}", i));
        const auto written = producer.send_and_wait(fiber, {.topic = "orders", .value = value});
        fmt::print("{:6} ms  order {} ", fiber.now().since_origin() / 1_ms, i);
        if (written) {
            fmt::print("is orders-{}@{}\n", written->partition.partition, written->offset->value());
        } else {
            fmt::print("failed: {}\n", to_string(written.error().code));
        }
        fiber.sleep(2_s);
    }
}

int main() {
    sim::Simulation world({.seed = 7});
    const auto cluster = model::Cluster::make(world, model::ClusterConfig::separate(3, 3));
    if (!cluster) {
        fmt::print("{}\n", cluster.error().message);
        return 65;
    }
    (*cluster)->start();
    world.run_for(5_s);
    world.add_host({.name = "laptop"}).start("app", [&](sim::Fiber& fiber) {
        write_orders(fiber, (*cluster)->bootstrap());
    });
    world.run_for(5_s);
    const auto leader = (*cluster)->leader_of({"orders", 0});
    if (leader) (*cluster)->crash((*cluster)->name_of(*leader));
    world.run_for(60_s);
    fmt::print("{} facts, trace {:016x}\n", world.trace().size(), world.trace().hash());
}
