#include "model/log/log_manager.h"

#include <gtest/gtest.h>

#include "tests/model/log/log_world.h"

namespace assize::model::log {
namespace {

using wire::ErrorCode;

/// A broker that holds logs in "/a" and "/b", one life after the other.
class ManagerWorld {
public:
    using Body = std::function<void(sim::Fiber&, LogManager&)>;

    explicit ManagerWorld(sim::DiskProfile disk = {}) : world_(std::move(disk)) {}

    LogWorld& world() { return world_; }
    std::optional<std::string> text(const std::string& path) {
        const auto bytes = world_.disk().peek(path);
        if (!bytes) return std::nullopt;
        return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    }

    void run(Body body, LogManagerStart start = {}) {
        world_.host().start("broker", [=, body = std::move(body)](sim::Fiber& fiber) {
            LogManager manager(
                fiber.life(),
                {.broker = BrokerId(1), .cluster_id = "c", .directories = {"/a", "/b"}});
            ASSERT_TRUE(manager.open_directories(fiber));
            ASSERT_TRUE(manager.start(fiber, start));
            sim::TaskGroup tasks(fiber);
            manager.spawn_upkeep(tasks);
            body(fiber, manager);
        });
        world_.run_until_idle();
    }

private:
    LogWorld world_;
};

LogPlacement place(const std::string& topic, int partition) {
    return {.partition = {topic, partition}, .topic_id = Uuid(1, topic.size())};
}

TEST(LogManagerTest, logs_go_where_fewest_are_and_are_found_again) {
    ManagerWorld world;
    std::vector<Uuid> ids;
    world.run([&](sim::Fiber& fiber, LogManager& manager) {
        EXPECT_EQ(manager.previous_broker_epoch(), std::nullopt);
        for (int i = 0; i < 3; ++i) {
            const auto log = manager.get_or_create(fiber, place("orders", i), {});
            ASSERT_TRUE(log);
            EXPECT_EQ((*log)->directory().path(), i == 1 ? "/b" : "/a");
            ASSERT_TRUE((*log)->append_as_leader(fiber, batch({"x"}), LeaderEpoch(0),
                                                 AppendOrigin::kClient));
        }
        const auto other =
            manager.get_or_create(fiber, {.partition = {"orders", 0}, .topic_id = Uuid(5, 5)}, {});
        EXPECT_EQ(other.error(), ErrorCode::kInconsistentTopicId);
        for (const auto& directory : manager.directories()) ids.push_back(directory->id());
        manager.shut_down(fiber, BrokerEpoch(17));
    });
    EXPECT_EQ(world.text("/a/.kafka_cleanshutdown"), "{\"version\":0,\"brokerEpoch\":17}");
    EXPECT_EQ(world.text("/a/recovery-point-offset-checkpoint"), "0\n2\norders 0 1\norders 2 1\n");
    EXPECT_NE(ids[0], ids[1]);
    world.run([&](sim::Fiber&, LogManager& manager) {
        EXPECT_EQ(manager.previous_broker_epoch(), BrokerEpoch(17));
        EXPECT_EQ(manager.logs().size(), 3u);
        EXPECT_EQ(manager.get({"orders", 1})->log_end_offset(), Offset(1));
        EXPECT_EQ(manager.get({"orders", 1})->recovery_point(), Offset(1));
        EXPECT_EQ(manager.directories()[0]->id(), ids[0]);
        EXPECT_EQ(manager.directory(ids[1]), manager.directories()[1].get());
    });
    EXPECT_EQ(world.text("/a/.kafka_cleanshutdown"), std::nullopt);
    world.run([&](sim::Fiber&, LogManager& manager) {
        EXPECT_EQ(manager.previous_broker_epoch(), std::nullopt) << "the last life just ended";
    });
}

TEST(LogManagerTest, a_removed_log_goes_after_a_delay) {
    ManagerWorld world;
    world.run([&](sim::Fiber& fiber, LogManager& manager) {
        ASSERT_TRUE(manager.get_or_create(fiber, place("orders", 0), {}));
        ASSERT_TRUE(manager.remove(fiber, {"orders", 0}));
        EXPECT_EQ(manager.get({"orders", 0}), nullptr);
        const std::string renamed = "/a/orders-0.00000000000000010000000000000001-delete";
        EXPECT_TRUE(world.world().disk().exists(renamed));
        ASSERT_TRUE(manager.get_or_create(fiber, place("orders", 0), {}));
        fiber.sleep(sim::Duration::seconds(61));
        EXPECT_FALSE(world.world().disk().exists(renamed));
        EXPECT_TRUE(world.world().disk().exists("/a/orders-0"));
    });
}

TEST(LogManagerTest, strays_are_set_aside_when_loading) {
    ManagerWorld world;
    world.run([&](sim::Fiber& fiber, LogManager& manager) {
        ASSERT_TRUE(manager.get_or_create(fiber, place("orders", 0), {}));
    });
    world.run([&](sim::Fiber&, LogManager& manager) { EXPECT_EQ(manager.logs().size(), 0u); },
              {.is_stray = [](const TopicPartition&, const Uuid& id, const LogDirectory&) {
                  return id == Uuid(1, 6);
              }});
    EXPECT_TRUE(world.world().disk().exists("/a/orders-0.00000000000000010000000000000001-stray"));
}

TEST(LogManagerTest, a_directory_that_fails_leaves_the_others_alone) {
    ManagerWorld world;
    world.run([&](sim::Fiber& fiber, LogManager& manager) {
        const auto in_a = manager.get_or_create(fiber, place("orders", 0), {}).value();
        const auto in_b = manager.get_or_create(fiber, place("orders", 1), {}).value();
        const auto fault =
            world.world().disk().install({.path = "/a/*", .operation = sim::DiskOperation::kSync});
        bool noticed = false;
        sim::TaskGroup tasks(fiber);
        tasks.spawn([&](sim::Fiber& waiter) {
            manager.directory_failed().wait(waiter);
            noticed = true;
        });
        fiber.sleep(sim::Duration::milliseconds(1));
        EXPECT_FALSE(in_a->assign_epoch(fiber, LeaderEpoch(1), Offset(0)));
        EXPECT_TRUE(in_b->assign_epoch(fiber, LeaderEpoch(1), Offset(0)));
        fiber.sleep(sim::Duration::milliseconds(1));
        EXPECT_TRUE(noticed);
        EXPECT_EQ(manager.online_directories(), 1u);
        EXPECT_EQ(manager.get({"orders", 0}), nullptr);
        EXPECT_EQ(manager.logs().size(), 1u);
        const auto next = manager.get_or_create(fiber, place("orders", 2), {});
        EXPECT_EQ((*next)->directory().path(), "/b");
        manager.shut_down(fiber, BrokerEpoch(1));
    });
    EXPECT_FALSE(world.world().disk().exists("/a/.kafka_cleanshutdown"));
    EXPECT_TRUE(world.world().disk().exists("/b/.kafka_cleanshutdown"));
}

TEST(LogManagerTest, high_watermarks_and_log_starts_are_checkpointed_now_and_then) {
    ManagerWorld world;
    world.run([&](sim::Fiber& fiber, LogManager& manager) {
        const auto log = manager.get_or_create(fiber, place("orders", 0), {}).value();
        for (int i = 0; i < 3; ++i) {
            ASSERT_TRUE(
                log->append_as_leader(fiber, batch({"x"}), LeaderEpoch(0), AppendOrigin::kClient));
        }
        log->maybe_increment_high_watermark(Offset(3));
        ASSERT_TRUE(log->maybe_increment_log_start_offset(fiber, Offset(2),
                                                          LogStartReason::kDeleteRecords));
        fiber.sleep(sim::Duration::seconds(6));
        EXPECT_EQ(world.text("/a/replication-offset-checkpoint"), "0\n1\norders 0 3\n");
        fiber.sleep(sim::Duration::seconds(60));
    });
    EXPECT_EQ(world.text("/a/log-start-offset-checkpoint"), "0\n1\norders 0 2\n");
    world.run([&](sim::Fiber&, LogManager& manager) {
        EXPECT_EQ(manager.get({"orders", 0})->high_watermark(), Offset(3));
        EXPECT_EQ(manager.get({"orders", 0})->log_start_offset(), Offset(2));
    });
}

}  // namespace
}  // namespace assize::model::log
