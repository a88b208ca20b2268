#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/config/broker_config.h"
#include "model/log/log_manager.h"
#include "model/metadata/control_plane.h"
#include "model/metadata/delta.h"
#include "model/metadata/image.h"
#include "model/replication/alter_partition_manager.h"
#include "model/replication/fetch_types.h"
#include "model/replication/partition.h"
#include "model/replication/replica_fetcher.h"
#include "model/types.h"
#include "model/wire/bytes.h"
#include "model/wire/error_code.h"
#include "sim/fiber.h"
#include "sim/network/address.h"
#include "sim/process.h"
#include "sim/sync/task_group.h"
#include "sim/time.h"

namespace assize::model::replication {

/// Records for one partition. The topic's name is the caller's.
struct PartitionAppend {
    std::string_view topic;
    std::int32_t partition;
    wire::Bytes records;
};

struct AppendOptions {
    Acks acks;
    sim::Deadline deadline;  // Up to when to wait for kAll.
    log::AppendOrigin origin = log::AppendOrigin::kClient;
};

/// What became of them. Offsets are none when nothing was appended.
struct AppendedPartition {
    wire::ErrorCode error;
    std::optional<Offset> base_offset = std::nullopt;
    std::optional<std::int64_t> log_append_time_ms = std::nullopt;
    std::optional<Offset> log_start = std::nullopt;
};

/// One partition of a fetch, with its name.
struct PartitionToFetch {
    std::string_view topic;  // The caller's; empty when only the id is given.
    Uuid topic_id = {};      // Zero when only the name is given.
    std::int32_t partition = 0;
    PartitionFetch fetch = {};
};

struct ReplicaManagerOptions {
    sim::Life life;
    BrokerId broker;
    config::BrokerConfig config;
    log::LogManager& logs;             // Started before the first metadata is applied.
    metadata::ControlPlane& controls;  // Is asked to change ISRs.
    /// Where followers reach that broker; none when it has no address.
    std::function<std::optional<sim::Address>(const metadata::BrokerRegistration&)> address_of;
};

/// All replicas on a broker: finds them, gives them their roles, and does what spans several.
///
/// Any number of fibers may use it; apply() has one caller at a time.
/// Requires: `logs` and `controls` outlive it.
/// Source: Kafka, ReplicaManager.scala. Departs: purgatories are plain waits of the fibers that
/// handle the requests, and an append to several partitions waits for one after the other; high
/// watermarks are checkpointed by the log manager; a changed min.insync.replicas moves the high
/// watermark at once, not with the next fetch; fetchers are chosen by partition number, not by a
/// hash with the topic; replicas do not move between log directories.
class ReplicaManager final : public IsrEligibility {
public:
    template <class T>
    using Answer = sim::Result<T, wire::ErrorCode>;

    explicit ReplicaManager(ReplicaManagerOptions options);
    ~ReplicaManager() override;

    /// Begins the upkeep: shrinking ISRs, asking the controller, minding failed directories.
    /// `broker_epoch` is that of the registration, which fetches and proposals carry. `tasks` gets
    /// the fibers of the upkeep, and of fetchers as they are needed.
    /// Requires: called once; `tasks` goes before this does.
    void start(sim::TaskGroup& tasks, BrokerEpoch broker_epoch);
    BrokerEpoch broker_epoch() const { return broker_epoch_; }
    const config::BrokerConfig& config() const { return options_.config; }

    /// Gives replicas their roles: removes, then leads, then follows (semantics 3.10, step 3).
    /// Requires: started; the image is newer than that of the last call.
    void apply(sim::Fiber& fiber, const metadata::MetadataDelta& delta,
               const metadata::MetadataImage& image);
    /// What was applied last.
    const metadata::MetadataImage& image() const { return image_; }
    /// Ends all fetching and refuses all requests: the broker goes down. Logs stay as they are.
    void shut_down();

    /// The replica here, whatever its role. Fails: kNotLeaderOrFollower when the cluster has such a
    /// partition elsewhere; kUnknownTopicOrPartition, or kUnknownTopicId; kKafkaStorageError.
    Answer<std::shared_ptr<Partition>> find(std::string_view topic, std::int32_t partition) const;
    Answer<std::shared_ptr<Partition>> find(const Uuid& topic_id, std::int32_t partition) const;
    Answer<std::shared_ptr<Partition>> find(const TopicPartition& partition) const {
        return find(partition.topic, partition.partition);
    }
    /// What the metadata says of a partition: by its topic's id, or by its name when that is zero.
    /// Null when there is none.
    const metadata::PartitionRegistration* registration(std::string_view topic,
                                                        const Uuid& topic_id,
                                                        std::int32_t partition) const;
    /// Those that lead or follow, by topic and partition.
    std::vector<std::shared_ptr<Partition>> partitions() const;
    std::size_t leader_count() const;

    /// Appends to each partition, and for Acks::kAll waits until each append is committed.
    /// The results are in the order of `appends`.
    std::vector<AppendedPartition> append(sim::Fiber& fiber,
                                          const std::vector<PartitionAppend>& appends,
                                          const AppendOptions& options);

    /// Reads from each partition, in order, up to max_bytes in all. Waits for min_bytes, at most
    /// for max_wait, unless there is an error or something else to tell at once.
    /// fetch_handler.h does all of a FetchRequest.
    std::vector<FetchedPartition> fetch(sim::Fiber& fiber, const FetchParams& params,
                                        const std::vector<PartitionToFetch>& partitions);

    Answer<std::optional<log::TimestampedOffset>> list_offset(sim::Fiber& fiber,
                                                              const TopicPartition& partition,
                                                              const OffsetQuery& query);
    Answer<std::optional<log::EpochEnd>> offset_for_leader_epoch(
        const TopicPartition& partition, std::optional<LeaderEpoch> current_leader_epoch,
        LeaderEpoch epoch) const;

    struct RecordDeletion {
        TopicPartition partition;
        std::optional<Offset> before;  // None: all that is committed.
    };
    /// Deletes, and waits until all live replicas have. Returns the low watermarks.
    std::vector<Answer<Offset>> delete_records(sim::Fiber& fiber,
                                               const std::vector<RecordDeletion>& deletions,
                                               sim::Deadline deadline);

    bool may_be_in_isr(BrokerId broker, std::optional<BrokerEpoch> broker_epoch) const override;

private:
    struct Topic {
        std::string name;
        std::map<std::int32_t, std::shared_ptr<Partition>> partitions = {};
    };
    using FetcherKey = std::pair<BrokerId, std::int32_t>;  // The leader, and which of its fetchers.
    struct FetchUnderWay;

    // Applying metadata.
    void remove(sim::Fiber& fiber, const metadata::LocalChanges::Removed& removed);
    void lead(sim::Fiber& fiber, const metadata::LocalPartition& local);
    void follow(sim::Fiber& fiber, const metadata::LocalPartition& local);
    void apply_configs(sim::Fiber& fiber, const metadata::MetadataDelta& delta);
    Partition& partition_for(const metadata::LocalPartition& local);
    Answer<std::shared_ptr<log::PartitionLog>> log_for(sim::Fiber& fiber,
                                                       const metadata::LocalPartition& local);
    ReplicaFetcher* fetcher_for(BrokerId leader, std::int32_t partition);
    void stop_fetching(const Partition& partition, std::string_view reason);
    void take_offline(Partition& partition);

    // Upkeep.
    void shrink_isrs(sim::Fiber& fiber);
    void mind_failed_directories(sim::Fiber& fiber);

    // Fetching.
    bool fetch_all(sim::Fiber& fiber, FetchUnderWay& fetch);
    bool fetch_again(sim::Fiber& fiber, FetchUnderWay& fetch,
                     const std::vector<std::size_t>& woken);
    void fetch_what_came_last(sim::Fiber& fiber, FetchUnderWay& fetch);
    std::vector<std::size_t> wait_for_progress(sim::Fiber& fiber, FetchUnderWay& fetch,
                                               WaitingFiber& waiting,
                                               const std::vector<std::size_t>& to_watch,
                                               sim::Deadline deadline);
    std::optional<BrokerId> preferred_read_replica(const Partition& partition,
                                                   const FetchParams& params,
                                                   const PartitionFetch& fetch) const;
    wire::ErrorCode why_not_here(const metadata::PartitionRegistration* registration,
                                 wire::ErrorCode unknown) const;

    const ReplicaManagerOptions options_;
    AlterPartitionManager isr_proposals_;
    sim::TaskGroup* tasks_ = nullptr;  // Null until started.
    BrokerEpoch broker_epoch_{0};
    metadata::MetadataImage image_;
    std::map<Uuid, Topic> topics_;
    std::map<std::string, Uuid, std::less<>> ids_by_name_;
    std::map<FetcherKey, std::unique_ptr<ReplicaFetcher>> fetchers_;
};

}  // namespace assize::model::replication
