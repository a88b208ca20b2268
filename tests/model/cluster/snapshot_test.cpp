#include <gtest/gtest.h>

#include "tests/model/cluster/world.h"

namespace assize::model {
namespace {

using wire::ErrorCode;

/// A cluster that keeps little of its metadata log beside snapshots.
struct SnapshotWorld : ClusterWorld {
    explicit SnapshotWorld(ClusterConfig config) : ClusterWorld(with_snapshots(std::move(config))) {
        EXPECT_TRUE(start());
        for (int i = 0; i < 20; ++i) {
            EXPECT_EQ(create_topic("topic-" + std::to_string(i), 3, 3), ErrorCode::kNone);
        }
        sim().run_for(200_s);
    }
    static ClusterConfig with_snapshots(ClusterConfig config) {
        config.settings["metadata.log.max.record.bytes.between.snapshots"] = "2000";
        config.settings["metadata.max.retention.bytes"] = "4000";
        config.settings["metadata.log.segment.bytes"] = "8388608";
        return config;
    }
    /// The machine is replaced by an empty one, and the node begins anew.
    void replace(const std::string& node) {
        cluster().crash(node);
        cluster().host(node).wipe();
        sim().run_for(15_s);
        cluster().restart(node);
    }
};

TEST(ClusterSnapshot, every_node_writes_snapshots_and_an_empty_one_begins_from_them) {
    for (const ClusterConfig& config :
         {ClusterConfig::separate(3, 3), ClusterConfig::combined(3)}) {
        SnapshotWorld world(config);
        EXPECT_GE(world.facts().of("kraft_snapshot_created"), config.nodes.size());
        EXPECT_GE(world.facts().of("kraft_snapshot_deleted"), config.nodes.size());
        const std::size_t loaded = world.facts().of("kraft_snapshot_loaded");
        world.replace("broker-2");
        ASSERT_TRUE(world.until(60_s, [&] { return world.cluster().is_up(); }));
        EXPECT_GT(world.facts().of("kraft_snapshot_loaded"), loaded);
        world.sim().run_for(2_s);
        const broker::NodeView* replaced = world.cluster().view("broker-2");
        EXPECT_EQ(replaced->image().topics.size(), 20u);
        EXPECT_EQ(replaced->image().topics, world.cluster().image()->topics);
    }
}

}  // namespace
}  // namespace assize::model
