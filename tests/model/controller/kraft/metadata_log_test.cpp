#include "model/controller/kraft/metadata_log.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "model/controller/kraft/snapshot_codec.h"
#include "model/wire/record_batch.h"
#include "sim/host.h"
#include "sim/simulation.h"

namespace assize::model::kraft {
namespace {

/// A metadata log on a disk of its own.
class LogWorld {
public:
    using Body = std::function<void(sim::Fiber&, MetadataLog&)>;

    void run(const Body& body) {
        host_.start("node", [&](sim::Fiber& fiber) {
            log::LogDirectory directory(fiber.life(), {.path = "/data", .broker = BrokerId(1)});
            auto log = MetadataLog::open(fiber, directory,
                                         {.node = BrokerId(1), .cluster_id = "test", .voters = {}});
            ASSERT_TRUE(log);
            body(fiber, **log);
        });
        sim_.run_until_idle();
    }
    sim::Host& host() { return host_; }

private:
    sim::Simulation sim_{{.seed = 1}};
    sim::Host& host_ = sim_.add_host({.name = "h"});
};

/// Appends records up to `end`, as one batch of that epoch.
void append(sim::Fiber& fiber, MetadataLog& log, std::int32_t epoch, std::int64_t end) {
    wire::RecordBatchBuilder batch({.base_offset = log.end(), .leader_epoch = LeaderEpoch(epoch)});
    while (batch.next_offset() < Offset(end)) {
        batch.append(0, std::nullopt, wire::Bytes::copy_of("record").span());
    }
    ASSERT_TRUE(log.append_as_leader(fiber, batch.build(), LeaderEpoch(epoch)));
}

void snapshot(sim::Fiber& fiber, MetadataLog& log, std::int32_t epoch, std::int64_t end) {
    const OffsetAndEpoch id{.epoch = LeaderEpoch(epoch), .offset = Offset(end)};
    const SnapshotContents contents{.id = id, .last_contained_log_timestamp_ms = 0, .records = {}};
    const SnapshotStore::Context context{.high_watermark = Offset(end), .log_end = log.end()};
    ASSERT_TRUE(log.snapshots().store(fiber, id, encode_snapshot(contents, 0, 1'000), context));
}

std::string show(const OffsetValidity& validity) {
    if (const auto* diverging = std::get_if<DivergingOffset>(&validity)) {
        return fmt::format("diverging after {} of epoch {}", diverging->end.offset.value(),
                           diverging->end.epoch.value());
    }
    if (const auto* needs = std::get_if<NeedsSnapshot>(&validity)) {
        return fmt::format("snapshot {}-{}", needs->id.offset.value(), needs->id.epoch.value());
    }
    return "valid";
}

std::string validate(const MetadataLog& log, std::int64_t offset, std::int32_t epoch) {
    return show(log.validate(Offset(offset), LeaderEpoch(epoch)));
}

/// Records [0, 10) of epoch 1, [10, 20) of epoch 3, [20, 30) of epoch 5.
void fill(sim::Fiber& fiber, MetadataLog& log) {
    append(fiber, log, 1, 10);
    append(fiber, log, 3, 20);
    append(fiber, log, 5, 30);
}

TEST(MetadataLogTest, a_follower_is_told_where_its_log_differs) {
    LogWorld().run([](sim::Fiber& fiber, MetadataLog& log) {
        EXPECT_EQ(validate(log, 0, 0), "valid");
        fill(fiber, log);
        EXPECT_EQ(validate(log, 0, 0), "valid");
        EXPECT_EQ(validate(log, 10, 1), "valid");
        EXPECT_EQ(validate(log, 30, 5), "valid");
        EXPECT_EQ(validate(log, 15, 1), "diverging after 10 of epoch 1");
        EXPECT_EQ(validate(log, 15, 2), "diverging after 10 of epoch 1");
        EXPECT_EQ(validate(log, 31, 5), "diverging after 30 of epoch 5");
        EXPECT_EQ(validate(log, 25, 4), "diverging after 20 of epoch 3");
    });
}

TEST(MetadataLogTest, a_follower_cuts_where_both_logs_may_agree) {
    LogWorld().run([](sim::Fiber& fiber, MetadataLog& log) {
        fill(fiber, log);
        const auto point = [&](std::int64_t offset, std::int32_t epoch) {
            return log.truncation_point({.epoch = LeaderEpoch(epoch), .offset = Offset(offset)})
                .value();
        };
        EXPECT_EQ(point(15, 3), 15);  // The leader has less of that epoch.
        EXPECT_EQ(point(25, 3), 20);  // It has more.
        EXPECT_EQ(point(18, 4), 20);  // The follower has none of it: to the end of the one before.
        EXPECT_EQ(point(40, 0), 30);
        ASSERT_TRUE(log.truncate_to(fiber, Offset(15)));
        EXPECT_EQ(log.end_and_epoch(),
                  (OffsetAndEpoch{.epoch = LeaderEpoch(3), .offset = Offset(15)}));
    });
}

TEST(MetadataLogTest, who_is_behind_the_log_start_needs_a_snapshot) {
    LogWorld().run([](sim::Fiber& fiber, MetadataLog& log) {
        fill(fiber, log);
        snapshot(fiber, log, 1, 10);
        snapshot(fiber, log, 3, 20);
        log.update_high_watermark(Offset(25));
        EXPECT_EQ(validate(log, 5, 1), "valid");  // The log still begins at 0.
        ASSERT_TRUE(log.apply_retention(fiber, {.bytes = 0}));
        EXPECT_EQ(log.start(), Offset(20));
        EXPECT_EQ(log.snapshots().sizes().size(), 1u);
        EXPECT_EQ(validate(log, 5, 1), "snapshot 20-3");
        EXPECT_EQ(validate(log, 20, 2), "snapshot 20-3");
        EXPECT_EQ(validate(log, 25, 2), "snapshot 20-3");
        EXPECT_EQ(validate(log, 20, 3), "valid");
        EXPECT_EQ(validate(log, 25, 3), "diverging after 20 of epoch 3");
    });
}

TEST(MetadataLogTest, a_restart_finds_log_and_snapshots_as_they_were) {
    LogWorld world;
    world.run([](sim::Fiber& fiber, MetadataLog& log) {
        fill(fiber, log);
        snapshot(fiber, log, 1, 10);
        snapshot(fiber, log, 3, 20);
        log.update_high_watermark(Offset(25));
        ASSERT_TRUE(log.apply_retention(fiber, {.bytes = 0}));
    });
    world.run([](sim::Fiber&, MetadataLog& log) {
        EXPECT_EQ(log.start(), Offset(20));
        EXPECT_EQ(log.end_and_epoch(),
                  (OffsetAndEpoch{.epoch = LeaderEpoch(5), .offset = Offset(30)}));
        EXPECT_EQ(validate(log, 20, 3), "valid");
    });
}

TEST(MetadataLogTest, a_snapshot_beyond_the_log_takes_its_place_after_a_restart) {
    LogWorld world;
    world.run([](sim::Fiber& fiber, MetadataLog& log) {
        append(fiber, log, 1, 10);
        snapshot(fiber, log, 3, 20);  // Fetched in full; then the process died.
    });
    world.run([](sim::Fiber& fiber, MetadataLog& log) {
        EXPECT_EQ(log.start(), Offset(20));
        EXPECT_EQ(log.end_and_epoch(),
                  (OffsetAndEpoch{.epoch = LeaderEpoch(3), .offset = Offset(20)}));
        append(fiber, log, 5, 25);
        EXPECT_EQ(validate(log, 25, 5), "valid");
    });
}

}  // namespace
}  // namespace assize::model::kraft
